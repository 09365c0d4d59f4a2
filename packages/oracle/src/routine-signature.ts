import { databaseError, oracleDialect, quoteName, usage, type ProcedureRequest } from "@db/core";
import { inCapitals } from "./oracle-names.ts";
import type { OracleSession } from "./oracle-session.ts";
import { client } from "./wire.ts";

/** A parameter of a routine, or the value of a function. */
export interface RoutineParameter {
  /** Empty for a function's value. */
  readonly name: string;
  readonly mode: "IN" | "OUT" | "IN/OUT";
  /** As `ALL_ARGUMENTS` says it: `VARCHAR2`, `REF CURSOR`, `PL/SQL BOOLEAN`. */
  readonly type: string;
  readonly defaulted: boolean;
}

/** One routine, or one of several of the same name. */
export interface Signature {
  /** As it stands in a block, quoted. */
  readonly place: string;
  readonly value: RoutineParameter | undefined;
  readonly parameters: readonly RoutineParameter[];
}

/** Where a name leads, synonyms followed ("DBMS_UTILITY.NAME_RESOLVE"; context 1 is PL/SQL). */
export const resolveBlock: string =
  "declare t number; n number; l varchar2(128); begin dbms_utility.name_resolve(:1, 1, :2, :3, :4, l, t, n); end;";

/** "ALL_ARGUMENTS": the parameters of what is in the database, the value of a function at position 0. */
export const argumentsQuery: string =
  'select overload as "overload", position as "position", argument_name as "name", in_out as "mode",' +
  ' data_type as "type", defaulted as "defaulted" from all_arguments' +
  " where owner = :1 and object_name = :2 and nvl(package_name, '-') = nvl(:3, '-') and data_level = 0" +
  " order by subprogram_id, position";

/**
 * Finds the routines of a name. A name is exact; one all in lower case is looked for in capitals too, as it is called when it
 * was made without quotes. Rejects with `undefined-object`.
 */
export async function findRoutines(
  session: OracleSession,
  name: ProcedureRequest["name"],
): Promise<readonly Signature[]> {
  const parts = typeof name === "string" ? [name] : name;
  const capitals = parts.map((part) => inCapitals(part) ?? part);
  const spellings = [parts, ...(capitals.some((part, index) => part !== parts[index]) ? [capitals] : [])];
  for (const spelling of spellings) {
    const found = await resolve(session, spelling);
    if (found !== undefined) return signaturesOf(session, found);
  }
  throw databaseError({
    kind: "undefined-object",
    engine: "oracle",
    message: `there is no procedure or function "${parts.join(".")}"`,
  });
}

interface Resolved {
  readonly owner: string;
  readonly packageName: string | null;
  readonly name: string;
}

async function resolve(session: OracleSession, parts: readonly string[]): Promise<Resolved | undefined> {
  const out = { dir: client.BIND_OUT, type: client.DB_TYPE_VARCHAR, maxSize: 400 };
  const text = { val: quoteName(oracleDialect, parts), type: client.DB_TYPE_VARCHAR };
  try {
    const { outBinds = [] } = await session.block(resolveBlock, [text, out, out, out]);
    const [owner, first, second] = outBinds as readonly (string | null)[];
    // Of a standalone routine the name alone is told; of a package's routine both.
    if (owner === null || owner === undefined || second === null || second === undefined) return undefined;
    return { owner, packageName: first ?? null, name: second };
  } catch (error) {
    const { errorNum } = error as { errorNum?: number };
    // "object … does not exist", "name is already used", "invalid context", and PL/SQL's own words for it.
    if (errorNum !== undefined && [4047, 6550, 6564].includes(errorNum)) return undefined;
    throw error;
  }
}

async function signaturesOf(session: OracleSession, { owner, packageName, name }: Resolved): Promise<Signature[]> {
  const rows = await session.rows(argumentsQuery, [owner, name, packageName]);
  const place = quoteName(oracleDialect, [owner, ...(packageName === null ? [] : [packageName]), name]);
  const overloads = new Map<unknown, RoutineParameter[]>();
  for (const row of rows) {
    const list = overloads.get(row["overload"]) ?? [];
    overloads.set(row["overload"], list);
    // A routine without parameters may have a line that tells of none.
    if (row["type"] === null) continue;
    list.push({
      name: String(row["name"] ?? ""),
      mode: String(row["mode"]) as RoutineParameter["mode"],
      type: String(row["type"]),
      defaulted: row["defaulted"] === "Y",
    });
  }
  if (overloads.size === 0) overloads.set(null, []);
  return [...overloads.values()].map((all) => ({
    place,
    value: all.find((parameter) => parameter.name === ""),
    parameters: all.filter((parameter) => parameter.name !== ""),
  }));
}

/** A value for a parameter, or nothing for one that is left to its default. */
export type Argument = { readonly given: true; readonly value: unknown } | { readonly given: false };

/**
 * Chooses the routine that takes what is given, and gives the values in the order of its parameters.
 * @throws DatabaseError `usage` when none or several do.
 */
export function chooseRoutine(
  candidates: readonly Signature[],
  given: ProcedureRequest["parameters"],
  label: string,
): { readonly signature: Signature; readonly values: readonly Argument[] } {
  const problems: string[] = [];
  const fitting = candidates.flatMap((signature) => {
    const values = argumentsFor(signature, given);
    if (typeof values === "string") problems.push(values);
    return typeof values === "string" ? [] : [{ signature, values }];
  });
  const [only, another] = fitting;
  if (only === undefined) throw usage(`"${label}" ${problems[0] ?? "takes other parameters"}`);
  if (another !== undefined)
    throw usage(`"${label}" has ${fitting.length} overloads that take these parameters`, "Give them by their names");
  return only;
}

function argumentsFor({ parameters }: Signature, given: ProcedureRequest["parameters"]): readonly Argument[] | string {
  const inputs = parameters.filter(({ mode }) => mode !== "OUT");
  if (Array.isArray(given)) {
    const list = given as readonly unknown[];
    const needed = inputs.findLastIndex(({ defaulted }) => !defaulted) + 1;
    if (list.length < needed || list.length > inputs.length)
      return `takes ${inputs.length} parameters, and ${list.length} were given`;
    return parameters.map((parameter): Argument => {
      const at = inputs.indexOf(parameter);
      return at >= 0 && at < list.length ? { given: true, value: list[at] } : { given: false };
    });
  }
  const byName = given as Readonly<Record<string, unknown>>;
  // A parameter made without quotes is called in capitals, and most write it in small letters.
  const keyOf = (name: string): string | undefined =>
    Object.hasOwn(byName, name) ? name : Object.keys(byName).find((key) => key.toUpperCase() === name);
  const keys = new Set(inputs.map(({ name }) => keyOf(name)));
  const unknown = Object.keys(byName).filter((key) => !keys.has(key));
  if (unknown.length > 0) return `has no parameter ${unknown.join(", ")}`;
  const missing = inputs.filter(({ name, defaulted }) => !defaulted && keyOf(name) === undefined);
  if (missing.length > 0) return `needs ${missing.map(({ name }) => name).join(", ")} too`;
  return parameters.map(({ name, mode }): Argument => {
    const key = mode === "OUT" ? undefined : keyOf(name);
    return key === undefined ? { given: false } : { given: true, value: byName[key] };
  });
}
