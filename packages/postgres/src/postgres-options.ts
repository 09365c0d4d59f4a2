import {
  ConfigurationError,
  credentialProblems,
  expandUrl,
  networkFields,
  parseFields,
  placeOf,
  type DatabaseSettings,
  type NetworkOptions,
  type OptionFields,
  type ParsedNetworkOptions,
} from "@db/core";

/** How statements are sent. */
export type PreparedStatementMode = "named" | "unnamed";

/** Options of a PostgreSQL database, beside those of every engine. */
export interface PostgresOptions extends DatabaseSettings, NetworkOptions {
  /**
   * `named` prepares each statement once per connection; `unnamed` parses it at each call, for poolers that hand a
   * connection to somebody else between transactions. Default: `named`.
   */
  readonly preparedStatements?: PreparedStatementMode | undefined;
  /** Named statements kept per connection. Default: 200. */
  readonly statementCacheSize?: number | undefined;
  /** `date` reads timestamps as `Date` (milliseconds), `string` as the server writes them (microseconds). Default: `date`. */
  readonly timestamps?: "date" | "string" | undefined;
  /** Settings of the server for each session: `{ search_path: "app", lock_timeout: "2s" }`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Command-line options for the server's side of each session, as libpq's `options`: `-c search_path=app`. */
  readonly options?: string | undefined;
  /**
   * Whether signing in by password is bound to the TLS connection, so that nobody in between can pass it on: `require`
   * insists, `prefer` does so where the server can. Default: `disable`, since a pooler that ends TLS cannot.
   */
  readonly channelBinding?: ChannelBinding | undefined;
}

/** Whether signing in is bound to the TLS connection. */
export type ChannelBinding = "disable" | "prefer" | "require";

/** {@link PostgresOptions} as the driver uses them, for one or several hosts. */
export interface ParsedPostgresOptions extends ParsedNetworkOptions {
  readonly host: string;
  readonly port: number;
  readonly preparedStatements: PreparedStatementMode;
  readonly statementCacheSize: number;
  readonly timestamps: "date" | "string";
  readonly parameters: Readonly<Record<string, string>>;
  readonly options?: string | undefined;
  readonly channelBinding: ChannelBinding;
}

/** What a session itself needs of its options, whatever it is connected to. */
export type SessionOptions = Pick<ParsedPostgresOptions, "preparedStatements" | "statementCacheSize" | "timestamps">;

/** The fields of a session, shared with the embedded engine. */
export const sessionFields: OptionFields = {
  preparedStatements: {
    kind: "enum",
    values: ["named", "unnamed"],
    default: "named",
    description: "`named` prepares each statement once per connection; `unnamed` is for poolers in transaction mode.",
  },
  statementCacheSize: { kind: "integer", min: 1, default: 200, description: "Named statements kept per connection." },
  timestamps: {
    kind: "enum",
    values: ["date", "string"],
    default: "date",
    description: "How timestamps are read: as `Date` (milliseconds), or as the server's text (microseconds).",
  },
};

/** The table behind {@link PostgresOptions}. */
export const postgresFields: OptionFields = {
  ...networkFields,
  ...sessionFields,
  parameters: {
    kind: "record",
    of: { kind: "string", allowEmpty: true, description: "The setting's value." },
    default: {},
    description: "Settings of the server for each session, such as `search_path` or `lock_timeout`.",
    example: { search_path: "app" },
  },
  options: {
    kind: "string",
    description: "Command-line options for the server's side of each session, as libpq's `options`.",
    example: "-c search_path=app",
  },
  channelBinding: {
    kind: "enum",
    values: ["disable", "prefer", "require"],
    default: "disable",
    description:
      "Whether signing in by password is bound to the TLS connection: `require` insists, `prefer` does so where the server can.",
  },
};

const defaultPort = 5432;

/**
 * Validates and completes options.
 * @throws ConfigurationError with every problem.
 */
export function parsePostgresOptions(input: unknown): ParsedPostgresOptions {
  const given = expandUrl((input ?? {}) as Record<string, unknown>, "postgres", postgresFields);
  const options = parseFields<ParsedNetworkOptions & Partial<ParsedPostgresOptions>>(postgresFields, given);
  const problems = credentialProblems(options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    ...options,
    ...placeOf(options, defaultPort),
    preparedStatements: options.preparedStatements ?? "named",
    statementCacheSize: options.statementCacheSize ?? 200,
    timestamps: options.timestamps ?? "date",
    parameters: options.parameters ?? {},
    channelBinding: options.channelBinding ?? "disable",
  };
}
