import { DatabaseError, errorKinds, isUniqueViolation, sql, type ErrorKind, type Statement } from "@db/core";
import type { ItemTable, Kit } from "../kit.ts";

/** Each kind of error, provoked on the engine, with its facts. */
export function errors(kit: Kit): void {
  const provoked: readonly (readonly [kind: ErrorKind, statement: (table: ItemTable) => Statement])[] = [
    ["unique-violation", (table) => table.insert(1)],
    ["syntax-error", () => sql`selec nothing at all`],
    ["undefined-table", () => sql`select * from ${sql.id(kit.newName("missing"))}`],
    ["undefined-column", (table) => sql`select missing_column from ${sql.id(table.name)}`],
    ["duplicate-object", (table) => table.create()],
    ["ambiguous-name", (table) => sql`select id from ${sql.id(table.name)} a, ${sql.id(table.name)} b`],
  ];
  for (const [kind, statement] of provoked) {
    kit.withItems(kind, async (db, table) => {
      await db.execute(table.insert(1));
      const error = await kit.rejects(() => db.execute(statement(table)), kind);
      kit.equal(error.engine, db.engine);
      kit.equal(errorKinds.includes(error.kind), true);
      kit.equal(error.retry, "never");
      kit.equal(error.connection, "keep");
      kit.equal(error.cause !== undefined, true);
      kit.equal(error.nativeCode !== undefined, true);
      // The session goes on.
      kit.equal(await table.ids(db), [1]);
      kit.equal(db.endpoints[0]?.stats().discarded, 0);
    });
  }

  kit.withDatabase("a not-null violation names its column", async (db) => {
    const name = kit.newName("needed");
    const integer = sql.raw(kit.dialect.types.toNative("integer"));
    // A name without quotes is kept in capitals by some engines.
    const needed = sql.id("needed");
    await db.execute(sql`create table ${sql.id(name)} (${needed} ${integer} not null)`);
    try {
      const error = await kit.rejects(
        () => db.execute(sql`insert into ${sql.id(name)} (${needed}) values (${null})`),
        "not-null-violation",
      );
      kit.equal(error.column, "needed");
    } finally {
      await db.execute(sql`drop table ${sql.id(name)}`);
    }
  });

  kit.withItems("a foreign key violation, from both sides", async (db, parent) => {
    const child = kit.newName("child");
    const integer = sql.raw(kit.dialect.types.toNative("integer"));
    await db.execute(
      sql`create table ${sql.id(child)} (parent ${integer}, foreign key (parent) references ${sql.id(parent.name)} (id))`,
    );
    try {
      await db.execute(parent.insert(1));
      await kit.rejects(
        () => db.execute(sql`insert into ${sql.id(child)} (parent) values (${2})`),
        "foreign-key-violation",
      );
      await db.execute(sql`insert into ${sql.id(child)} (parent) values (${1})`);
      await kit.rejects(
        () => db.execute(sql`delete from ${sql.id(parent.name)} where id = ${1}`),
        "foreign-key-violation",
      );
    } finally {
      await db.execute(sql`drop table ${sql.id(child)}`);
    }
  });

  kit.withDatabase("a check violation names its constraint", async (db) => {
    const name = kit.newName("checked");
    const column = sql.raw(kit.dialect.types.toNative("integer"));
    await db.execute(
      sql`create table ${sql.id(name)} (amount ${column}, constraint ${sql.id(`${name}_positive`)} check (amount > 0))`,
    );
    try {
      const error = await kit.rejects(
        () => db.execute(sql`insert into ${sql.id(name)} (amount) values (${-1})`),
        "check-violation",
      );
      kit.equal(error.constraint, `${name}_positive`);
    } finally {
      await db.execute(sql`drop table ${sql.id(name)}`);
    }
  });

  kit.withItems("no message holds a bound value", async (db, table) => {
    const secret = "s3cr3t-value";
    await db.execute(table.insert(1, secret));
    const failures = [
      table.insert(2, secret),
      sql`insert into ${sql.id(table.name)} (id, name) values (${1}, ${secret})`,
      sql`insert into ${sql.id(table.name)} (id, name, amount) values (${3}, ${"y"}, ${secret})`,
      sql`select ${secret} as v from ${sql.id(kit.newName("missing"))}`,
    ];
    let failed = 0;
    for (const statement of failures) {
      try {
        await db.execute(statement);
      } catch (error) {
        failed++;
        kit.equal(DatabaseError.is(error), true);
        kit.equal((error as Error).message.includes(secret), false);
        kit.equal(JSON.stringify(error).includes(secret), false);
      }
    }
    kit.equal(failed >= 3, true);
  });

  kit.withItems("a predicate tells the kind, and the stack leads to the caller", async (db, table) => {
    await db.execute(table.insert(1));
    const callerOfTheTest = async (): Promise<void> => {
      await db.execute(table.insert(1));
    };
    const error = await callerOfTheTest().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    kit.equal(isUniqueViolation(error), true);
    kit.equal(String((error as Error).stack).includes("callerOfTheTest"), true);
  });
}
