import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.ts";
import { publishedPackages } from "../workspace.ts";
import type { Tarball } from "./tarballs.ts";

/** What became of one check in the bare project. */
export interface ProjectResult {
  readonly title: string;
  readonly result: { readonly ok: boolean; readonly output: string };
}

const installed = ["@db/core", "@db/sqlite"];

/**
 * Installs core and one driver from their tarballs into an empty project, as a user would, and looks at it as a user
 * would: ESM can import them, CommonJS can require them, and no other engine's client came along.
 */
export function checkBareProject(folder: string, tarballs: readonly Tarball[]): readonly ProjectResult[] {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "bare", private: true, version: "1.0.0" }));
  const files = tarballs.filter(({ name }) => installed.includes(name)).map(({ file }) => file);
  const options = ["--no-audit", "--no-fund", "--loglevel=error"];
  const install = run("npm", ["install", ...options, ...files], folder);
  const first = { title: `a project with ${installed.join(" and ")} alone installs`, result: install };
  if (!install.ok) return [first];
  const esm = installed.map((name) => `console.log(Object.keys(await import("${name}")).length)`).join(";");
  const commonJs = installed.map((name) => `console.log(Object.keys(require("${name}")).length)`).join(";");
  return [
    first,
    { title: "ESM imports them", result: runText(folder, "module", esm) },
    { title: "CommonJS requires them", result: runText(folder, "commonjs", commonJs) },
    {
      title: "a table is written and read, and the driver's errors are core's",
      result: runText(folder, "module", use),
    },
    { title: "no other engine's client came along", result: otherClients(folder) },
  ];
}

/** Fails where a class of core were there twice: an error the driver makes would be none of the application's. */
const use = `
import { ConstraintError, createDatabase, openDatabases, sql } from "@db/core";
import { sqlite } from "@db/sqlite";
import schema from "@db/core/schema/db.schema.json" with { type: "json" };
if (typeof schema !== "object") throw new Error("no schema");
const db = createDatabase(sqlite({ file: ":memory:" }));
await db.execute(sql\`create table t (id integer primary key, name text not null)\`);
await db.execute(sql\`insert into t (id, name) values (\${1}, \${"one"})\`);
const { name } = await db.queryOne(sql\`select name from t where id = \${1}\`);
if (name !== "one") throw new Error("read " + name);
const error = await db.execute(sql\`insert into t (id, name) values (1, 'two')\`).catch((error) => error);
if (!(error instanceof ConstraintError)) throw new Error("not core's error: " + error);
await db.close();
const found = await openDatabases({ databases: { main: { type: "sqlite", file: ":memory:" } } });
await found.relational().query(sql\`select 1\`);
await found.close();
`;

function runText(folder: string, kind: "module" | "commonjs", text: string): ProjectResult["result"] {
  return run(process.execPath, [`--input-type=${kind}`, "--eval", text], folder);
}

/** The clients of all drivers but the one that was installed. */
function otherClients(folder: string): ProjectResult["result"] {
  const clientsOf = (wanted: boolean): readonly string[] =>
    publishedPackages()
      .filter(({ manifest }) => installed.includes(manifest.name) === wanted)
      .flatMap(({ manifest }) => Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  const own = new Set(clientsOf(true));
  const strangers = new Set([
    ...alwaysStrange,
    ...clientsOf(false).filter((name) => !own.has(name) && !installed.includes(name)),
  ]);
  const found = [...strangers].filter((name) => existsSync(join(folder, "node_modules", name)));
  const there = readdirSync(join(folder, "node_modules")).join(", ");
  return { ok: found.length === 0, output: `not expected: ${found.join(", ")}\nin node_modules: ${there}` };
}

/** Clients that no install of core and SQLite may bring, whichever packages exist by now. */
const alwaysStrange = ["pg", "mysql2", "@electric-sql/pglite", "mssql", "oracledb", "mongodb", "ioredis", "kysely"];
