// Uses a database in every way that could leave something running, closes it, and must end by itself.
import { createDatabase, sql } from "@db/core";
import { backup, sqlite } from "../../src/index.ts";

const [, , file = ""] = process.argv;
const db = createDatabase(sqlite({ file, pool: { min: 1, keepAlive: "1h", leakThreshold: "1h" } }));
await db.open();
await db.execute(sql`create table t (id integer primary key)`);
await db.bulkInsert(
  "t",
  Array.from({ length: 1000 }, (_, id) => ({ id })),
);
for await (const row of db.stream(sql`select id from t`, { batchSize: 10 })) if (row["id"] === 5) break;
await db.transaction(async (tx) => tx.query(sql`select 1`), { timeout: "1h" });
await backup(db, `${file}.copy`);
const holding = createDatabase(sqlite({ file: ":memory:" }));
await holding.query(sql`select 1`, { timeout: "1h" });
await Promise.all([db.close(), holding.close()]);
process.stdout.write("closed\n");
