import type { DoubleRoutine } from "./blocks.ts";
import { schema } from "./h2-errors.ts";
import type { H2Wire } from "./h2-wire.ts";

/** The views of Oracle's dictionary that are filled before a query that names them. */
export const dictionaryWords = /\b(?:all_arguments|nls_session_parameters|dba_pending_transactions)\b/i;

const quote = (text: string | null): string => (text === null ? "null" : `'${text.replaceAll("'", "''")}'`);

/** Fills the tables that stand for the views of the dictionary. */
export async function refreshDictionary(
  wire: H2Wire,
  sql: string,
  context: Readonly<Record<string, string>>,
  routines: readonly DoubleRoutine[],
): Promise<void> {
  if (/all_arguments/i.test(sql)) {
    const rows = routines.flatMap(({ packageName, name, overload, parameters }) =>
      parameters.map(
        (one, index) =>
          `(${[
            quote(schema),
            quote(packageName),
            quote(name),
            quote(overload ?? null),
            quote(one.name),
            String(one.name === null ? 0 : index + 1),
            quote(one.type),
            quote(one.mode),
            quote(one.defaulted === true ? "Y" : "N"),
          ].join(", ")}, 0, 1)`,
      ),
    );
    await fill(
      wire,
      "all_arguments",
      "owner varchar, package_name varchar, object_name varchar, overload varchar, argument_name varchar, position int," +
        " data_type varchar, in_out varchar, defaulted varchar, data_level int, subprogram_id int",
      rows,
    );
  }
  if (/nls_session_parameters/i.test(sql)) {
    const rows = Object.entries(context)
      .filter(([name]) => name.startsWith("NLS_"))
      .map(([name, value]) => `(${quote(name)}, ${quote(value)})`);
    await fill(wire, "nls_session_parameters", "parameter varchar, value varchar", rows);
  }
}

/** Each connection has tables of its own. */
async function fill(wire: H2Wire, name: string, columns: string, rows: readonly string[]): Promise<void> {
  await wire.query(`create local temporary table if not exists ${name} (${columns})`);
  await wire.query(`delete from ${name}`);
  if (rows.length > 0) await wire.query(`insert into ${name} values ${rows.join(", ")}`);
}
