import { lexemesOf } from "../../../src/lexemes.ts";
import { releaseBlock, requestBlock } from "../../../src/advisory-locks.ts";
import { resolveBlock } from "../../../src/routine-signature.ts";
import { forgetStatement } from "../../../src/session-settings.ts";
import { schema, serverFailure } from "./h2-errors.ts";

/** What a block of PL/SQL can do to the connection it runs on. */
export interface BlockSession {
  readonly id: number;
  /** Runs a query of H2's, which can be stopped. */
  query(text: string): Promise<readonly (readonly (string | null)[])[]>;
  forget(): void;
}

/** A cursor that a routine gives: its columns, all text, and its rows. */
export interface CursorValue {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** One parameter of a routine of the double's. */
interface RoutineArgument {
  readonly name: string | null;
  readonly mode: "IN" | "OUT" | "IN/OUT";
  readonly type: string;
  readonly defaulted?: boolean;
}

/** A routine, with its body in JavaScript: no PL/SQL is interpreted here. */
export interface DoubleRoutine {
  readonly packageName: string | null;
  readonly name: string;
  readonly overload?: string;
  readonly parameters: readonly RoutineArgument[];
  /** Gets the values of the parameters by name, and gives those that come out; `""` is a function's value. */
  run(values: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Cursors given by `dbms_sql.return_result`. */
  readonly results?: readonly CursorValue[];
}

/** The routines there are, by whoever made them. */
export const routines: DoubleRoutine[] = [];

/** The locks of `dbms_lock`, by name, and whose they are. */
const locks = new Map<string, number>();
const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** What a session held is free when it ends. */
export function releaseAll(session: number): void {
  for (const [name, owner] of locks) if (owner === session) locks.delete(name);
}

/** What a block gave: by bind, what comes out; and cursors without one. */
export interface BlockOutcome {
  readonly out: readonly unknown[];
  readonly results?: readonly CursorValue[];
}

/** Runs a block that the driver or the suite writes; any other is refused as Oracle refuses nonsense. */
export async function runBlock(text: string, binds: readonly unknown[], session: BlockSession): Promise<BlockOutcome> {
  switch (text) {
    case forgetStatement:
      session.forget();
      return { out: [] };
    case resolveBlock:
      return { out: resolve(String(binds[0])) };
    case requestBlock:
      return { out: [await request(String(binds[0]), Number(binds[2]), session)] };
    case releaseBlock:
      return { out: [release(String(binds[0]), session.id)] };
  }
  const sleep = /^begin dbms_session\.sleep\(:1\); end;$/.exec(text);
  if (sleep !== null) {
    // Between two rows H2 looks whether it is to stop.
    const steps = Math.max(1, Math.round(Number(binds[0]) * 200));
    await session.query(`select count(db_sleep(5)) from db_numbers where n <= ${steps}`);
    return { out: [] };
  }
  return call(text, binds);
}

/** Like `DBMS_UTILITY.NAME_RESOLVE` for names of one, two or three parts. */
function resolve(name: string): readonly unknown[] {
  const parts = [...name.matchAll(/"([^"]+)"/g)].map(([, part]) => part ?? "");
  const within = parts[0] === schema && parts.length > 1 ? parts.slice(1) : parts;
  const found = routines.find(({ packageName, name: own }) =>
    within.length === 1 ? packageName === null && own === within[0] : packageName === within[0] && own === within[1],
  );
  if (found === undefined) throw serverFailure(6564, `object ${parts.join(".")} does not exist`);
  return [schema, found.packageName, found.name];
}

async function request(name: string, seconds: number, session: BlockSession): Promise<number> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const owner = locks.get(name);
    if (owner === session.id) return 4;
    if (owner === undefined) {
      locks.set(name, session.id);
      return 0;
    }
    if (performance.now() >= end) return 1;
    // A wait that can be stopped, as the server's can.
    await session.query("select count(db_sleep(5)) from db_numbers where n <= 2");
    await pause(1);
  }
}

function release(name: string, id: number): number {
  if (locks.get(name) !== id) return 4;
  locks.delete(name);
  return 0;
}

/** `begin :1 := "S"."P"."R"("A" => :2); end;` as the driver writes calls. */
async function call(text: string, binds: readonly unknown[]): Promise<BlockOutcome> {
  const lexemes = lexemesOf(text);
  const names = lexemes.filter(({ kind }) => kind === "identifier").map(({ text: name }) => name.slice(1, -1));
  const isFunction = lexemes[1]?.kind === "placeholder";
  const open = lexemes.findIndex(({ text: word }) => word === "(");
  const place = (open < 0 ? lexemes : lexemes.slice(0, open))
    .filter(({ kind }) => kind === "identifier")
    .map(({ text: name }) => name.slice(1, -1));
  const given = names.slice(place.length);
  const candidates = routines.filter(
    ({ packageName, name }) => name === place.at(-1) && packageName === (place.length === 3 ? place[1] : null),
  );
  const routine = candidates.find(({ parameters }) =>
    given.every((name) => parameters.some((one) => one.name === name)),
  );
  if (lexemes[0]?.text !== "begin" || routine === undefined)
    throw serverFailure(6550, `line 1, column 7:\nPLS-00201: identifier '${place.join(".")}' must be declared`);
  const offset = isFunction ? 1 : 0;
  const values = Object.fromEntries(given.map((name, index) => [name, binds[index + offset]]));
  const outcome = await routine.run(values);
  const out = [
    ...(isFunction ? [outcome[""]] : []),
    ...given
      .filter((name) => routine.parameters.some((one) => one.name === name && one.mode !== "IN"))
      .map((name) => outcome[name]),
  ];
  return { out, ...(routine.results === undefined ? {} : { results: routine.results }) };
}
