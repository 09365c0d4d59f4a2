/* What callers may rely on the compiler to infer. Compiled by the type check, never run. */
import {
  createDatabase,
  isUniqueViolation,
  sql,
  type DatabaseDefinition,
  type ErrorKind,
  type ExecuteResult,
  type RelationalDatabase,
  type Row,
  type RowStream,
  type Statement,
} from "../../src/index.ts";

interface User {
  readonly id: number;
  readonly name: string;
}

/** Fails to compile unless both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_proof: Same<A, B>): void => undefined;

declare const definition: DatabaseDefinition;
const db: RelationalDatabase = createDatabase(definition);

// The row's type comes from the statement, or from the call.
const typed = sql<User>`select id, name from users where id = ${1}`;
same<typeof typed, Statement<User>>(true);
same<Awaited<ReturnType<typeof one>>, User>(true);
const one = () => db.queryOne(typed);
const maybe = () => db.queryMaybeOne(typed);
same<Awaited<ReturnType<typeof maybe>>, User | undefined>(true);
const many = () => db.query<User>(sql`select id, name from users`);
same<Awaited<ReturnType<typeof many>>, User[]>(true);
const untyped = () => db.query(sql`select 1 as one`);
same<Awaited<ReturnType<typeof untyped>>, Row[]>(true);
const executed = () => db.execute(typed);
same<Awaited<ReturnType<typeof executed>>, ExecuteResult<User>>(true);
const streamed = db.stream(typed);
same<typeof streamed, RowStream<User>>(true);

// A transaction gives what its callback gives.
const value = () => db.transaction(async (tx) => (await tx.queryOne(typed)).name);
same<Awaited<ReturnType<typeof value>>, string>(true);

// @ts-expect-error A plain string is not a statement.
void db.query("select 1");
// @ts-expect-error A callback is asked for.
void db.transaction({});
// @ts-expect-error There is no such isolation level.
void db.transaction(async () => 1, { isolation: "sometimes" });
// @ts-expect-error The list of kinds is closed.
const unknownKind: ErrorKind = "no-such-kind";
void unknownKind;

try {
  await db.execute(sql`insert into users values (1)`);
} catch (error) {
  // A predicate narrows.
  if (isUniqueViolation(error)) same<typeof error.constraint, string | undefined>(true);
}
