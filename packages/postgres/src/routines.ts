import {
  databaseError,
  postgresDialect,
  quoteName,
  usage,
  type ProcedureRequest,
  type ProcedureResult,
  type Row,
} from "@db/core";
import type { PostgresSession } from "./postgres-session.ts";

interface Signature {
  readonly kind: "procedure" | "function";
  readonly returnsSet: boolean;
  /** The type that a function returns, by name. */
  readonly returns: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly mode: "i" | "o" | "b" | "v" | "t";
    readonly type: string;
    readonly optional: boolean;
  }[];
}

/** Finds every routine that a name means here ("51.39. pg_proc"). */
const lookUp = `
select p.prokind::text as kind, p.proretset as "returnsSet", p.prorettype::regtype::text as returns, p.pronargdefaults as defaults,
  coalesce(p.proargnames, '{}') as names, coalesce(p.proargmodes::text[], '{}') as modes,
  (select coalesce(array_agg(t::regtype::text order by n), '{}')
    from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as a(t, n)) as types
from pg_proc p join pg_namespace s on s.oid = p.pronamespace
where p.proname = $1 and p.prokind in ('p', 'f')
  and case when $2::text is null then pg_function_is_visible(p.oid) else s.nspname = $2 end`;

/**
 * Calls a procedure or function. OUT and INOUT parameters come back in `output`, a plain function's value as
 * `returnValue`, rows and the content of cursors in `resultSets`.
 */
export async function callRoutine(
  session: PostgresSession,
  { name, parameters }: ProcedureRequest,
): Promise<ProcedureResult> {
  const signature = await findSignature(session, name, parameters);
  const opensCursors =
    signature.returns === "refcursor" ||
    signature.parameters.some(({ mode, type }) => mode !== "i" && type === "refcursor");
  if (!opensCursors || session.transaction !== "none") return execute(session, name, parameters, signature);
  // A cursor lives as long as its transaction.
  await session.begin({});
  try {
    const result = await execute(session, name, parameters, signature);
    await session.commit();
    return result;
  } catch (error) {
    if (session.transaction !== "none") await session.rollback();
    throw error;
  }
}

async function execute(
  session: PostgresSession,
  name: ProcedureRequest["name"],
  parameters: ProcedureRequest["parameters"],
  signature: Signature,
): Promise<ProcedureResult> {
  const { text, values } = callText(name, parameters, signature);
  const rows = await session.rows(text, values);
  if (signature.kind === "procedure") return withCursors(session, signature, rows[0] ?? {});
  if (signature.returnsSet) {
    if (signature.returns !== "refcursor") return { output: {}, resultSets: [rows] };
    return {
      output: {},
      resultSets: await fetchAll(
        session,
        rows.map((row) => Object.values(row)[0]),
      ),
    };
  }
  const row = rows[0] ?? {};
  if (signature.parameters.some(({ mode }) => mode === "o" || mode === "b"))
    return withCursors(session, signature, row);
  const [value] = Object.values(row);
  if (signature.returns === "refcursor") return { output: {}, resultSets: await fetchAll(session, [value]) };
  return { output: {}, resultSets: [], returnValue: value };
}

/** OUT parameters that are cursors become result sets. */
async function withCursors(session: PostgresSession, { parameters }: Signature, row: Row): Promise<ProcedureResult> {
  const cursors = new Set(
    parameters.filter(({ mode, type }) => mode !== "i" && type === "refcursor").map(({ name }) => name),
  );
  const output = Object.fromEntries(Object.entries(row).filter(([name]) => !cursors.has(name)));
  return {
    output,
    resultSets: await fetchAll(
      session,
      [...cursors].map((name) => row[name]),
    ),
  };
}

async function fetchAll(session: PostgresSession, cursors: readonly unknown[]): Promise<readonly (readonly Row[])[]> {
  const sets: (readonly Row[])[] = [];
  for (const cursor of cursors) {
    if (typeof cursor === "string")
      sets.push(await session.rows(`fetch all from ${postgresDialect.quoteIdentifier(cursor)}`, []));
  }
  return sets;
}

function callText(
  name: ProcedureRequest["name"],
  parameters: ProcedureRequest["parameters"],
  { kind, parameters: declared }: Signature,
): { readonly text: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const given = Array.isArray(parameters) ? undefined : (parameters as Record<string, unknown>);
  const list = given === undefined ? [...(parameters as readonly unknown[])] : [];
  const places: string[] = [];
  for (const { name: parameter, mode } of declared) {
    if (mode === "t") continue;
    if (mode === "o") {
      // A procedure's OUT parameters are written, and mean nothing; a function's are left out.
      if (kind === "procedure")
        places.push(given === undefined ? "null" : `${postgresDialect.quoteIdentifier(parameter)} => null`);
      continue;
    }
    if (given === undefined) {
      if (list.length === 0) break;
      values.push(list.shift());
      places.push(`$${values.length}`);
    } else if (Object.hasOwn(given, parameter)) {
      values.push(given[parameter]);
      places.push(`${postgresDialect.quoteIdentifier(parameter)} => $${values.length}`);
    }
  }
  const call = `${quoteName(postgresDialect, name)}(${places.join(", ")})`;
  return { text: kind === "procedure" ? `call ${call}` : `select * from ${call}`, values };
}

async function findSignature(
  session: PostgresSession,
  name: ProcedureRequest["name"],
  parameters: ProcedureRequest["parameters"],
): Promise<Signature> {
  const parts = typeof name === "string" ? [name] : name;
  const [schema, routine] = parts.length > 1 ? [parts.at(-2) ?? null, parts.at(-1)] : [null, parts[0]];
  const rows = await session.rows(lookUp, [routine, schema]);
  const label = parts.join(".");
  if (rows.length === 0)
    throw databaseError({
      kind: "undefined-object",
      engine: session.server.flavour,
      message: `there is no procedure or function "${label}"`,
    });
  const fitting = rows.map(readSignature).filter((signature) => fits(signature, parameters));
  if (fitting.length === 0)
    throw usage(
      `no "${label}" takes these parameters`,
      `There ${rows.length === 1 ? "is one" : `are ${rows.length}`} with that name`,
    );
  if (fitting.length > 1)
    throw usage(`several "${label}" take these parameters`, "Call the one you mean by a statement with casts");
  return fitting[0] as Signature;
}

function readSignature(row: Row): Signature {
  const names = row["names"] as string[];
  const modes = row["modes"] as Signature["parameters"][number]["mode"][];
  const types = row["types"] as string[];
  const all = types.map((type, index) => ({ type, name: names[index] ?? "", mode: modes[index] ?? "i" }));
  const inputs = all.filter(({ mode }) => mode !== "o" && mode !== "t").length;
  let seen = 0;
  return {
    kind: row["kind"] === "p" ? "procedure" : "function",
    returnsSet: row["returnsSet"] === true,
    returns: String(row["returns"]),
    parameters: all.map((parameter) => {
      const input = parameter.mode !== "o" && parameter.mode !== "t";
      if (input) seen++;
      return { ...parameter, optional: input && seen > inputs - Number(row["defaults"]) };
    }),
  };
}

function fits({ parameters: declared }: Signature, given: ProcedureRequest["parameters"]): boolean {
  const inputs = declared.filter(({ mode }) => mode !== "o" && mode !== "t");
  const needed = inputs.filter(({ optional }) => !optional);
  if (Array.isArray(given)) return given.length <= inputs.length && given.length >= needed.length;
  const names = Object.keys(given);
  return (
    names.every((name) => inputs.some((input) => input.name === name)) &&
    needed.every(({ name }) => names.includes(name))
  );
}
