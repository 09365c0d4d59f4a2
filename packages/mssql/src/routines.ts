import {
  databaseError,
  mssqlDialect,
  quoteName,
  unsupported,
  usage,
  type ProcedureRequest,
  type ProcedureResult,
  type Row,
} from "@db/core";
import { columnType } from "./column-types.ts";
import type { DataType } from "./data-types.ts";
import type { MssqlSession } from "./mssql-session.ts";
import { typeOf } from "./mssql-values.ts";
import type { Parameter } from "./requests.ts";
import { catalogueOf, nativeTypeOf } from "./table-columns.ts";
import { tableParameter } from "./table-parameters.ts";
import { isTable } from "./table-value.ts";

interface Declared {
  readonly name: string;
  readonly output: boolean;
  /** How values of its type are written; nothing for a type that only the server can make. */
  readonly type: DataType | undefined;
  /** The number of its table type. */
  readonly tableType: number | undefined;
}

interface Signature {
  readonly kind: "procedure" | "scalar" | "table";
  readonly parameters: readonly Declared[];
}

/** "sys.objects" (types P, PC, X, FN, FS, IF, TF, FT) and "sys.parameters"; the one at 0 is what a function gives. */
const lookUp = (catalogue: string): string => `
select rtrim(o.type) as kind, p.name as name, p.is_output as output,
  t.name as type, cast(p.max_length as int) as length, cast(p.[precision] as int) as [precision],
  cast(p.scale as int) as scale, case when u.is_table_type = 1 then p.user_type_id end as tableType
from ${catalogue}.objects o
left join ${catalogue}.parameters p on p.object_id = o.object_id and p.parameter_id > 0
left join ${catalogue}.types t on t.user_type_id = p.system_type_id
left join ${catalogue}.types u on u.user_type_id = p.user_type_id
where o.object_id = object_id(@p1) and o.type in ('P', 'PC', 'X', 'FN', 'FS', 'IF', 'TF', 'FT')
order by p.parameter_id`;

const kinds: Readonly<Record<string, Signature["kind"]>> = {
  FN: "scalar",
  FS: "scalar",
  IF: "table",
  TF: "table",
  FT: "table",
};

/**
 * Calls a procedure or function. OUT parameters come back in `output`, what a procedure returns and a function's value as
 * `returnValue`, what is selected in `resultSets`. T-SQL's OUTPUT takes a value too, so such a parameter may be given.
 */
export async function callRoutine(
  session: MssqlSession,
  { name, parameters: given }: ProcedureRequest,
): Promise<ProcedureResult> {
  const label = [name].flat().join(".");
  const quoted = quoteName(mssqlDialect, name);
  const { kind, parameters: declared } = await findSignature(session, [name].flat(), quoted, label);
  const values = valuesFor(declared, given, label);
  if (kind !== "procedure") return callFunction(session, quoted, kind, declared, values);
  const parameters: Parameter[] = [];
  for (const parameter of declared) {
    const value = values.get(parameter.name);
    if (value === undefined && !parameter.output) continue;
    parameters.push(await bound(session, parameter, value ?? null));
  }
  const { sets, output, returned } = await session.perform({ text: quoted, kind: "procedure", parameters });
  return { output, resultSets: sets.map(({ rows }) => rows), returnValue: returned };
}

async function bound(session: MssqlSession, declared: Declared, value: unknown): Promise<Parameter> {
  const { name, output, type, tableType } = declared;
  if (tableType !== undefined) {
    if (!isTable(value)) throw usage(`the parameter "${name}" is a table`, "Give it tableValue(rows)");
    return { name, ...(await tableParameter(session, tableType, value)) };
  }
  if (isTable(value)) throw usage(`the parameter "${name}" is no table`);
  if (output && type === undefined)
    throw unsupported("mssql", `the type of the output parameter "${name}"`, "Select it as a result");
  return { name, type: type ?? typeOf(value), value, output };
}

async function callFunction(
  session: MssqlSession,
  quoted: string,
  kind: "scalar" | "table",
  declared: readonly Declared[],
  values: ReadonlyMap<string, unknown>,
): Promise<ProcedureResult> {
  const list: unknown[] = [];
  const places = declared.map(({ name }) => {
    if (!values.has(name)) return "default";
    list.push(values.get(name));
    return mssqlDialect.placeholder(list.length);
  });
  const routine = `${quoted}(${places.join(", ")})`;
  if (kind === "table") return { output: {}, resultSets: [await session.rows(`select * from ${routine}`, list)] };
  const [row] = await session.rows(`select ${routine} as value`, list);
  return { output: {}, resultSets: [], returnValue: row?.["value"] };
}

/**
 * The values by the parameters' names. By position they are those of the parameters that are no output, or of all; one
 * that is given nothing keeps the routine's own default.
 */
function valuesFor(
  declared: readonly Declared[],
  given: ProcedureRequest["parameters"],
  label: string,
): ReadonlyMap<string, unknown> {
  if (Array.isArray(given)) {
    const inputs = declared.filter(({ output }) => !output);
    const list = given as readonly unknown[];
    const taken = [inputs, declared].find(({ length }) => length === list.length) ?? declared.slice(0, list.length);
    if (list.length > declared.length)
      throw usage(`"${label}" takes ${declared.length} parameters, and ${list.length} were given`);
    return new Map(taken.map(({ name }, index) => [name, list[index]]));
  }
  const byName = Object.entries(given as Readonly<Record<string, unknown>>);
  const unknown = byName.filter(([name]) => !declared.some((one) => one.name === name)).map(([name]) => name);
  if (unknown.length > 0) throw usage(`"${label}" has no parameter ${unknown.join(", ")}`);
  return new Map(byName);
}

async function findSignature(
  session: MssqlSession,
  name: readonly string[],
  quoted: string,
  label: string,
): Promise<Signature> {
  const rows = await session.rows(lookUp(catalogueOf(name)), [quoted]);
  const [first] = rows;
  if (first === undefined)
    throw databaseError({
      kind: "undefined-object",
      engine: "mssql",
      message: `there is no procedure or function "${label}"`,
    });
  return {
    kind: kinds[String(first["kind"])] ?? "procedure",
    parameters: rows.filter((row) => row["name"] !== null).map(declaredOf),
  };
}

function declaredOf(row: Row): Declared {
  const { name, output, tableType } = row;
  return {
    name: String(name).replace(/^@/, ""),
    output: output === true,
    type: columnType(nativeTypeOf(row)),
    tableType: typeof tableType === "number" ? tableType : undefined,
  };
}
