import {
  networkFields,
  parseConnectionString,
  parseFields,
  ConfigurationError,
  type DatabaseSettings,
  type HostOptions,
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
}

/** {@link PostgresOptions} as the driver uses them, for one or several hosts. */
export interface ParsedPostgresOptions extends ParsedNetworkOptions {
  readonly host: string;
  readonly port: number;
  readonly preparedStatements: PreparedStatementMode;
  readonly statementCacheSize: number;
  readonly timestamps: "date" | "string";
  readonly parameters: Readonly<Record<string, string>>;
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
};

/** What libpq calls options that have a name of ours ("34.1.2. Parameter Key Words"). */
const libpqNames: Readonly<Record<string, string>> = {
  application_name: "applicationName",
  sslmode: "tls.mode",
  sslrootcert: "tls.ca",
  sslcert: "tls.cert",
  sslkey: "tls.key",
  sslpassword: "tls.passphrase",
  target_session_attrs: "targetSession",
  load_balance_hosts: "loadBalanceHosts",
};

/**
 * Validates and completes options.
 * @throws ConfigurationError with every problem.
 */
export function parsePostgresOptions(input: unknown): ParsedPostgresOptions {
  const given = (input ?? {}) as Record<string, unknown>;
  const options = parseFields<ParsedNetworkOptions & Partial<ParsedPostgresOptions>>(postgresFields, { ...fromUrl(given), ...given });
  const [first] = options.hosts ?? [];
  if (options.username === undefined && options.password !== undefined) {
    throw new ConfigurationError([{ path: "username", message: "a password was given without a user name" }]);
  }
  return {
    ...options,
    host: options.socketPath ?? first?.host ?? options.host ?? "localhost",
    port: first?.port ?? options.port ?? 5432,
    preparedStatements: options.preparedStatements ?? "named",
    statementCacheSize: options.statementCacheSize ?? 200,
    timestamps: options.timestamps ?? "date",
    parameters: options.parameters ?? {},
  };
}

/** The hosts of options one by one, in the order to try them. */
export function eachHost(options: ParsedPostgresOptions): readonly ParsedPostgresOptions[] {
  if (options.hosts === undefined) return [options];
  const { hosts, ...rest } = options;
  const each = hosts.map(({ host, port }) => ({ ...rest, host, port: port ?? options.port }));
  return options.loadBalanceHosts ? shuffled(each) : each;
}

function fromUrl(given: Record<string, unknown>): Record<string, unknown> {
  const url = given["url"] ?? given["uri"] ?? given["connectionString"];
  if (typeof url !== "string") return {};
  const parts = parseConnectionString(url, "postgres");
  const own: Record<string, unknown> = {};
  const tls: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parts.parameters)) {
    const name = libpqNames[key] ?? key;
    if (name.startsWith("tls.")) tls[name.slice(4)] = value;
    else own[name] = value;
  }
  if (own["loadBalanceHosts"] !== undefined) own["loadBalanceHosts"] = own["loadBalanceHosts"] === "random";
  if (Object.keys(tls).length > 0) own["tls"] = tls;
  return { ...coerce(own), ...hostsOf(parts.hosts, given), ...(parts.socketPath === undefined ? {} : { socketPath: parts.socketPath }), ...identity(parts) };
}

function hostsOf(hosts: readonly HostOptions[], given: Record<string, unknown>): Record<string, unknown> {
  // A place said beside the string wins over the one in it.
  if (given["host"] !== undefined || given["hosts"] !== undefined || given["socketPath"] !== undefined || hosts.length === 0) return {};
  const [only] = hosts;
  if (hosts.length === 1 && only !== undefined) return { host: only.host, ...(only.port === undefined ? {} : { port: only.port }) };
  return { hosts };
}

function identity({ database, username, password }: { database?: string; username?: string; password?: string }): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ database, username, password }).filter(([, value]) => value !== undefined));
}

function coerce(parameters: Record<string, unknown>): Record<string, unknown> {
  const parsed = parseFields<Record<string, unknown>>(postgresFields, parameters, { path: "url", coerce: true });
  return Object.fromEntries(Object.entries(parsed).filter(([key]) => Object.hasOwn(parameters, key)));
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items.map((item) => ({ item, order: Math.random() })).toSorted((a, b) => a.order - b.order).map(({ item }) => item);
}
