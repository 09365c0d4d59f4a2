import { sql } from "@db/core";
import type { Kit } from "../kit.ts";

/** Streams: constant memory, early ends, aborts, and what may not happen meanwhile. */
export function streams(kit: Kit): void {
  const { series } = kit.subject.statements;

  kit.withDatabase("gives every row in order", async (db) => {
    let expected = 0;
    for await (const { n } of db.stream(series(2345), { batchSize: 100 }))
      if (n !== ++expected) throw new Error(`got ${n} for ${expected}`);
    kit.equal(expected, 2345);
  });

  kit.withDatabase("gives every row to who asks again without waiting", async (db) => {
    const rows = db.stream(series(10), { batchSize: 3 })[Symbol.asyncIterator]();
    const got = await Promise.all(Array.from({ length: 11 }, () => rows.next()));
    kit.equal(
      got.map(({ value }) => value?.["n"]),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, undefined],
    );
  });

  for (const count of [0, 1, 99, 100, 101]) {
    kit.withDatabase(`gives ${count} rows where a batch is 100`, async (db) => {
      const sizes: number[] = [];
      for await (const batch of db.stream(series(count), { batchSize: 100 }).batches()) sizes.push(batch.length);
      kit.equal(
        sizes.reduce((sum, size) => sum + size, 0),
        count,
      );
      kit.equal(
        sizes.every((size) => size > 0 && size <= 100),
        true,
      );
    });
  }

  kit.withDatabase(
    "leaving early closes the cursor and gives the connection back",
    async (db) => {
      for (let round = 0; round < 20; round++) {
        for await (const { n } of db.stream(series(100_000), { batchSize: 10 })) if (n === 15) break;
        kit.equal(
          db.endpoints.map((endpoint) => endpoint.stats().used),
          db.endpoints.map(() => 0),
        );
      }
      kit.equal(await db.query(series(1)), [{ n: 1 }]);
      kit.equal(
        db.endpoints.map((endpoint) => endpoint.stats().opened <= 1),
        db.endpoints.map(() => true),
      );
    },
    { pool: { max: 1 } },
  );

  kit.withDatabase(
    "an error of the consumer closes the cursor",
    async (db) => {
      const read = async (): Promise<void> => {
        for await (const { n } of db.stream(series(1000), { batchSize: 10 })) if (n === 15) throw new Error("mine");
      };
      kit.equal(await read().catch((error: Error) => error.message), "mine");
      kit.equal(await db.query(series(1)), [{ n: 1 }]);
    },
    { pool: { max: 1 } },
  );

  kit.withDatabase("a stream that is never read sends nothing", async (db) => {
    db.stream(series(10));
    kit.equal(db.endpoints[0]?.stats().opened, 0);
  });

  kit.withDatabase("a stream is read once", async (db) => {
    const stream = db.stream(series(1));
    for await (const _ of stream);
    await kit.rejects(async () => {
      for await (const _ of stream);
    }, "usage");
  });

  kit.withDatabase("an error of the statement rejects the first read", async (db) => {
    await kit.rejects(async () => {
      for await (const _ of db.stream(sql`select * from ${sql.id(kit.newName("missing"))}`));
    }, "undefined-table");
    kit.equal(await db.query(series(1)), [{ n: 1 }]);
  });

  kit.withDatabase(
    "an abort ends the stream and frees the connection",
    async (db) => {
      const abort = new AbortController();
      let seen = 0;
      await kit.rejects(async () => {
        for await (const _ of db.stream(series(100_000), { batchSize: 10, signal: abort.signal }))
          if (++seen === 25) abort.abort();
      }, "aborted");
      kit.equal(seen < 100, true);
      kit.equal(await db.query(series(1)), [{ n: 1 }]);
    },
    { pool: { max: 1 } },
  );

  kit.withItems("a stream in a transaction has the connection to itself", async (db, table) => {
    for (const id of [1, 2, 3]) await db.execute(table.insert(id));
    await db.transaction(async (tx) => {
      const seen: number[] = [];
      for await (const { id } of tx.stream(table.all(), { batchSize: 1 })) {
        seen.push(id);
        if (id === 1) await kit.rejects(() => tx.execute(table.insert(10)), "usage");
      }
      kit.equal(seen, [1, 2, 3]);
      await tx.execute(table.insert(4));
    });
    kit.equal(await table.ids(db), [1, 2, 3, 4]);
  });

  kit.withItems("a stream left early in a transaction leaves it usable", async (db, table) => {
    for (const id of [1, 2, 3]) await db.execute(table.insert(id));
    await db.transaction(async (tx) => {
      for await (const _ of tx.stream(table.all(), { batchSize: 1 })) break;
      await tx.execute(table.insert(4));
    });
    kit.equal(await table.ids(db), [1, 2, 3, 4]);
  });
}
