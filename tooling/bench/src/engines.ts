import type { Family } from "./contestant.ts";

/** One entry of an engine's table. */
export interface Entry {
  /** The name in `--contestant` and in the files of results. */
  readonly name: string;
  /** What the report calls it. */
  readonly title: string;
  /** Below `src/contestants`, or below `peers/contestants` for a peer. */
  readonly file: string;
  /** Needs the packages of `peers`, and takes part in `--peer-rounds` rounds. */
  readonly peer?: boolean;
  /** The only workloads it takes part in, where in the others it would be the same as another contestant. */
  readonly only?: readonly string[];
  /** Takes part in the short form. */
  readonly short?: boolean;
}

/** What the bench measures on one engine. */
export interface Engine {
  readonly title: string;
  readonly family: Family;
  /** The name of the lab's server, and the variable with its URL; none for an engine in the process. */
  readonly server?: "postgres" | "mysql" | "mariadb" | "valkey";
  /** What everything is compared with: the first entry. */
  readonly entries: readonly Entry[];
}

type Details = Partial<Pick<Entry, "only" | "file">>;
const rows = ["point", "point-64", "many", "wide", "documents", "insert", "transaction"];

const own = (name: string, title: string, details: Details = {}): Entry => ({
  name,
  title,
  file: `${name}.ts`,
  short: true,
  ...details,
});

/** Every engine by its key; the first entry of each is the measure of the others. */
export const engines: Readonly<Record<string, Engine>> = {
  postgres: {
    title: "PostgreSQL",
    family: "postgres",
    server: "postgres",
    entries: [
      own("raw-postgres", "pg"),
      own("raw-postgres-named", "pg, named statements", { only: rows }),
      own("db-postgres", "@db/postgres"),
      own("db-postgres-batches", "@db/postgres, by batches", { only: ["stream"] }),
    ],
  },
  sqlite: {
    title: "SQLite",
    family: "sqlite",
    entries: [
      own("raw-sqlite", "better-sqlite3, prepared once"),
      own("db-sqlite", "@db/sqlite"),
      own("db-sqlite-batches", "@db/sqlite, by batches", { only: ["stream"] }),
    ],
  },
};
