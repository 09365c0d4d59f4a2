import type { EngineName } from "../connection-strings/index.ts";

/** Where a parameter of a connection string belongs among the options, and how its text is read. @internal */
export interface UrlParameter {
  /** `tls.mode`. */
  readonly option: string;
  readonly read?: (text: string) => string;
}

const to = (option: string, read?: (text: string) => string): UrlParameter =>
  read === undefined ? { option } : { option, read };

/** Text of seconds, where the engine's own clients count in them. */
const seconds = (text: string): string => (/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);

const intents: Readonly<Record<string, string>> = { readonly: "true", readwrite: "false" };

const mysqlModes: Readonly<Record<string, string>> = { disabled: "disable", preferred: "prefer", required: "require" };
const mysqlMode = (text: string): string => mysqlModes[text.toLowerCase()] ?? text;
const mysqlParameters = { ssl: to("tls"), sslmode: to("tls.mode", mysqlMode) };

/**
 * The parameters that each engine's own clients know under a name or in a unit that differs from the option's. Names are
 * squeezed: lower case, without `_` and `-`. Any other parameter is the option of the same name.
 * @internal
 */
export const urlParameters: Readonly<Record<EngineName, Readonly<Record<string, UrlParameter>>>> = {
  postgres: {
    sslmode: to("tls.mode"),
    sslrootcert: to("tls.ca"),
    sslcert: to("tls.cert"),
    sslkey: to("tls.key"),
    sslpassword: to("tls.passphrase"),
    sslminprotocolversion: to("tls.minVersion"),
    targetsessionattrs: to("targetSession"),
    loadbalancehosts: to("loadBalanceHosts", (text) =>
      text === "random" ? "true" : text === "disable" ? "false" : text,
    ),
    connecttimeout: to("connectTimeout", seconds),
  },
  pglite: {},
  mysql: mysqlParameters,
  mariadb: mysqlParameters,
  mssql: {
    hostnameincertificate: to("tls.serverName"),
    connecttimeout: to("connectTimeout", seconds),
    applicationintent: to("readOnlyIntent", (text) => intents[text.toLowerCase()] ?? text),
    minpoolsize: to("pool.min"),
    maxpoolsize: to("pool.max"),
  },
  oracle: { connecttimeout: to("connectTimeout", seconds) },
  sqlite: {},
  mongo: {
    tls: to("tls"),
    ssl: to("tls"),
    tlscafile: to("tls.ca"),
    tlscertificatekeyfile: to("tls.cert"),
    tlscertificatekeyfilepassword: to("tls.passphrase"),
    appname: to("applicationName"),
    connecttimeoutms: to("connectTimeout"),
    minpoolsize: to("pool.min"),
    maxpoolsize: to("pool.max"),
    maxidletimems: to("pool.idleTimeout"),
    waitqueuetimeoutms: to("pool.acquireTimeout"),
  },
  redis: {},
};

const no = new Set(["false", "no", "optional"]);

/**
 * Leaves out what strings of SQL Server often say (Azure's portal does) and what is so here anyway: that the password is not
 * shown, and that a connection has one result at a time.
 */
function withoutDefaults(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const said = (name: string): boolean => ["persistSecurityInfo", "multipleActiveResultSets"].includes(name);
  return Object.fromEntries(
    Object.entries(parameters).filter(([name, text]) => !said(name) || !no.has(text.toLowerCase())),
  );
}

/**
 * SQL Server says in two parameters what `tls.mode` says in one: whether to encrypt, and whether to believe any
 * certificate. @returns the mode and the parameters that are left. @internal
 */
export function sqlServerTls(parameters: Readonly<Record<string, string>>): {
  mode?: string;
  rest: Record<string, string>;
} {
  const { encrypt, trustServerCertificate, ...others } = parameters;
  const rest = withoutDefaults(others);
  if (encrypt === undefined && trustServerCertificate === undefined) return { rest };
  if (encrypt !== undefined && no.has(encrypt.toLowerCase())) return { mode: "disable", rest };
  const trusts = trustServerCertificate !== undefined && !no.has(trustServerCertificate.toLowerCase());
  return { mode: trusts && encrypt?.toLowerCase() !== "strict" ? "require" : "verify-full", rest };
}
