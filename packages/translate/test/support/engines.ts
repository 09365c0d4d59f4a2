import { createDatabase, sql, type DatabaseDefinition, type DialectName, type RelationalDatabase } from "@db/core";
import { mariadb, mysql } from "@db/mysql";
import { pglite, postgres } from "@db/postgres";
import { sqlite } from "@db/sqlite";
import { testServer, type TestServer } from "@tooling/servers";

/** An engine that statements are run on, and the dialect it speaks. */
export interface Subject {
  readonly title: string;
  readonly dialect: DialectName;
  /** Opens a database of its own, empty. `close` removes it. */
  open(): Promise<{ readonly db: RelationalDatabase; readonly close: () => Promise<void> }>;
}

let count = 0;

async function onServer(
  url: string,
  define: (url: string) => DatabaseDefinition,
): Promise<Awaited<ReturnType<Subject["open"]>>> {
  const admin = createDatabase(define(url));
  const name = `db_translate_test_${process.pid}_${++count}`;
  await admin.execute(sql`create database ${sql.id(name)}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const db = createDatabase(define(own.href));
  return {
    db,
    close: async () => {
      await db.close();
      await admin.execute(sql`drop database ${sql.id(name)}`);
      await admin.close();
    },
  };
}

const inProcess = (title: string, dialect: DialectName, define: () => DatabaseDefinition): Subject => ({
  title,
  dialect,
  open: () => {
    const db = createDatabase(define());
    return Promise.resolve({ db, close: () => db.close() });
  },
});

const served = (
  title: string,
  dialect: DialectName,
  server: TestServer | undefined,
  define: (url: string) => DatabaseDefinition,
): readonly Subject[] => (server === undefined ? [] : [{ title, dialect, open: () => onServer(server.url, define) }]);

/** Every engine that is there. */
export const subjects: readonly Subject[] = [
  inProcess("SQLite", "sqlite", () => sqlite({ file: ":memory:" })),
  inProcess("PGlite", "postgres", () => pglite()),
  ...served("PostgreSQL", "postgres", testServer("postgres"), (url) => postgres({ url })),
  ...served("MySQL", "mysql", testServer("mysql"), (url) => mysql({ url })),
  ...served("MariaDB", "mariadb", testServer("mariadb"), (url) => mariadb({ url })),
];

/** Engines with servers that are not there, for the report. */
export const missing: readonly string[] = (["postgres", "mysql", "mariadb"] as const).filter(
  (engine) => testServer(engine) === undefined,
);
