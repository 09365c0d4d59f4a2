import { createDatabase, sql } from "@db/core";
import { postgres } from "@db/postgres";
import { sqlite } from "@db/sqlite";
import { userCount, userOf } from "./workloads.ts";

/** Makes and fills the bench's table; gives back what drops it again. */
export async function prepare(engine: "postgres" | "sqlite", place: string): Promise<() => Promise<void>> {
  const definition = engine === "postgres" ? postgres({ url: place }) : sqlite({ file: place });
  const db = createDatabase(definition);
  const drop = sql`drop table if exists bench_users`;
  await db.execute(drop);
  await db.execute(
    sql`create table bench_users (id integer primary key, name varchar(80) not null, email varchar(80) not null, age integer not null)`,
  );
  await db.bulkInsert(
    "bench_users",
    Array.from({ length: userCount }, (_, index) => ({ ...userOf(index + 1) })),
  );
  if (engine === "postgres") await db.execute(sql`analyze bench_users`);
  return async () => {
    await db.execute(drop);
    await db.close();
  };
}
