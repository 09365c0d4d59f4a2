import {
  ConfigurationError,
  credentialProblems,
  expandUrl,
  networkFields,
  parseFields,
  placeOf,
  type ConfigurationProblem,
  type DatabaseSettings,
  type NetworkOptions,
  type OptionFields,
  type ParsedNetworkOptions,
} from "@db/core";

/** How statements are sent. */
export type PreparedStatementMode = "prepared" | "text";

/** Options of a MySQL or MariaDB database, beside those of every engine. */
export interface MysqlOptions extends DatabaseSettings, NetworkOptions {
  /**
   * `prepared` prepares each statement once per connection; `text` writes the values into the text, for proxies that
   * cannot prepare. What the server cannot prepare goes as text by itself. Default: `prepared`.
   */
  readonly preparedStatements?: PreparedStatementMode | undefined;
  /** Prepared statements kept per connection. Default: 200. */
  readonly statementCacheSize?: number | undefined;
  /** `date` reads `datetime` and `timestamp` as `Date` (milliseconds), `string` as the server writes them. Default: `date`. */
  readonly timestamps?: "date" | "string" | undefined;
  /** System variables of each session: `{ innodb_lock_wait_timeout: "5" }`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Whether bulk inserts may use `LOAD DATA LOCAL`, where the server allows it. Default: true. */
  readonly loadData?: boolean | undefined;
  /**
   * Whether the password may be sent as it is when the server asks for that (PAM, LDAP, IAM tokens). Only over TLS or a
   * Unix socket. Default: false.
   */
  readonly cleartextPassword?: boolean | undefined;
}

/** {@link MysqlOptions} as the driver uses them, for one or several hosts. */
export interface ParsedMysqlOptions extends ParsedNetworkOptions {
  readonly host: string;
  readonly port: number;
  readonly preparedStatements: PreparedStatementMode;
  readonly statementCacheSize: number;
  readonly timestamps: "date" | "string";
  readonly parameters: Readonly<Record<string, string>>;
  readonly loadData: boolean;
  readonly cleartextPassword: boolean;
}

/** The table behind {@link MysqlOptions}. */
export const mysqlFields: OptionFields = {
  ...networkFields,
  preparedStatements: {
    kind: "enum",
    values: ["prepared", "text"],
    default: "prepared",
    description: "`prepared` prepares each statement once per connection; `text` writes the values into the text.",
  },
  statementCacheSize: {
    kind: "integer",
    min: 1,
    default: 200,
    description: "Prepared statements kept per connection.",
  },
  timestamps: {
    kind: "enum",
    values: ["date", "string"],
    default: "date",
    description: "How timestamps are read: as `Date` (milliseconds), or as the server's text (microseconds).",
  },
  parameters: {
    kind: "record",
    of: { kind: "string", allowEmpty: true, description: "The variable's value." },
    default: {},
    description: "System variables of each session, such as `innodb_lock_wait_timeout` or `sql_mode`.",
    example: { innodb_lock_wait_timeout: "5" },
  },
  loadData: {
    kind: "boolean",
    default: true,
    description: "Whether bulk inserts may use `LOAD DATA LOCAL`, where the server allows it.",
  },
  cleartextPassword: {
    kind: "boolean",
    default: false,
    description:
      "Whether the password may be sent as it is when the server asks for that (PAM, LDAP, IAM tokens). Only over TLS or a Unix socket.",
  },
};

const defaultPort = 3306;

/** What the driver sets itself: values are sent and read by it. */
const ownParameters: ReadonlySet<string> = new Set([
  "time_zone",
  "names",
  "character_set_client",
  "character_set_connection",
  "character_set_results",
  "autocommit",
]);

/**
 * Validates and completes options.
 * @throws ConfigurationError with every problem.
 */
export function parseMysqlOptions(input: unknown): ParsedMysqlOptions {
  const given = expandUrl((input ?? {}) as Record<string, unknown>, "mysql", mysqlFields);
  const options = parseFields<ParsedNetworkOptions & Partial<ParsedMysqlOptions>>(mysqlFields, given);
  const { parameters = {}, cleartextPassword = false } = options;
  const problems = problemsOf(options, parameters, cleartextPassword);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return {
    ...options,
    ...placeOf(options, defaultPort),
    preparedStatements: options.preparedStatements ?? "prepared",
    statementCacheSize: options.statementCacheSize ?? 200,
    timestamps: options.timestamps ?? "date",
    parameters,
    loadData: options.loadData ?? true,
    cleartextPassword,
  };
}

function problemsOf(
  options: ParsedNetworkOptions,
  parameters: Readonly<Record<string, string>>,
  cleartextPassword: boolean,
): ConfigurationProblem[] {
  const problems = credentialProblems(options);
  for (const name of Object.keys(parameters)) {
    if (!/^[a-z]\w*$/i.test(name))
      problems.push({ path: `parameters.${name}`, message: "is not the name of a system variable" });
    else if (ownParameters.has(name.toLowerCase()))
      problems.push({ path: `parameters.${name}`, message: "is set by the driver itself" });
  }
  const mode = options.tls?.mode ?? "prefer";
  if (cleartextPassword && options.socketPath === undefined && (mode === "disable" || mode === "prefer"))
    problems.push({
      path: "cleartextPassword",
      message: "needs TLS that the connection insists on",
      hint: "set tls to verify-full",
    });
  return problems;
}
