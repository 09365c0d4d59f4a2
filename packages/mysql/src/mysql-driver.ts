import {
  defineDatabase,
  endpointName,
  eachHost,
  greet,
  mariadbDialect,
  mysqlDialect,
  type CallOptions,
  type DatabaseDefinition,
  type Driver,
  type SessionObserver,
} from "@db/core";
import { mariadbCapabilities, mysqlCapabilities } from "./mysql-capabilities.ts";
import { openClient } from "./mysql-client.ts";
import { classifyMysqlError } from "./mysql-errors.ts";
import { killQuery } from "./kill-query.ts";
import { mysqlFields, parseMysqlOptions, type MysqlOptions, type ParsedMysqlOptions } from "./mysql-options.ts";
import { MysqlSession } from "./mysql-session.ts";
import { encodeMysqlObject } from "./mysql-values.ts";

const shared = {
  fields: mysqlFields,
  parseOptions: parseMysqlOptions,
  endpoints: (options: ParsedMysqlOptions) => [{ name: endpointName(options), options, role: "primary" as const }],
  hosts: eachHost,
  targetSession: ({ targetSession }: ParsedMysqlOptions) => targetSession,
  connect,
  classify: classifyMysqlError,
  encode: (value: unknown) => encodeMysqlObject(value as object),
};

/** The driver of MySQL on `mysql2`. */
export const mysqlDriver: Driver<ParsedMysqlOptions> = Object.freeze<Driver<ParsedMysqlOptions>>({
  ...shared,
  engine: "mysql",
  systemName: "mysql",
  dialect: mysqlDialect,
  capabilities: mysqlCapabilities,
});

/** The driver of MariaDB on `mysql2`. */
export const mariadbDriver: Driver<ParsedMysqlOptions> = Object.freeze<Driver<ParsedMysqlOptions>>({
  ...shared,
  engine: "mariadb",
  systemName: "mariadb",
  dialect: mariadbDialect,
  capabilities: mariadbCapabilities,
});

/**
 * Describes a MySQL database for `createDatabase`. Pure: the first call connects.
 * @throws ConfigurationError with every problem of the options.
 */
export function mysql(options: MysqlOptions = {}): DatabaseDefinition {
  return defineDatabase(mysqlDriver, options);
}

/**
 * Describes a MariaDB database for `createDatabase`: what `mysql` does, with MariaDB's SQL (`returning`). Pure: the first
 * call connects.
 * @throws ConfigurationError with every problem of the options.
 */
export function mariadb(options: MysqlOptions = {}): DatabaseDefinition {
  return defineDatabase(mariadbDriver, options);
}

async function connect(
  options: ParsedMysqlOptions,
  observer: SessionObserver,
  call: CallOptions,
): Promise<MysqlSession> {
  return open(options, observer, call, async (session) => {
    await session.prepareSettings();
    await session.learn();
  });
}

/** Opens a session and asks it the first questions; closes it when they fail or take too long. */
async function open(
  options: ParsedMysqlOptions,
  observer: SessionObserver,
  call: CallOptions,
  ask: (session: MysqlSession) => Promise<void>,
): Promise<MysqlSession> {
  const connection = await openClient(options, call);
  const session = new MysqlSession({
    connection,
    options,
    observer,
    kill: (target) => killQuery(openControl, options, target),
  });
  return greet(session, call, ask);
}

function openControl(options: ParsedMysqlOptions, deadline: number): Promise<MysqlSession> {
  return open(options, { onLost: () => undefined }, { deadline }, (session) => session.learn());
}
