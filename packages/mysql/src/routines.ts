import {
  databaseError,
  mysqlDialect,
  quoteName,
  usage,
  type ProcedureRequest,
  type ProcedureResult,
  type Row,
} from "@db/core";
import type { MysqlSession } from "./mysql-session.ts";

interface Parameter {
  readonly name: string;
  readonly mode: "IN" | "OUT" | "INOUT";
  readonly isText: boolean;
}

interface Signature {
  readonly kind: "PROCEDURE" | "FUNCTION";
  readonly parameters: readonly Parameter[];
}

/** "The INFORMATION_SCHEMA ROUTINES Table", and that of their parameters; position 0 is what a function returns. */
const lookUp = `
select r.routine_type as kind, p.parameter_name as name, p.parameter_mode as mode,
  p.character_set_name is not null as is_text
from information_schema.routines r
left join information_schema.parameters p on p.specific_schema = r.routine_schema
  and p.specific_name = r.specific_name and p.routine_type = r.routine_type and p.ordinal_position > 0
where r.routine_schema = coalesce(?, database()) and r.routine_name = ?
order by r.routine_type desc, p.ordinal_position`;

/**
 * Calls a procedure or function. OUT and INOUT parameters come back in `output` with their own types, a function's value
 * as `returnValue`, what the procedure selects in `resultSets`.
 */
export async function callRoutine(
  session: MysqlSession,
  { name, parameters }: ProcedureRequest,
): Promise<ProcedureResult> {
  const signature = await findSignature(session, name);
  const values = valuesFor(signature, parameters, [name].flat().join("."));
  const places = signature.parameters.map(() => "?").join(", ");
  const routine = `${quoteName(mysqlDialect, name)}(${places})`;
  if (signature.kind === "FUNCTION") {
    const [row] = await session.rows(`select ${routine} as value`, values);
    return { output: {}, resultSets: [], returnValue: row?.["value"] };
  }
  // A call without places is prepared as well: as text it could not be told from a statement that cannot be.
  const { sets, output = {} } = await session.results(`call ${routine}`, values);
  return { output: named(output, signature), resultSets: sets };
}

/** The server calls the outputs by the parameters' names; their order is that of the declaration. */
function named(output: Row, { parameters }: Signature): Row {
  const given = Object.values(output);
  const outputs = parameters.filter(({ mode }) => mode !== "IN");
  return Object.fromEntries(
    outputs.map(({ name, isText }, index) => [name, isText ? asText(given[index]) : given[index]]),
  );
}

/** MySQL gives a text of an output as bytes. */
function asText(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : value;
}

function valuesFor(
  { parameters: declared }: Signature,
  given: ProcedureRequest["parameters"],
  label: string,
): readonly unknown[] {
  const inputs = declared.filter(({ mode }) => mode !== "OUT");
  if (Array.isArray(given)) {
    if (given.length !== inputs.length)
      throw usage(`"${label}" takes ${inputs.length} parameters, and ${given.length} were given`);
    const list = [...(given as readonly unknown[])];
    return declared.map(({ mode }) => (mode === "OUT" ? null : list.shift()));
  }
  const byName = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(byName).filter((name) => !inputs.some((input) => input.name === name));
  if (unknown.length > 0) throw usage(`"${label}" has no parameter ${unknown.join(", ")}`);
  const missing = inputs.filter(({ name }) => !Object.hasOwn(byName, name));
  if (missing.length > 0) throw usage(`"${label}" needs ${missing.map(({ name }) => name).join(", ")} too`);
  return declared.map(({ name, mode }) => (mode === "OUT" ? null : byName[name]));
}

async function findSignature(session: MysqlSession, name: ProcedureRequest["name"]): Promise<Signature> {
  const parts = typeof name === "string" ? [name] : name;
  const schema = parts.length > 1 ? parts.at(-2) : null;
  const rows = await session.rows(lookUp, [schema, parts.at(-1)]);
  const [first] = rows;
  if (first === undefined)
    throw databaseError({
      kind: "undefined-object",
      engine: session.server.flavour,
      message: `there is no procedure or function "${parts.join(".")}"`,
    });
  const kind = String(first["kind"]) as Signature["kind"];
  return {
    kind,
    parameters: rows
      .filter((row) => row["kind"] === kind && row["name"] !== null)
      .map((row) => ({
        name: String(row["name"]),
        mode: (row["mode"] ?? "IN") as Parameter["mode"],
        isText: Number(row["is_text"]) === 1,
      })),
  };
}
