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
  type OptionField,
  type OptionFields,
  type ParsedNetworkOptions,
} from "@db/core";

/** The administrative rights a session may ask for. */
export type OraclePrivilege = "sysdba" | "sysoper" | "sysasm" | "sysbackup" | "sysdg" | "syskm" | "sysrac";

/** Where Oracle's client libraries are, for thick mode. */
export interface ThickOptions {
  /** The folder of the libraries. Default: where the operating system looks. */
  readonly libDir?: string | undefined;
  /** The folder of `tnsnames.ora` and `sqlnet.ora`. Default: `TNS_ADMIN`, or the libraries' own. */
  readonly configDir?: string | undefined;
}

/** Options of an Oracle database, beside those of every engine. `database` is the service's name. */
export interface OracleOptions extends DatabaseSettings, Omit<NetworkOptions, "socketPath"> {
  /** The service's name: another word for `database`. */
  readonly serviceName?: string | undefined;
  /** The system identifier, instead of a service's name. */
  readonly sid?: string | undefined;
  /** The instance of the service, where a certain one is wanted. */
  readonly instance?: string | undefined;
  /** The kind of server process. Default: what the listener says. */
  readonly server?: "dedicated" | "shared" | "pooled" | undefined;
  /** A name of `tnsnames.ora`, Easy Connect Plus or a whole descriptor, instead of host, port and service. */
  readonly connectString?: string | undefined;
  /** The folder of `tnsnames.ora`. Default: `TNS_ADMIN`. */
  readonly configDir?: string | undefined;
  /** The folder of the wallet (`ewallet.pem`), for TLS. */
  readonly walletLocation?: string | undefined;
  readonly walletPassword?: string | undefined;
  /** The distinguished name the server's certificate must have, instead of the host's. */
  readonly serverCertDn?: string | undefined;
  /** A token of OAuth 2.0 or of IAM, instead of user name and password; a function is asked for it at each connection. */
  readonly token?: Credential | undefined;
  /** The private key that belongs to an IAM token. */
  readonly tokenPrivateKey?: Credential | undefined;
  readonly privilege?: OraclePrivilege | undefined;
  /** The edition to work in. */
  readonly edition?: string | undefined;
  /** Statements kept open per connection; 0 keeps none. Default: 50. */
  readonly statementCacheSize?: number | undefined;
  /** `date` reads dates and timestamps as `Date` (milliseconds), `string` as text of all digits. Default: `date`. */
  readonly timestamps?: "date" | "string" | undefined;
  /**
   * `lower` gives columns whose name is all in capitals in lower case, as other engines call what was written without
   * quotes; `exact` gives every name as the server does. Default: `lower`.
   */
  readonly columnNames?: "lower" | "exact" | undefined;
  /** Parameters of each session (`alter session set`): `{ nls_sort: "BINARY_CI" }`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** Whether Oracle's own libraries are used; the first database to connect decides it for the process. Default: false. */
  readonly thick?: boolean | ThickOptions | undefined;
}

/** {@link OracleOptions} as the driver uses them, for one or several hosts. */
export interface ParsedOracleOptions extends ParsedNetworkOptions {
  readonly host: string;
  readonly port: number;
  readonly sid?: string | undefined;
  readonly instance?: string | undefined;
  readonly server?: "dedicated" | "shared" | "pooled" | undefined;
  readonly connectString?: string | undefined;
  readonly configDir?: string | undefined;
  readonly walletLocation?: string | undefined;
  readonly walletPassword?: string | undefined;
  readonly serverCertDn?: string | undefined;
  readonly token?: Credential | undefined;
  readonly tokenPrivateKey?: Credential | undefined;
  readonly privilege?: OraclePrivilege | undefined;
  readonly edition?: string | undefined;
  readonly statementCacheSize: number;
  readonly timestamps: "date" | "string";
  readonly columnNames: "lower" | "exact";
  readonly parameters: Readonly<Record<string, string>>;
  readonly thick?: ThickOptions | undefined;
}

const { socketPath: _, database, ...network } = networkFields;

/** The table behind {@link OracleOptions}. */
export const oracleFields: OptionFields = {
  ...network,
  database: { ...(database as OptionField), alias: ["serviceName"], description: "The service's name." } as OptionField,
  sid: { kind: "string", description: "The system identifier, instead of a service's name." },
  instance: { kind: "string", description: "The instance of the service, where a certain one is wanted." },
  server: {
    kind: "enum",
    values: ["dedicated", "shared", "pooled"],
    description: "The kind of server process. Default: what the listener says.",
  },
  connectString: {
    kind: "string",
    alias: ["connectIdentifier"],
    description:
      "A name of `tnsnames.ora`, Easy Connect Plus or a whole descriptor, instead of host, port and service. Holds no password.",
  },
  configDir: { kind: "string", description: "The folder of `tnsnames.ora`. Default: `TNS_ADMIN`." },
  walletLocation: { kind: "string", description: "The folder of the wallet (`ewallet.pem`), for TLS." },
  walletPassword: { kind: "string", secret: true, description: "What the wallet is encrypted with." },
  serverCertDn: {
    kind: "string",
    description: "The distinguished name the server's certificate must have, instead of the host's.",
    example: "CN=db.example.com,O=Example",
  },
  token: {
    kind: "string",
    secret: true,
    provider: true,
    description:
      "A token of OAuth 2.0 or IAM instead of user name and password. A function is asked at each connection.",
  },
  tokenPrivateKey: {
    kind: "string",
    secret: true,
    provider: true,
    description: "The private key that belongs to an IAM token.",
  },
  privilege: {
    kind: "enum",
    values: ["sysdba", "sysoper", "sysasm", "sysbackup", "sysdg", "syskm", "sysrac"],
    description: "The administrative right that the session asks for.",
  },
  edition: { kind: "string", description: "The edition to work in." },
  statementCacheSize: {
    kind: "integer",
    min: 0,
    default: 50,
    description: "Statements kept open per connection; 0 keeps none.",
  },
  timestamps: {
    kind: "enum",
    values: ["date", "string"],
    default: "date",
    description: "How dates and timestamps are read: as `Date` (milliseconds), or as text of all digits.",
  },
  columnNames: {
    kind: "enum",
    values: ["lower", "exact"],
    default: "lower",
    description: "Whether columns whose name is all in capitals are given in lower case, or every name as it is.",
  },
  parameters: {
    kind: "record",
    of: { kind: "string", allowEmpty: true, description: "The parameter's value." },
    default: {},
    description: "Parameters of each session (`alter session set`), such as `nls_sort` or `current_schema`.",
    example: { nls_sort: "BINARY_CI" },
  },
  thick: {
    kind: "object",
    description:
      "Oracle's own client libraries instead of the thin mode, for the whole process. `true` looks for them where the system does.",
    shorthand: { types: ["boolean"], read: (value) => ({ use: value }) },
    fields: {
      use: { kind: "boolean", default: true, description: "Whether they are used." },
      libDir: { kind: "string", description: "Their folder." },
      configDir: { kind: "string", description: "The folder of `tnsnames.ora` and `sqlnet.ora`." },
    },
  },
};

const defaultPort = 1521;

/** What the driver sets itself, so that every text of a value has one form. */
const ownParameters: ReadonlySet<string> = new Set([
  "nls_calendar",
  "nls_date_format",
  "nls_numeric_characters",
  "nls_timestamp_format",
  "nls_timestamp_tz_format",
  "time_zone",
]);

type Given = ParsedNetworkOptions &
  Partial<Omit<ParsedOracleOptions, "thick">> & { readonly thick?: ThickOptions & { readonly use: boolean } };

/** The ways to name a place, which a connect string stands instead of. */
const placeKeys = ["host", "hosts", "port", "database", "serviceName", "sid", "instance", "server"] as const;

/**
 * Validates and completes options.
 * @throws ConfigurationError with every problem.
 */
export function parseOracleOptions(input: unknown): ParsedOracleOptions {
  const asked = (input ?? {}) as Readonly<Record<string, unknown>>;
  const expanded = expandUrl(asked, "oracle", oracleFields);
  const described = (expanded["connectString"] ?? expanded["connectIdentifier"]) !== undefined;
  const { thick: thickGiven, ...options } = parseFields<Given>(
    oracleFields,
    described ? placeless(expanded) : expanded,
  );
  const problems = problemsOf(options);
  if (described)
    for (const key of placeKeys)
      if (asked[key] !== undefined && !readFrom(asked["connectIdentifier"], asked[key]))
        problems.push({ path: key, message: "is said by the connect string already", hint: "give one of the two" });
  if (problems.length > 0) throw new ConfigurationError(problems);
  const { use = false, ...thick } = thickGiven ?? {};
  return {
    ...options,
    ...placeOf(options, defaultPort),
    statementCacheSize: options.statementCacheSize ?? 50,
    timestamps: options.timestamps ?? "date",
    columnNames: options.columnNames ?? "lower",
    parameters: options.parameters ?? {},
    ...(use ? { thick } : {}),
  };
}

/** Whether a part of a place was read out of a descriptor by core, and not given beside it. */
function readFrom(descriptor: unknown, part: unknown): boolean {
  if (typeof descriptor !== "string") return false;
  if (Array.isArray(part)) return part.every(({ host }: { readonly host?: unknown }) => readFrom(descriptor, host));
  return descriptor.toLowerCase().includes(String(part).toLowerCase());
}

/** A descriptor is the authority itself; what was read out of it is left out. */
function placeless(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const places: ReadonlySet<string> = new Set(placeKeys);
  return Object.fromEntries(Object.entries(input).filter(([key]) => !places.has(key)));
}

function problemsOf(options: Omit<Given, "thick">): ConfigurationProblem[] {
  const { username, password, token, tokenPrivateKey, connectString } = options;
  const problems = credentialProblems(options);
  const add = (path: string, message: string, hint?: string): void =>
    void problems.push({ path, message, ...(hint === undefined ? {} : { hint }) });
  if (/^[^(]*\/[^@]*@/s.test(connectString ?? ""))
    add("connectString", "holds credentials", "give username and password in options of their own");
  if (options.sid !== undefined && options.database !== undefined)
    add("sid", "stands instead of a service's name", "leave database out");
  for (const key of ["host", "database", "sid", "instance"] as const)
    if (/[()=\s]/.test(options[key] ?? "")) add(key, "holds what a connect descriptor cannot");
  if (token !== undefined && (username !== undefined || password !== undefined))
    add("token", "stands instead of user name and password", "leave username and password out");
  if (tokenPrivateKey !== undefined && token === undefined)
    add("tokenPrivateKey", "belongs to a token, and there is none");
  problems.push(...tlsProblems(options), ...parameterProblems(options.parameters ?? {}));
  return problems;
}

/** The thin client checks certificates always, by the platform's authorities or a wallet's. */
function tlsProblems({
  tls,
  walletLocation,
  serverCertDn,
  connectString,
}: Omit<Given, "thick">): ConfigurationProblem[] {
  const problems: ConfigurationProblem[] = [];
  const on = tls !== undefined && tls.mode !== "disable";
  if (tls?.mode === "prefer" || tls?.mode === "require") {
    problems.push({
      path: "tls.mode",
      message: `cannot be "${tls.mode}": the client encrypts and checks the certificate, or does neither`,
      hint: "use verify-full, verify-ca or disable",
    });
  }
  for (const key of ["serverName"] as const)
    if (tls?.[key] !== undefined)
      problems.push({ path: `tls.${key}`, message: "is not to be had", hint: "use serverCertDn" });
  if (tls?.minVersion === "TLSv1.3") problems.push({ path: "tls.minVersion", message: "is not to be had" });
  if (walletLocation !== undefined && (tls?.ca ?? tls?.cert ?? tls?.key) !== undefined)
    problems.push({ path: "walletLocation", message: "stands instead of tls.ca, tls.cert and tls.key" });
  if (connectString === undefined && !on)
    for (const [path, value] of Object.entries({ walletLocation, serverCertDn }))
      if (value !== undefined)
        problems.push({ path, message: "is of no use without tls", hint: "set tls to verify-full" });
  return problems;
}

function parameterProblems(parameters: Readonly<Record<string, string>>): ConfigurationProblem[] {
  return Object.keys(parameters).flatMap((name) => {
    const path = `parameters.${name}`;
    if (!/^[a-z_][\w$#]*$/i.test(name)) return [{ path, message: "is not the name of a parameter" }];
    return ownParameters.has(name.toLowerCase()) ? [{ path, message: "is set by the driver itself" }] : [];
  });
}
