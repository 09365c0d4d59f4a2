import { sql } from "@db/core";
import { pause, type Kit } from "../kit.ts";

/** Bulk insert: every source, every odd value, all or nothing. */
export function bulk(kit: Kit): void {
  kit.withItems("takes objects", async (db, table) => {
    const rows = Array.from({ length: 2500 }, (_, index) => ({ id: index + 1, name: `n${index}`, amount: null }));
    kit.equal(await db.bulkInsert(table.name, rows), 2500);
    kit.equal((await table.ids(db)).length, 2500);
  });

  kit.withItems("takes arrays with named columns, and any iterable", async (db, table) => {
    kit.equal(await db.bulkInsert(table.name, [[1, "a"]], { columns: ["id", "name"] }), 1);
    const generate = function* (): Generator<readonly unknown[]> {
      for (let id = 2; id <= 5; id++) yield [id, `n${id}`];
    };
    kit.equal(await db.bulkInsert([table.name], generate(), { columns: ["id", "name"], batchSize: 2 }), 4);
    const asynchronous = async function* (): AsyncGenerator<Record<string, unknown>> {
      for (let id = 6; id <= 7; id++) yield { id, name: `n${id}` };
    };
    kit.equal(await db.bulkInsert(table.name, asynchronous()), 2);
    kit.equal(await table.ids(db), [1, 2, 3, 4, 5, 6, 7]);
  });

  kit.withItems("takes rows that come in one object or array each time", async (db, table) => {
    const objects = function* (): Generator<Record<string, unknown>> {
      const row = { id: 0, name: "" };
      for (let id = 1; id <= 3; id++) yield Object.assign(row, { id, name: `n${id}` });
    };
    const arrays = async function* (): AsyncGenerator<unknown[]> {
      const row: unknown[] = [];
      for (let id = 4; id <= 6; id++) {
        row[0] = id;
        row[1] = `n${id}`;
        yield row;
      }
    };
    kit.equal(await db.bulkInsert(table.name, objects()), 3);
    kit.equal(await db.bulkInsert(table.name, arrays(), { columns: ["id", "name"] }), 3);
    kit.equal(await table.ids(db), [1, 2, 3, 4, 5, 6]);
  });

  kit.withItems("a source that outlives its transaction inserts nothing", async (db, table) => {
    const late = async function* (): AsyncGenerator<Record<string, unknown>> {
      await pause(50);
      yield { id: 1, name: "late", amount: 1 };
    };
    let inserting: Promise<number> | undefined;
    const reason = new Error("elsewhere");
    const outcome = await db
      .transaction(async (tx) => {
        inserting = tx.bulkInsert(table.name, late());
        inserting.catch(() => undefined);
        await Promise.reject(reason);
      })
      .catch((error: unknown) => error);
    kit.equal(outcome === reason, true);
    await kit.rejects(inserting as Promise<number>, "transaction-state");
    kit.equal(await table.ids(db), []);
  });

  kit.withItems("nothing is nothing", async (db, table) => {
    kit.equal(await db.bulkInsert(table.name, []), 0);
  });

  kit.withDatabase("text with every kind of mark arrives as it was", async (db) => {
    const texts = [
      "tab\there",
      "line\nfeed",
      "carriage\rreturn",
      "back\\slash",
      "\\N",
      "\\.",
      "'quote'",
      '"double"',
      "",
      " ",
      "ünïcödé 😀",
      "null",
      "NULL",
    ];
    // Without a unique key: to some engines texts are equal that differ in case or in blanks at their end.
    const table = kit.newName("marks");
    const { types } = kit.dialect;
    const columns = `id ${types.toNative("integer")} not null primary key, name ${types.toNative("varchar(100)")}`;
    await db.execute(sql`create table ${sql.id(table)} (${sql.raw(columns)})`);
    try {
      await db.bulkInsert(
        table,
        texts.map((name, index) => ({ id: index, name })),
      );
      const rows = await db.query(sql<{ name: string | null }>`select name from ${sql.id(table)} order by id`);
      kit.equal(
        rows.map(({ name }) => name),
        texts.map((text) => (text === "" && kit.dialect.emptyStringIsNull ? null : text)),
      );
    } finally {
      await db.execute(sql`drop table ${sql.id(table)}`);
    }
  });

  kit.withItems("a row that is refused undoes all of it", async (db, table) => {
    await db.execute(table.insert(1));
    const rows = Array.from({ length: 3000 }, (_, index) => ({ id: 3000 - index, name: null, amount: 1 }));
    await kit.rejects(() => db.bulkInsert(table.name, rows), "unique-violation");
    kit.equal(await table.ids(db), [1]);
  });

  kit.withItems(
    "a source that fails undoes all of it, and the connection goes on",
    async (db, table) => {
      const failing = async function* (): AsyncGenerator<Record<string, unknown>> {
        for (let id = 1; id <= 1500; id++) yield { id, name: null };
        throw new Error("source");
      };
      const outcome = await db.bulkInsert(table.name, failing()).catch((error: unknown) => error);
      kit.equal(outcome instanceof Error, true);
      kit.equal(await table.ids(db), []);
      await db.execute(table.insert(1));
      kit.equal(await table.ids(db), [1]);
    },
    { pool: { max: 1 } },
  );

  kit.withItems("rows of the wrong shape are refused, and nothing is inserted", async (db, table) => {
    await kit.rejects(() => db.bulkInsert(table.name, [[1, "a"]]), "usage");
    await kit.rejects(() => db.bulkInsert(table.name, [[1, "a"], [2]], { columns: ["id", "name"] }), "usage");
    await kit.rejects(() => db.bulkInsert(table.name, [{ id: 1, name: "a" }, { id: 2 }]), "usage");
    await kit.rejects(
      () =>
        db.bulkInsert(table.name, [
          { id: 1, name: "a" },
          { id: 2, name: "b", amount: 1 },
        ]),
      "usage",
    );
    await kit.rejects(() => db.bulkInsert(table.name, 5 as never), "usage");
    kit.equal(await table.ids(db), []);
  });

  kit.withItems("takes part in a transaction", async (db, table) => {
    await db
      .transaction(async (tx) => {
        await tx.bulkInsert(table.name, [{ id: 1, name: "a", amount: 1 }]);
        kit.equal(await table.ids(tx), [1]);
        throw new Error("undo");
      })
      .catch(() => undefined);
    kit.equal(await table.ids(db), []);
  });

  kit.withItems("its source cannot use the same connection", async (db, table) => {
    await db.execute(table.insert(1));
    await db
      .transaction(async (tx) => {
        const copying = async function* (): AsyncGenerator<Record<string, unknown>> {
          for await (const row of tx.stream(sql<{ id: number }>`select id from ${sql.id(table.name)}`))
            yield { id: row.id + 10 };
        };
        // Reading ahead of the insert has the stream open first; either way one of the two is told.
        await kit.rejects(() => tx.bulkInsert(table.name, copying()), "usage");
        throw new Error("undo");
      })
      .catch((error: Error) => kit.equal(error.message, "undo"));
  });
}
