import { isAdoKey } from "./ado.ts";
import type { ConnectionParts } from "./connection-parts.ts";
import { pgliteGrammar, sqliteGrammar } from "./embedded.ts";
import { connectionSchemes, schemeFacts, schemeOf, type EngineName } from "./engines.ts";
import type { Grammar } from "./grammar.ts";
import { mongoGrammar } from "./mongo.ts";
import { mssqlGrammar } from "./mssql.ts";
import { mysqlGrammar } from "./mysql.ts";
import { oracleGrammar } from "./oracle.ts";
import { postgresGrammar } from "./postgres.ts";
import { badConnectionString } from "./problem.ts";
import { redisGrammar } from "./redis.ts";

const grammars: Readonly<Record<EngineName, Grammar>> = {
  postgres: postgresGrammar,
  pglite: pgliteGrammar,
  mysql: mysqlGrammar,
  mariadb: mysqlGrammar,
  mssql: mssqlGrammar,
  oracle: oracleGrammar,
  sqlite: sqliteGrammar,
  mongo: mongoGrammar,
  redis: redisGrammar,
};

/**
 * The engine a connection string is for: by its scheme, else by its form (`host=… dbname=…`, `Server=…;`, a connect
 * descriptor, `tcps://`, `:memory:`, a file that ends in `.db` or `.sqlite`). `undefined` where neither tells. Never throws.
 */
export function engineOf(text: string): EngineName | undefined {
  return schemeFacts(schemeOf(text.trim()))?.engine ?? engineByForm(text);
}

/** Whether an engine reads another one's connection strings: its own, and MySQL's and MariaDB's are the same. @internal */
export function takesStringsOf(engine: string, other: EngineName): boolean {
  return engine === other || (isEngine(engine) && grammars[engine] === grammars[other]);
}

/**
 * Takes a connection string apart. Nothing is filled in that it does not say, and percent-encoding is decoded.
 * @param engine The engine that is meant. It is needed where the text has neither a scheme nor a telling form (a path, an
 * Easy Connect name); a text whose scheme belongs to another engine is refused.
 * @throws ConfigurationError that says which part is at fault and quotes nothing of the text.
 */
export function parseConnectionString(text: string, engine?: EngineName): ConnectionParts {
  if (text.trim() === "") throw badConnectionString("is empty");
  const byScheme = schemeFacts(schemeOf(text.trim()))?.engine;
  if (engine !== undefined && byScheme !== undefined && !takesStringsOf(engine, byScheme)) {
    throw badConnectionString(`is for ${byScheme}, not for ${engine}`);
  }
  const meant = engine ?? byScheme ?? engineByForm(text);
  if (meant === undefined) {
    throw badConnectionString(
      "has no scheme that is known",
      `begin with one of ${Object.keys(connectionSchemes)
        .map((name) => `${name}:`)
        .join(" ")}`,
    );
  }
  return grammars[meant].parse(text);
}

/**
 * Writes a connection string in the form and scheme that the parts name, else as the engine's own URL. Parsing the
 * result gives the parts back.
 * @throws ConfigurationError where the form cannot hold a part (several hosts in `Server=…;`, an `&` in Easy Connect).
 */
export function buildConnectionString(parts: ConnectionParts): string {
  return grammars[parts.engine].build(parts);
}

const libpqKeys = /^\s*(host|hostaddr|port|dbname|user|password|service|sslmode|passfile)\s*=/;

function engineByForm(text: string): EngineName | undefined {
  const trimmed = text.trim();
  if (/^(?:[^()]*@)?\(\s*description(?:_list)?\s*=/i.test(trimmed) || /^(?:tcps?:)?\/\//i.test(trimmed))
    return "oracle";
  const key = /^([^=;]+?)\s*=/.exec(trimmed)?.[1];
  if (key !== undefined && isAdoKey(key) && (trimmed.includes(";") || !libpqKeys.test(trimmed))) return "mssql";
  if (libpqKeys.test(trimmed)) return "postgres";
  if (trimmed === ":memory:" || /\.(db3?|sqlite3?)$/i.test(trimmed)) return "sqlite";
  return undefined;
}

function isEngine(name: string): name is EngineName {
  return Object.hasOwn(grammars, name);
}
