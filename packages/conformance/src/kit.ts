import { createDatabase, DatabaseError, sql, type ErrorKind, type RelationalDatabase, type Statement } from "@db/core";
import type { Runner } from "./runner.ts";
import type { Overrides, Subject, SubjectFacts } from "./subject.ts";

let tables = 0;

/** The tools of the suite's tests. */
export class Kit implements SubjectFacts {
  readonly runner: Runner;
  readonly subject: Subject;
  readonly capabilities: SubjectFacts["capabilities"];
  readonly dialect: SubjectFacts["dialect"];
  readonly #wrap: (name: string, test: () => Promise<void>) => () => Promise<void>;

  constructor(
    runner: Runner,
    subject: Subject,
    wrap: (name: string, test: () => Promise<void>) => () => Promise<void>,
  ) {
    const { driver } = subject.define();
    this.runner = runner;
    this.subject = subject;
    this.capabilities = driver.capabilities;
    this.dialect = driver.dialect;
    this.#wrap = wrap;
  }

  /** Defines a test. */
  it(name: string, test: () => Promise<void>, timeout?: number): void {
    this.runner.it(name, this.#wrap(name, test), timeout);
  }

  /** Runs a test on a database of its own, which must be left without a session. */
  withDatabase(
    name: string,
    test: (db: RelationalDatabase) => Promise<void>,
    overrides: Overrides = {},
    timeout?: number,
  ): void {
    this.it(name, () => this.use(test, overrides), timeout);
  }

  /** Opens a database, uses it and closes it; fails when something of it stays open. */
  async use<T>(use: (db: RelationalDatabase) => Promise<T>, overrides: Overrides = {}): Promise<T> {
    const db = createDatabase(this.subject.define(overrides));
    try {
      return await use(db);
    } finally {
      await db.close({ timeout: 5000 });
      for (const endpoint of db.endpoints) {
        const { size, used, waiting, opening } = endpoint.stats();
        this.equal({ size, used, waiting, opening }, { size: 0, used: 0, waiting: 0, opening: 0 });
      }
    }
  }

  /** Runs a test on a database with a table of items (id, name, amount), dropped afterwards. */
  withItems(
    name: string,
    test: (db: RelationalDatabase, table: ItemTable) => Promise<void>,
    overrides: Overrides = {},
    timeout?: number,
  ): void {
    this.withDatabase(name, (db) => this.items(db, (table) => test(db, table)), overrides, timeout);
  }

  /** Makes a table of items for a while. */
  async items<T>(db: RelationalDatabase, use: (table: ItemTable) => Promise<T>): Promise<T> {
    const table = new ItemTable(this.newName("items"), this.dialect);
    await db.execute(table.create());
    try {
      return await use(table);
    } finally {
      await db.execute(table.drop());
    }
  }

  /** A name that no other test uses. */
  newName(stem: string): string {
    return `conf_${stem}_${process.pid}_${++tables}`;
  }

  equal(actual: unknown, expected: unknown): void {
    this.runner.expect(actual).toEqual(expected);
  }

  /** Fails unless the promise rejects with an error of one of these kinds; gives the error. */
  async rejects(
    promise: Promise<unknown> | (() => Promise<unknown>),
    ...kinds: readonly ErrorKind[]
  ): Promise<DatabaseError> {
    let outcome: unknown;
    try {
      outcome = await (typeof promise === "function" ? promise() : promise);
    } catch (error) {
      if (DatabaseError.is(error) && kinds.includes(error.kind)) return error;
      const got = DatabaseError.is(error) ? `kind ${error.kind}: ${error.message}` : String(error);
      throw new Error(`expected a rejection with kind ${kinds.join(" or ")}, got ${got}`, { cause: error });
    }
    throw new Error(`expected a rejection with kind ${kinds.join(" or ")}, got the value ${String(outcome)}`);
  }
}

/** The suite's own table: a key, a unique name, an amount. */
export class ItemTable {
  readonly name: string;
  readonly #dialect: SubjectFacts["dialect"];

  constructor(name: string, dialect: SubjectFacts["dialect"]) {
    this.name = name;
    this.#dialect = dialect;
  }

  create(): Statement {
    const { types } = this.#dialect;
    const columns = `id ${types.toNative("integer")} not null primary key, name ${types.toNative("varchar(100)")} unique, amount ${types.toNative("integer")}`;
    return sql`create table ${sql.id(this.name)} (${sql.raw(columns)})`;
  }

  drop(): Statement {
    return sql`drop table ${sql.id(this.name)}`;
  }

  insert(id: number, name: string | null = `item ${id}`, amount: number | null = id): Statement {
    return sql`insert into ${sql.id(this.name)} (id, name, amount) values (${id}, ${name}, ${amount})`;
  }

  all(): Statement<{ id: number; name: string; amount: number }> {
    return sql`select id, name, amount from ${sql.id(this.name)} order by id`;
  }

  /** The ids that are there. */
  async ids(queryable: Pick<RelationalDatabase, "query">): Promise<number[]> {
    const rows = await queryable.query(sql<{ id: number }>`select id from ${sql.id(this.name)} order by id`);
    return rows.map(({ id }) => id);
  }
}

/** Waits. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits until something is so, for two seconds at most; the caller looks whether it is. */
export async function until(condition: () => boolean, patience = 2000): Promise<void> {
  for (const end = performance.now() + patience; !condition() && performance.now() < end;) await pause(5);
}
