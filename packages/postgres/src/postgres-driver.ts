import {
  defineDatabase,
  eachHost,
  endpointName,
  postgresDialect,
  type CallOptions,
  type DatabaseDefinition,
  type Driver,
} from "@db/core";
import { postgresCapabilities } from "./postgres-capabilities.ts";
import { openClient } from "./postgres-client.ts";
import { classifyPostgresError } from "./postgres-errors.ts";
import {
  parsePostgresOptions,
  postgresFields,
  type ParsedPostgresOptions,
  type PostgresOptions,
} from "./postgres-options.ts";
import { PostgresSession } from "./postgres-session.ts";
import { encodePostgresObject } from "./postgres-values.ts";
import { serverInfo } from "./server-info.ts";

/** The driver of PostgreSQL on `pg`. */
export const postgresDriver: Driver<ParsedPostgresOptions> = Object.freeze<Driver<ParsedPostgresOptions>>({
  engine: "postgres",
  systemName: "postgresql",
  dialect: postgresDialect,
  capabilities: postgresCapabilities,
  fields: postgresFields,
  parseOptions: parsePostgresOptions,
  endpoints: (options) => [{ name: endpointName(options), options, role: "primary" }],
  hosts: eachHost,
  targetSession: ({ targetSession }) => targetSession,
  connect: async (options, observer, call) => {
    const { client, status, tls } = await openClient(options, call);
    const { host, port, database, targetSession } = options;
    const { processID, secretKey } = client;
    const session = new PostgresSession({
      client,
      observer,
      options,
      status,
      mayBeReadOnly: ["standby", "prefer-standby", "read-only"].includes(targetSession),
      server: serverInfo(status, { flavour: "postgres", host, port, database }),
      ...(processID === null || secretKey === null
        ? {}
        : { cancelTarget: { host, port, tls, processId: processID, secretKey } }),
    });
    if (!status.has("in_hot_standby")) await askRole(session, call);
    return session;
  },
  classify: classifyPostgresError,
  encode: (value) => encodePostgresObject(value as object),
});

/**
 * Describes a PostgreSQL database for `createDatabase`. Pure: the first call connects.
 * @throws ConfigurationError with every problem of the options.
 */
export function postgres(options: PostgresOptions = {}): DatabaseDefinition {
  return defineDatabase(postgresDriver, options);
}

async function askRole(session: PostgresSession, { signal }: CallOptions): Promise<void> {
  const cut = (): void => void session.close(true);
  signal?.addEventListener("abort", cut, { once: true });
  try {
    await session.askRole();
  } catch (error) {
    await session.close(true);
    throw error;
  } finally {
    signal?.removeEventListener("abort", cut);
  }
}
