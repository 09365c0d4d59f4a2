import { readFileSync } from "node:fs";
import assert from "node:assert";
import pg from "pg";
import { PGlite } from "@electric-sql/pglite";
const { postgresDialect } = await import("../core/src/dialects/index.ts");
const ddl = /const ddl = `([\s\S]*?)`;/.exec(readFileSync("test/unit/catalogue.test.ts", "utf8"))[1];
const c = new pg.Client({ host: "/tmp/pg15", port: 54915, user: "postgres", database: "postgres" });
await c.connect(); await c.query(ddl);
await c.query("alter table app.parent add constraint nn unique nulls not distinct (a)");
await c.query("create extension pg_trgm; create table extra (a int)");
const lite = await PGlite.create(); await lite.exec(ddl); await lite.exec("alter table app.parent add constraint nn unique nulls not distinct (a); create table extra (a int, b int generated always as (a) virtual); alter table extra drop b");
const q1 = async (t, p) => (await c.query(t, p)).rows;
const q2 = async (t, p) => (await lite.query(t, p)).rows;
console.time("pg"); const a = await postgresDialect.readCatalogue({ version: [15], query: q1 }); console.timeEnd("pg");
const b = await postgresDialect.readCatalogue({ version: [18], query: q2 });
try { assert.deepStrictEqual(a, b); console.log("same"); } catch (e) { console.log(e.message) }
console.log(a.tables.find(t=>t.name==="parent").uniqueKeys, (await q1("show server_version"))[0]);
// effects: functions list are real built-ins
import { postgresEffectRules as r } from "../core/src/dialects/postgres/postgres-effects.ts";
const names = [...r.pureFunctions];
for (const [n, q] of [["15", q1], ["lite", q2]]) {
  const rows = await q("select x, (select string_agg(distinct provolatile::text, '') from pg_proc where proname = x and pronamespace = 'pg_catalog'::regnamespace) v from unnest($1::text[]) x", [names]);
  console.log(n, "missing:", rows.filter(r => r.v === null).map(r => r.x).join(" "));
  console.log(n, "volatile:", rows.filter(r => r.v?.includes("v")).map(r => r.x).join(" "));
}
const kw = await q2("select word, catcode from pg_get_keywords() where word = any($1)", [[...r.uncalledWords]]);
console.log("not reserved:", [...r.uncalledWords].filter(w => !kw.some(k => k.word === w && k.catcode !== "U" && k.catcode !== "T")), kw.filter(k => k.catcode === "T").map(k=>k.word), kw.filter(k => k.catcode === "U").map(k=>k.word));
await c.end(); await lite.close();
