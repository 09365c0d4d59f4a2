import {
  defineDatabase,
  eachHost,
  endpointName,
  mssqlDialect,
  type CallOptions,
  type DatabaseDefinition,
  type Driver,
  type Session,
  type SessionObserver,
} from "@db/core";
import { mssqlCapabilities } from "./mssql-capabilities.ts";
import { classifyMssqlError } from "./mssql-errors.ts";
import { mssqlFields, parseMssqlOptions, type MssqlOptions, type ParsedMssqlOptions } from "./mssql-options.ts";
import { encodeMssqlObject } from "./mssql-values.ts";

/** The driver of SQL Server and Azure SQL on `tedious`. */
export const mssqlDriver: Driver<ParsedMssqlOptions> = Object.freeze<Driver<ParsedMssqlOptions>>({
  engine: "mssql",
  systemName: "microsoft.sql_server",
  dialect: mssqlDialect,
  capabilities: mssqlCapabilities,
  fields: mssqlFields,
  parseOptions: parseMssqlOptions,
  endpoints: (options) => [{ name: nameOf(options), options, role: "primary" }],
  hosts: eachHost,
  targetSession: ({ targetSession }) => targetSession,
  connect,
  classify: classifyMssqlError,
  encode: (value) => encodeMssqlObject(value as object),
});

/**
 * Describes a SQL Server or Azure SQL database for `createDatabase`. Pure: the first call connects.
 * @throws ConfigurationError with every problem of the options.
 */
export function mssql(options: MssqlOptions = {}): DatabaseDefinition {
  return defineDatabase(mssqlDriver, options);
}

/** An instance's port is not known yet. */
function nameOf(options: ParsedMssqlOptions): string {
  const { host, instance, database } = options;
  return instance === undefined ? endpointName(options) : `${host}\\${instance}/${database ?? ""}`;
}

/** The client is large (Azure's ways of signing in come with it), so it is loaded by the first connection. */
async function connect(options: ParsedMssqlOptions, observer: SessionObserver, call: CallOptions): Promise<Session> {
  const { openSession } = await import("./open-session.ts");
  return openSession(options, observer, call);
}
