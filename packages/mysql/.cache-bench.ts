import { createDatabase, sql } from "@db/core";
import { mysql } from "./src/index.ts";
import mysql2 from "mysql2/promise";
const url = process.env.DB_TEST_MYSQL_URL!;
const db = createDatabase(mysql({ url, tls: "disable", pool: { max: 10 } }));
const pool = mysql2.createPool({ uri: url, connectionLimit: 10 });
await db.execute(sql`drop table if exists bench_users`);
await db.execute(
  sql`create table bench_users (id int primary key auto_increment, name varchar(100), email varchar(100), age int, created_at datetime(3), balance decimal(12,2), meta json)`,
);
await db.bulkInsert(
  "bench_users",
  Array.from({ length: 10000 }, (_, i) => ({
    id: i + 1,
    name: `user ${i}`,
    email: `user${i}@example.org`,
    age: i % 90,
    created_at: new Date(1.7e12 + i * 1000),
    balance: `${i}.50`,
    meta: sql.json({ a: i, tags: ["x", "y"] }),
  })),
);
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const cases: Record<string, [number, () => Promise<unknown>, () => Promise<unknown>]> = {
  point: [
    3000,
    () =>
      db.query(
        sql`select id, name, email, age, created_at, balance, meta from bench_users where id = ${1 + Math.floor(Math.random() * 10000)}`,
      ),
    () =>
      pool.query("select id, name, email, age, created_at, balance, meta from bench_users where id = ?", [
        1 + Math.floor(Math.random() * 10000),
      ]),
  ],
  "64-way": [
    60,
    () =>
      Promise.all(
        Array.from({ length: 64 }, () =>
          db.query(
            sql`select id, name, email, age, created_at, balance, meta from bench_users where id = ${1 + Math.floor(Math.random() * 10000)}`,
          ),
        ),
      ),
    () =>
      Promise.all(
        Array.from({ length: 64 }, () =>
          pool.query("select id, name, email, age, created_at, balance, meta from bench_users where id = ?", [
            1 + Math.floor(Math.random() * 10000),
          ]),
        ),
      ),
  ],
  rows: [
    200,
    () => db.query(sql`select id, name, email, age, created_at, balance, meta from bench_users limit ${1000}`),
    () => pool.query("select id, name, email, age, created_at, balance, meta from bench_users limit ?", [1000]),
  ],
  insert: [
    1000,
    () =>
      db.execute(
        sql`insert into bench_users (name, email, age, created_at, balance) values (${"x"}, ${"y"}, ${5}, ${new Date()}, ${"1.50"})`,
      ),
    () =>
      pool.query("insert into bench_users (name, email, age, created_at, balance) values (?, ?, ?, ?, ?)", [
        "x",
        "y",
        5,
        new Date(),
        "1.50",
      ]),
  ],
  tx: [
    500,
    () =>
      db.transaction(async (tx) => {
        await tx.query(sql`select id from bench_users where id = ${5}`);
        await tx.execute(sql`update bench_users set age = age + 1 where id = ${5}`);
        await tx.query(sql`select age from bench_users where id = ${5}`);
      }),
    async () => {
      const c = await pool.getConnection();
      await c.beginTransaction();
      await c.query("select id from bench_users where id = ?", [5]);
      await c.query("update bench_users set age = age + 1 where id = ?", [5]);
      await c.query("select age from bench_users where id = ?", [5]);
      await c.commit();
      c.release();
    },
  ],
};
const only = process.env.ONLY?.split(",");
for (const [name, [count, ours, theirs]] of Object.entries(cases)) {
  if (only && !only.includes(name)) continue;
  const ratios: number[] = [];
  let o = 0;
  for (let round = 0; round < 7; round++) {
    const t: number[] = [];
    for (const f of process.env.MINE ? [ours, ours] : [ours, theirs]) {
      const a = cpu();
      for (let i = 0; i < count; i++) await f();
      t.push(cpu() - a);
    }
    if (round > 1) {
      ratios.push(t[0]! / t[1]!);
      o = t[0]! / count;
    }
  }
  ratios.sort((a, b) => a - b);
  console.log(name, ratios[Math.floor(ratios.length / 2)]!.toFixed(2), "us/op", (o * 1000).toFixed(0));
}
await db.close();
await pool.end();
