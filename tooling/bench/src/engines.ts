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
  /** Ours: held to the targets. */
  readonly ours?: boolean;
}

/** What the bench measures on one engine. */
export interface Engine {
  readonly title: string;
  readonly family: Family;
  /** The name of the lab's server; none for an engine in the process. */
  readonly server?: "postgres" | "mysql" | "mariadb" | "valkey";
  /** What everything is compared with: the first entry. */
  readonly entries: readonly Entry[];
}

type Details = Partial<Omit<Entry, "name" | "title">>;
const entry = (name: string, title: string, details: Details = {}): Entry => ({
  name,
  title,
  file: `${name}.ts`,
  ...details,
});
const short = (name: string, title: string, details: Details = {}): Entry =>
  entry(name, title, { short: true, ...details });
const ours = (name: string, title: string, details: Details = {}): Entry =>
  short(name, title, { ours: true, ...details });
const peer = (name: string, title: string, details: Details = {}): Entry =>
  entry(name, title, { peer: true, ...details });

const stream = ["stream"];
const buildable = ["point", "point-64", "many", "wide", "documents", "insert"];
const statements = [...buildable, "transaction"];

/** What MySQL and MariaDB have in common; ours has a factory for each. */
const mysqlFamily = (engine: "mysql" | "mariadb"): readonly Entry[] => [
  short("raw-mysql", "mysql2"),
  short("raw-mysql-execute", "mysql2, execute", { only: [...statements, ...stream] }),
  ours(`db-${engine}`, "@db/mysql"),
  ours(`db-${engine}-batches`, "@db/mysql, by batches", { only: stream }),
  entry(`db-kysely-${engine}`, "@db/kysely"),
  entry("kysely-mysql", "Kysely"),
  peer("mariadb", "mariadb"),
];

/** Every engine by its key; the first entry of each is the measure of the others. */
export const engines: Readonly<Record<string, Engine>> = {
  postgres: {
    title: "PostgreSQL",
    family: "postgres",
    server: "postgres",
    entries: [
      short("raw-postgres", "pg"),
      short("raw-postgres-named", "pg, named statements", { only: statements }),
      ours("db-postgres", "@db/postgres"),
      ours("db-postgres-batches", "@db/postgres, by batches", { only: stream }),
      entry("db-kysely-postgres", "@db/kysely"),
      entry("kysely-postgres", "Kysely"),
      peer("postgres-js", "postgres.js"),
      peer("slonik", "slonik"),
      peer("knex-postgres", "Knex"),
      peer("drizzle-postgres-prepared", "Drizzle, prepared", { only: buildable }),
      peer("drizzle-postgres", "Drizzle"),
      peer("typeorm-postgres", "TypeORM, repository"),
      peer("mikro-orm-postgres", "MikroORM"),
      peer("sequelize-postgres", "Sequelize"),
    ],
  },
  mysql: {
    title: "MySQL",
    family: "mysql",
    server: "mysql",
    entries: [
      ...mysqlFamily("mysql"),
      peer("knex-mysql", "Knex"),
      peer("drizzle-mysql-prepared", "Drizzle, prepared", { only: buildable }),
      peer("drizzle-mysql", "Drizzle"),
      peer("typeorm-mysql", "TypeORM, repository"),
      peer("mikro-orm-mysql", "MikroORM"),
      peer("sequelize-mysql", "Sequelize"),
    ],
  },
  mariadb: { title: "MariaDB", family: "mysql", server: "mariadb", entries: mysqlFamily("mariadb") },
  sqlite: {
    title: "SQLite",
    family: "sqlite",
    entries: [
      short("raw-sqlite", "better-sqlite3, prepared once"),
      ours("db-sqlite", "@db/sqlite"),
      ours("db-sqlite-batches", "@db/sqlite, by batches", { only: stream }),
      entry("db-kysely-sqlite", "@db/kysely"),
      entry("node-sqlite", "node:sqlite, prepared once"),
      entry("raw-sqlite-each", "better-sqlite3, prepared at each call", { only: [...statements, ...stream] }),
      entry("kysely-sqlite", "Kysely"),
      peer("knex-sqlite", "Knex"),
      peer("drizzle-sqlite-prepared", "Drizzle, prepared", { only: buildable }),
      peer("drizzle-sqlite", "Drizzle"),
      peer("typeorm-sqlite", "TypeORM, repository"),
      peer("mikro-orm-sqlite", "MikroORM"),
    ],
  },
  redis: {
    title: "Redis (Valkey)",
    family: "redis",
    server: "valkey",
    entries: [
      peer("ioredis", "ioredis"),
      peer("ioredis-pipelining", "ioredis, automatic pipelining", { only: ["get", "get-64", "set"] }),
      peer("node-redis", "node-redis"),
    ],
  },
};
