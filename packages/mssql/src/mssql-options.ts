import {
  ConfigurationError,
  credentialProblems,
  expandUrl,
  networkFields,
  parseFields,
  placeOf,
  type ConfigurationProblem,
  type Credential,
  type DatabaseSettings,
  type NetworkOptions,
  type OptionFields,
  type ParsedNetworkOptions,
} from "@db/core";

/** Options of a SQL Server or Azure SQL database, beside those of every engine. */
export interface MssqlOptions extends DatabaseSettings, Omit<NetworkOptions, "socketPath"> {
  /** A named instance; the SQL Server Browser on the host (UDP 1434) is asked for its port. Instead of `port` and `hosts`. */
  readonly instance?: string | undefined;
  /**
   * `true` is TLS with the certificate checked (`tls: "verify-full"`), `false` none (`tls: "disable"`), `strict` is TDS 8.0:
   * TLS from the first byte. Beside `tls` only `strict` may be said. Default: `true`.
   */
  readonly encrypt?: boolean | "strict" | undefined;
  /** Whether any certificate will do (`tls: "require"`). Not beside `tls`, and not with `strict`. Default: false. */
  readonly trustServerCertificate?: boolean | undefined;
  /** Signs in by NTLM as a user of this Windows domain. */
  readonly domain?: string | undefined;
  /** Signs in by an access token of Microsoft Entra ID instead of a user name. A function is asked at each new connection. */
  readonly accessToken?: Credential | undefined;
  /** Whether all addresses of a host's name are tried at once, as an availability group's listener wants. Default: false. */
  readonly multiSubnetFailover?: boolean | undefined;
  /** Whether the session says that it only reads, and may be led to a readable secondary. Default: false. */
  readonly readOnlyIntent?: boolean | undefined;
  /** The size of a packet that is asked for, in bytes. Default: 4096. */
  readonly packetSize?: number | undefined;
  /** Whether any error of a statement undoes the whole transaction (`set xact_abort on`). Default: false. */
  readonly xactAbort?: boolean | undefined;
  /**
   * `date` reads `datetime2`, `datetimeoffset`, `datetime` and `smalldatetime` as `Date` (milliseconds), `string` as the
   * server writes them. Default: `date`.
   */
  readonly timestamps?: "date" | "string" | undefined;
  /**
   * `parsed` reads `json` columns, and those declared as `varchar(max) collate Latin1_General_100_BIN2_UTF8`, as documents;
   * `text` as their text. Default: `parsed`.
   */
  readonly json?: "parsed" | "text" | undefined;
}

/** {@link MssqlOptions} as the driver uses them, for one or several hosts. */
export interface ParsedMssqlOptions extends Omit<ParsedNetworkOptions, "socketPath"> {
  readonly host: string;
  readonly port: number;
  readonly instance?: string | undefined;
  readonly encryption: "none" | "tls" | "strict";
  /** Whether any certificate will do. */
  readonly trusting: boolean;
  readonly domain?: string | undefined;
  /** What `password` is: one, or an access token, which is asked anew after a refusal as a password is. */
  readonly secret: "password" | "token";
  readonly multiSubnetFailover: boolean;
  readonly readOnlyIntent: boolean;
  readonly packetSize: number;
  readonly xactAbort: boolean;
  readonly timestamps: "date" | "string";
  readonly json: "parsed" | "text";
}

const { socketPath: _, ...placed } = networkFields;

/** The table behind {@link MssqlOptions}. */
export const mssqlFields: OptionFields = {
  ...placed,
  instance: {
    kind: "string",
    alias: ["instanceName"],
    description: "A named instance, whose port the SQL Server Browser is asked for; instead of `port` and `hosts`.",
  },
  encrypt: {
    kind: "union",
    of: [
      { kind: "boolean", description: "" },
      { kind: "enum", values: ["strict"], description: "" },
    ],
    description:
      '`true` is `tls: "verify-full"`, which is the default, `false` is `tls: "disable"`, `strict` is TDS 8.0: TLS from the first byte.',
  },
  trustServerCertificate: {
    kind: "boolean",
    description: 'Whether any certificate will do: `tls: "require"`. Default: `false`.',
  },
  domain: { kind: "string", description: "Signs in by NTLM as a user of this Windows domain." },
  accessToken: {
    kind: "string",
    secret: true,
    provider: true,
    description:
      "Signs in by an access token of Microsoft Entra ID instead of a user name. A function is asked at each new connection.",
  },
  multiSubnetFailover: {
    kind: "boolean",
    default: false,
    description: "Whether all addresses of a host's name are tried at once, as an availability group's listener wants.",
  },
  readOnlyIntent: {
    kind: "boolean",
    default: false,
    description: "Whether the session says that it only reads, and may be led to a readable secondary.",
  },
  packetSize: {
    kind: "integer",
    min: 512,
    max: 32_767,
    default: 4096,
    description: "The size of a packet that is asked for, in bytes.",
  },
  xactAbort: {
    kind: "boolean",
    default: false,
    description: "Whether any error of a statement undoes the whole transaction (`set xact_abort on`).",
  },
  timestamps: {
    kind: "enum",
    values: ["date", "string"],
    default: "date",
    description: "How timestamps are read: as `Date` (milliseconds), or as the server's text (100 nanoseconds).",
  },
  json: {
    kind: "enum",
    values: ["parsed", "text"],
    default: "parsed",
    description: "How `json` columns are read: as documents, or as their text.",
  },
};

const defaultPort = 1433;

type GivenOptions = ParsedNetworkOptions &
  Omit<Partial<ParsedMssqlOptions>, "tls"> &
  Pick<MssqlOptions, "encrypt" | "trustServerCertificate" | "accessToken">;

/**
 * Validates and completes options.
 * @throws ConfigurationError with every problem.
 */
export function parseMssqlOptions(input: unknown): ParsedMssqlOptions {
  const given = expandUrl((input ?? {}) as Record<string, unknown>, "mssql", mssqlFields);
  const options = parseFields<GivenOptions>(mssqlFields, given);
  const problems = [...identityProblems(options), ...placeProblems(options), ...tlsProblems(options)];
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { encrypt, trustServerCertificate = false, tls, accessToken, ...rest } = options;
  const off = encrypt === false || tls?.mode === "disable";
  return {
    ...rest,
    ...(tls === undefined ? {} : { tls }),
    ...(accessToken === undefined ? {} : { password: accessToken }),
    secret: accessToken === undefined ? "password" : "token",
    ...placeOf(options, defaultPort),
    encryption: off ? "none" : encrypt === "strict" ? "strict" : "tls",
    trusting: trustServerCertificate || tls?.mode === "require",
    multiSubnetFailover: options.multiSubnetFailover ?? false,
    readOnlyIntent: options.readOnlyIntent ?? false,
    packetSize: options.packetSize ?? 4096,
    xactAbort: options.xactAbort ?? false,
    timestamps: options.timestamps ?? "date",
    json: options.json ?? "parsed",
  };
}

function identityProblems(options: GivenOptions): ConfigurationProblem[] {
  const problems = credentialProblems(options);
  const { accessToken, domain, username } = options;
  if (accessToken !== undefined && username !== undefined)
    problems.push({ path: "accessToken", message: "is an identity of its own, beside a user name" });
  if (domain !== undefined && username === undefined) problems.push({ path: "domain", message: "needs a user name" });
  return problems;
}

function placeProblems({ instance, port, hosts }: GivenOptions): ConfigurationProblem[] {
  if (instance === undefined) return [];
  if (hosts !== undefined) return [{ path: "instance", message: "is on one host, and several are given" }];
  return port === undefined
    ? []
    : [{ path: "instance", message: "says which port, and one is given", hint: "leave one of the two out" }];
}

function tlsProblems({ encrypt, trustServerCertificate, tls, accessToken }: GivenOptions): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const strict = encrypt === "strict";
  if (tls !== undefined && typeof encrypt === "boolean")
    problems.push({ path: "encrypt", message: "is said by tls already" });
  if (tls !== undefined && trustServerCertificate !== undefined)
    problems.push({ path: "trustServerCertificate", message: "is said by tls already" });
  if (strict && (trustServerCertificate === true || (tls !== undefined && tls.mode !== "verify-full")))
    problems.push({ path: "encrypt", message: "strict always checks the certificate and the host's name" });
  if (encrypt === false && trustServerCertificate === true)
    problems.push({ path: "trustServerCertificate", message: "means nothing without TLS" });
  if (tls?.mode === "prefer")
    problems.push({ path: "tls.mode", message: "prefer is not to be had: the client has TLS or none" });
  if (tls?.mode === "verify-ca")
    problems.push({
      path: "tls.mode",
      message: "verify-ca is not to be had: the client checks the host's name too",
      hint: "set tls.serverName to the certificate's name",
    });
  if (tls?.minVersion === "TLSv1.3" && !strict)
    problems.push({ path: "tls.minVersion", message: "is 1.2 before TDS 8.0", hint: 'set encrypt to "strict"' });
  if (accessToken !== undefined && (encrypt === false || tls?.mode === "disable"))
    problems.push({ path: "accessToken", message: "is not sent without TLS" });
  return problems;
}
