/** The engines whose connection strings are known here. */
export type EngineName =
  | "postgres"
  | "pglite"
  | "mysql"
  | "mariadb"
  | "mssql"
  | "oracle"
  | "sqlite"
  | "mongo"
  | "redis";

/** What a URL scheme says. */
export interface SchemeFacts {
  readonly engine: EngineName;
  readonly tls?: true;
  readonly srv?: true;
  readonly topology?: "sentinel" | "cluster";
  /** The path is a Unix socket's file. */
  readonly socket?: true;
}

/** Every URL scheme that is understood. The first of an engine is the one that is built when nothing else is asked. */
export const connectionSchemes: Readonly<Record<string, SchemeFacts>> = {
  postgres: { engine: "postgres" },
  postgresql: { engine: "postgres" },
  pglite: { engine: "pglite" },
  mysql: { engine: "mysql" },
  mysql2: { engine: "mysql" },
  mariadb: { engine: "mariadb" },
  mssql: { engine: "mssql" },
  sqlserver: { engine: "mssql" },
  oracle: { engine: "oracle" },
  oracledb: { engine: "oracle" },
  sqlite: { engine: "sqlite" },
  sqlite3: { engine: "sqlite" },
  file: { engine: "sqlite" },
  mongodb: { engine: "mongo" },
  "mongodb+srv": { engine: "mongo", srv: true, tls: true },
  ...redisSchemes(),
};

/** Words for an engine, in a configuration's `type` or a variable's name, that are not the engine's own. */
export const engineAliases: Readonly<Record<string, EngineName>> = {
  postgresql: "postgres",
  pg: "postgres",
  sqlserver: "mssql",
  oracledb: "oracle",
  sqlite3: "sqlite",
  mongodb: "mongo",
  valkey: "redis",
};

/** The port a server of the engine listens on when nothing else is said; none for files. */
export const defaultPorts: Readonly<Partial<Record<EngineName, number>>> = {
  postgres: 5432,
  mysql: 3306,
  mariadb: 3306,
  mssql: 1433,
  oracle: 1521,
  mongo: 27_017,
  redis: 6379,
};

/** Every engine named here, in the order of the documentation. */
export const engineNames: readonly EngineName[] = [
  "postgres",
  "pglite",
  "mysql",
  "mariadb",
  "mssql",
  "oracle",
  "sqlite",
  "mongo",
  "redis",
];

/** The engine's own name for a word that means it (`postgresql` is `postgres`); any other word, in lower case, is itself. */
export function canonicalEngine(word: string): string {
  const lower = word.toLowerCase();
  return Object.hasOwn(engineAliases, lower) ? (engineAliases[lower] ?? lower) : lower;
}

/** The scheme of a text, in lower case; `undefined` for one that has none. A single letter is a drive, not a scheme. */
export function schemeOf(text: string): string | undefined {
  return /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
}

/** What a scheme says, or `undefined` for one that is not known. */
export function schemeFacts(scheme: string | undefined): SchemeFacts | undefined {
  return scheme !== undefined && Object.hasOwn(connectionSchemes, scheme) ? connectionSchemes[scheme] : undefined;
}

function redisSchemes(): Record<string, SchemeFacts> {
  const schemes: Record<string, SchemeFacts> = {};
  for (const base of ["redis", "rediss", "valkey", "valkeys"]) {
    const facts: SchemeFacts =
      base.endsWith("ss") || base === "valkeys" ? { engine: "redis", tls: true } : { engine: "redis" };
    schemes[base] = facts;
    schemes[`${base}+sentinel`] = { ...facts, topology: "sentinel" };
    schemes[`${base}+cluster`] = { ...facts, topology: "cluster" };
    if (facts.tls === undefined) schemes[`${base}+unix`] = { ...facts, socket: true };
  }
  return schemes;
}
