import {
  databaseError,
  defineDatabase,
  embeddedFields,
  expandUrl,
  parseFields,
  postgresDialect,
  type DatabaseDefinition,
  type DatabaseSettings,
  type Driver,
  type EmbeddedOptions,
  type OptionFields,
} from "@db/core";
import type * as PgliteModule from "@electric-sql/pglite";
import { pgliteCapabilities } from "./postgres-capabilities.ts";
import { connect } from "./postgres-client.ts";
import { classifyPostgresError } from "./postgres-errors.ts";
import { sessionFields, type PreparedStatementMode, type SessionOptions } from "./postgres-options.ts";
import { PostgresSession } from "./postgres-session.ts";
import { encodePostgresObject } from "./postgres-values.ts";
import { PgliteStream, type PgliteLike } from "./pglite-stream.ts";
import { serverInfo } from "./server-info.ts";

/** Options of an embedded PostgreSQL, beside those of every engine. */
export interface PgliteOptions extends DatabaseSettings, EmbeddedOptions {
  /** The directory of the data, or `:memory:`. Default: `:memory:`. */
  readonly file?: string | undefined;
  /** A PGlite of your own, which you close yourself. */
  readonly client?: PgliteLike | undefined;
  /** Handed to PGlite as `extensions`, by name. */
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
  readonly preparedStatements?: PreparedStatementMode | undefined;
  readonly statementCacheSize?: number | undefined;
  readonly timestamps?: "date" | "string" | undefined;
}

/** {@link PgliteOptions} as the driver uses them. */
export interface ParsedPgliteOptions extends SessionOptions {
  readonly file: string;
  readonly client: PgliteLike | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

/** The table behind {@link PgliteOptions}. */
export const pgliteFields: OptionFields = {
  ...embeddedFields,
  ...sessionFields,
  client: { kind: "any", description: "A PGlite of your own, which you close yourself." },
  extensions: { kind: "any", description: "Handed to PGlite as `extensions`, by name." },
};

/** What the server of `postgres` is told at connecting, the embedded one has to be told by statements. */
const settings = "set intervalstyle = 'iso_8601'; set datestyle = 'iso'";

function parsePgliteOptions(input: unknown): ParsedPgliteOptions {
  const given = (input ?? {}) as Record<string, unknown>;
  const options = parseFields<Partial<ParsedPgliteOptions>>(pgliteFields, expandUrl(given, "pglite", pgliteFields));
  return {
    file: options.file ?? ":memory:",
    client: options.client,
    extensions: options.extensions,
    preparedStatements: options.preparedStatements ?? "named",
    statementCacheSize: options.statementCacheSize ?? 200,
    timestamps: options.timestamps ?? "date",
  };
}

/** The driver of PGlite: PostgreSQL in the process, spoken to in the server's own protocol. */
export const pgliteDriver: Driver<ParsedPgliteOptions> = Object.freeze<Driver<ParsedPgliteOptions>>({
  engine: "pglite",
  systemName: "postgresql",
  dialect: postgresDialect,
  capabilities: pgliteCapabilities,
  fields: pgliteFields,
  parseOptions: parsePgliteOptions,
  endpoints: (options) => [
    { name: `pglite:${options.file}`, options, role: "primary", maxSessions: 1, permanent: true },
  ],
  connect: async (options, observer, call) => {
    const database = options.client ?? (await openPglite(options));
    const closeOwn = async (): Promise<void> => {
      if (options.client === undefined) await database.close();
    };
    try {
      const stream = new PgliteStream(database);
      const config = { user: "postgres", database: "postgres", password: "", ssl: false, stream: () => stream };
      // pg's types want a network stream; it uses no more of one than this has.
      const { client, status } = await connect(config as unknown as Parameters<typeof connect>[0], undefined, call);
      const server = serverInfo(status, { flavour: "pglite", database: options.file });
      const session = new PostgresSession({
        client,
        observer,
        options,
        server,
        status,
        embedded: true,
        afterReset: settings,
        onClosed: closeOwn,
      });
      // A PGlite of the caller's may have been used before.
      if (options.client !== undefined) await session.text("discard all");
      await session.text(settings);
      return session;
    } catch (error) {
      await closeOwn();
      throw error;
    }
  },
  classify: classifyPostgresError,
  encode: (value) => encodePostgresObject(value as object),
});

/**
 * Describes an embedded PostgreSQL for `createDatabase`. Needs the package `@electric-sql/pglite`. Pure: the first call
 * starts it, which takes seconds.
 * @throws ConfigurationError with every problem of the options.
 */
export function pglite(options: PgliteOptions = {}): DatabaseDefinition {
  return defineDatabase(pgliteDriver, options);
}

async function openPglite({ file, extensions }: ParsedPgliteOptions): Promise<PgliteLike> {
  let module: typeof PgliteModule;
  try {
    module = await import("@electric-sql/pglite");
  } catch (cause) {
    throw databaseError({
      kind: "driver-missing",
      engine: "pglite",
      message: "the embedded PostgreSQL needs a package that is not installed",
      hint: "npm install @electric-sql/pglite",
      cause,
    });
  }
  const dataDir = file === ":memory:" ? "memory://" : file;
  const given = extensions as NonNullable<Parameters<typeof module.PGlite.create>[0]> extends { extensions?: infer E }
    ? E
    : never;
  return module.PGlite.create({ dataDir, ...(given === undefined ? {} : { extensions: given }) });
}
