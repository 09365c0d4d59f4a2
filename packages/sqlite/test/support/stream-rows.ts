// Streams many rows and tells how much memory that took: `node stream-rows.ts FILE ROWS`. Then it must end by itself.
import { createDatabase, sql } from "@db/core";
import { sqlite } from "../../src/index.ts";

const [, , file = "", rows = "0"] = process.argv;
const db = createDatabase(sqlite({ file }));
await db.execute(sql`create table wide (id integer primary key, body text not null, at timestamp)`);
await db.bulkInsert(
  "wide",
  (function* () {
    for (let id = 1; id <= Number(rows); id++) yield { id, body: `${id}`.padEnd(1000, "x"), at: new Date(id) };
  })(),
);
const collect = (globalThis as { gc?: () => void }).gc;
collect?.();
const idle = process.memoryUsage.rss();
let most = 0;
let count = 0;
let sum = 0;
for await (const row of db.stream<{ id: number; body: string }>(sql`select * from wide order by id`)) {
  sum += row.id;
  if (++count % 1000 === 0) most = Math.max(most, process.memoryUsage.rss());
}
await db.close();
process.stdout.write(`${JSON.stringify({ count, sum, above: most - idle })}\n`);
