import {
  defineDatabase,
  eachHost,
  endpointName,
  mssqlDialect,
  type CallOptions,
  type DatabaseDefinition,
  type Driver,
  type SessionObserver,
} from "@db/core";
import { mssqlCapabilities } from "./mssql-capabilities.ts";
import { openClient } from "./mssql-client.ts";
import { classifyMssqlError } from "./mssql-errors.ts";
import { mssqlFields, parseMssqlOptions, type MssqlOptions, type ParsedMssqlOptions } from "./mssql-options.ts";
import { MssqlSession } from "./mssql-session.ts";
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

async function connect(
  options: ParsedMssqlOptions,
  observer: SessionObserver,
  call: CallOptions,
): Promise<MssqlSession> {
  const connection = await openClient(options, call);
  const session = new MssqlSession({ connection, options, observer });
  const { signal, deadline } = call;
  const cut = (): void => void session.close(true);
  signal?.addEventListener("abort", cut, { once: true });
  const timer =
    deadline === undefined
      ? undefined
      : setTimeout(cut, Math.min(2 ** 31 - 1, Math.max(0, deadline - performance.now())));
  try {
    if (signal?.aborted === true) cut();
    await session.learn();
    return session;
  } catch (error) {
    await session.close(true);
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cut);
  }
}
