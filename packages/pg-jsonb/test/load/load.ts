import { sql, type DocumentCollection, type RelationalDatabase } from "@db/core";
import { orderOf, type Order } from "./documents.ts";

/** Fills the collection and the table by hand, with their indexes; what is there already stays. */
export async function load(
  relational: RelationalDatabase,
  orders: DocumentCollection<Order>,
  schema: string,
  count: number,
): Promise<void> {
  const table = sql.id(schema, "by_hand");
  const { there } = await relational.queryOne<{ there: boolean }>(
    sql`select to_regclass(${`${schema}.by_hand`}) is not null as there`,
  );
  if (there && (await orders.estimatedDocumentCount()) === count) return;
  await relational.execute(sql`drop schema if exists ${sql.id(schema)} cascade`);

  await timed("insert the documents", async () => {
    const batch = 5000;
    for (let at = 0; at < count; at += batch) {
      await orders.insertMany(Array.from({ length: Math.min(batch, count - at) }, (_, n) => orderOf(at + n)));
    }
  });
  await timed("fill the table by hand", async () => {
    await relational.execute(sql`create table ${table} (id bigint primary key, doc jsonb not null)`);
    const source = sql.id(schema, "orders");
    // A person writes a moment as ISO text, whose order is that of time.
    const moment = sql`to_char(to_timestamp((doc -> 'created' ->> '$date')::numeric / 1000) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
    await relational.execute(
      sql`insert into ${table} select (doc ->> '_id')::bigint, jsonb_set(doc - '$order', '{created}', to_jsonb(${moment})) from ${source}`,
    );
  });
  await timed("make the indexes", () =>
    orders.createIndexes([
      { key: { email: 1 } },
      { key: { created: 1 } },
      { key: { tags: 1 } },
      { key: { city: 1, age: -1 } },
    ]),
  );
  await timed("make the text index", () => orders.createIndex({ key: { note: "text" } }));
  await timed("make the indexes by hand", async () => {
    await relational.execute(sql`create index on ${table} ((doc ->> 'email'))`);
    await relational.execute(sql`create index on ${table} ((doc ->> 'created'))`);
    await relational.execute(sql`create index on ${table} using gin ((doc -> 'tags') jsonb_path_ops)`);
    await relational.execute(sql`create index on ${table} ((doc ->> 'city'), ((doc ->> 'age')::int))`);
    await relational.execute(sql`create index on ${table} using gin (to_tsvector('english', doc ->> 'note'))`);
  });
  await relational.execute(sql`vacuum analyze ${sql.id(schema, "orders")}`);
  await relational.execute(sql`vacuum analyze ${table}`);
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
