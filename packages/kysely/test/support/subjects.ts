import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, it } from "@jest/globals";
import { createDatabase, sql, type DatabaseDefinition, type RelationalDatabase } from "@db/core";
import { mariadb, mysql } from "@db/mysql";
import { pglite, postgres } from "@db/postgres";
import { sqlite } from "@db/sqlite";
import { testServer, type TestServer } from "@tooling/servers";
import { kyselyOf, type KyselyOfOptions } from "../../src/index.ts";
import type { Kysely } from "kysely";
import { createTables, fillTables, type Schema } from "./schema.ts";

/** An engine that the tests run on. */
export interface Subject {
  readonly title: string;
  readonly family: "postgres" | "mysql" | "sqlite";
  readonly flavour: string;
  /** A database of its own, empty. */
  make(): Promise<Place>;
}

/** An empty database, and how it is reached and removed. */
interface Place {
  readonly definition: DatabaseDefinition;
  remove(): Promise<void> | void;
}

/** How an engine with servers is reached. */
interface ServerSubject {
  readonly title: string;
  readonly family: Subject["family"];
  readonly server: TestServer | undefined;
  readonly define: (url: string) => DatabaseDefinition;
}

const servers: readonly ServerSubject[] = [
  {
    title: "PostgreSQL",
    family: "postgres",
    server: testServer("postgres"),
    define: (url) => postgres({ url, applicationName: `db-kysely-test-${process.pid}` }),
  },
  { title: "MySQL", family: "mysql", server: testServer("mysql"), define: (url) => mysql({ url }) },
  { title: "MariaDB", family: "mysql", server: testServer("mariadb"), define: (url) => mariadb({ url }) },
];

let count = 0;

/** A database of its own on a server, dropped afterwards: which fails when a connection to it is left. */
async function makeOnServer(url: string, define: ServerSubject["define"]): Promise<Place> {
  const admin = createDatabase(define(url));
  const name = `db_kysely_test_${process.pid}_${++count}`;
  await admin.execute(sql`create database ${sql.id(name)}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    definition: define(own.href),
    async remove() {
      await admin.execute(sql`drop database ${sql.id(name)}`);
      await admin.close();
    },
  };
}

function makeFile(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "db-kysely-"));
  return Promise.resolve({
    definition: sqlite({ file: join(folder, "test.db") }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  });
}

const embedded = (title: string, family: Subject["family"], define: () => DatabaseDefinition): Subject => ({
  title,
  family,
  flavour: title,
  make: () => Promise.resolve({ definition: define(), remove: () => undefined }),
});

/** Every engine that is there. */
export const subjects: readonly Subject[] = [
  { title: "SQLite, file", family: "sqlite", flavour: "sqlite", make: makeFile },
  embedded("SQLite, memory", "sqlite", () => sqlite({ file: ":memory:" })),
  embedded("PGlite", "postgres", () => pglite()),
  ...servers.flatMap(({ title, family, server, define }) =>
    server === undefined ? [] : [{ title, family, flavour: title, make: () => makeOnServer(server.url, define) }],
  ),
];

/** What the tests of one engine are given. */
export interface Given {
  readonly subject: Subject;
  readonly db: () => RelationalDatabase;
  readonly kysely: () => Kysely<Schema>;
  /** Another Kysely over the same database. */
  readonly another: (options?: KyselyOfOptions) => Kysely<Schema>;
  /** Another database object over the same data; `undefined` where there can be one only. */
  readonly second: () => RelationalDatabase | undefined;
  /** A server that several sessions use at once and that can stop a statement. */
  readonly isServer: boolean;
}

/**
 * Runs tests on every engine, each on a database of its own with the tables of the schema. After each test no session
 * may be lent; after the last, no connection may be left.
 */
export function onEveryEngine(
  title: string,
  tests: (given: Given) => void,
  { tables = true }: { readonly tables?: boolean } = {},
): void {
  for (const { title: engine, server } of servers) {
    if (server === undefined)
      describe(`${title}: ${engine}`, () => {
        it.todo(`not run: no ${engine} server`);
      });
  }
  describe.each(subjects.map((subject) => ({ subject, name: subject.title })))(`${title}: $name`, ({ subject }) => {
    let place: Place | undefined;
    let db: RelationalDatabase | undefined;
    let kysely: Kysely<Schema> | undefined;
    const others: RelationalDatabase[] = [];
    const must = <T>(value: T | undefined): T => {
      if (value === undefined) throw new Error("ask for it inside a test");
      return value;
    };

    beforeAll(async () => {
      place = await subject.make();
      db = createDatabase(place.definition);
      kysely = kyselyOf<Schema>(db);
      if (tables) await createTables(kysely, subject.family);
    }, 60_000);
    if (tables) beforeEachFill(() => must(kysely));
    afterEach(() => drained(must(db)));
    afterAll(async () => {
      await Promise.all(others.map((other) => other.close()));
      await db?.close();
      await place?.remove();
    }, 60_000);

    tests({
      subject,
      db: () => must(db),
      kysely: () => must(kysely),
      another: (options) => kyselyOf<Schema>(must(db), options),
      second: () => {
        if (subject.title === "PGlite" || subject.title === "SQLite, memory") return undefined;
        const other = createDatabase(must(place).definition);
        others.push(other);
        return other;
      },
      isServer: servers.some(({ title: server }) => server === subject.title),
    });
  });
}

function beforeEachFill(kysely: () => Kysely<Schema>): void {
  beforeEach(() => fillTables(kysely()));
}

/** Waits until no session is lent, waited for or being reset; fails when one stays. */
export async function drained(db: RelationalDatabase): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const left = db.endpoints.map((endpoint) => ({ endpoint: endpoint.name, ...endpoint.stats() }));
    if (left.every(({ used, waiting, busy }) => used + waiting + busy === 0)) return;
    if (attempt === 100) throw new Error(`sessions are still lent: ${JSON.stringify(left)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export { rejection } from "./rejection.ts";
