import { mssqlDialect, quoteName, unsupported, usage, type ProcedureRequest, type ProcedureResult } from "@db/core";
import type { MssqlSession } from "./mssql-session.ts";
import { typeOf } from "./mssql-values.ts";
import type { Parameter } from "./requests.ts";
import type { Declared, Signature } from "./signatures.ts";
import { tableParameter } from "./table-parameters.ts";
import { isTable } from "./table-value.ts";

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
  const signature = await session.signatures.find([name].flat(), quoted);
  const values = valuesFor(signature.parameters, given, label);
  try {
    return await callAs(session, signature, quoted, values);
  } catch (error) {
    session.signatures.failed(quoted, error);
    throw error;
  }
}

async function callAs(
  session: MssqlSession,
  { kind, parameters: declared }: Signature,
  quoted: string,
  values: ReadonlyMap<string, unknown>,
): Promise<ProcedureResult> {
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
