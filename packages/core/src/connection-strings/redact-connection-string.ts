import { once } from "../once.ts";
import type { ConnectionParts } from "./connection-parts.ts";
import { buildConnectionString, parseConnectionString } from "./connection-string.ts";
import { schemeFacts, schemeOf, type EngineName } from "./engines.ts";
import { parseDescriptor, type DescriptorPair } from "./oracle-descriptor.ts";

const hidden = "***";

/** The parameters that are shown: those known to hold no secret. A list of secret ones would be one name behind. */
const shown = once((): Readonly<Record<EngineName, ReadonlySet<string>>> => ({
  postgres: names(
    "sslmode application_name connect_timeout target_session_attrs load_balance_hosts channel_binding gssencmode keepalives client_encoding fallback_application_name hostaddr sslnegotiation",
  ),
  pglite: names(""),
  mysql: names("ssl-mode sslMode charset timezone connectTimeout"),
  mariadb: names("ssl-mode sslMode charset timezone connectTimeout"),
  mssql: names(
    "encrypt trustServerCertificate applicationName applicationIntent connectTimeout integratedSecurity multiSubnetFailover packetSize pooling minPoolSize maxPoolSize persistSecurityInfo multipleActiveResultSets",
  ),
  oracle: names(
    "server sid connect_timeout transport_connect_timeout retry_count retry_delay ssl_server_dn_match expire_time",
  ),
  sqlite: names("mode cache immutable vfs"),
  mongo: names(
    "replicaSet authSource authMechanism retryWrites retryReads w readPreference readPreferenceTags readConcernLevel directConnection loadBalanced tls ssl appName connectTimeoutMS socketTimeoutMS serverSelectionTimeoutMS maxPoolSize minPoolSize compressors srvMaxHosts srvServiceName",
  ),
  redis: names("db family protocol"),
}));

/** The keys of a connect descriptor that are shown, and of which the parts are looked into. */
const shownPairs = once(() =>
  names(
    "DESCRIPTION DESCRIPTION_LIST ADDRESS ADDRESS_LIST CONNECT_DATA PROTOCOL HOST PORT SERVICE_NAME SID INSTANCE_NAME SERVER LOAD_BALANCE FAILOVER RETRY_COUNT RETRY_DELAY CONNECT_TIMEOUT TRANSPORT_CONNECT_TIMEOUT",
  ),
);

/**
 * A connection string fit to be printed: `***` stands for the password and for every parameter that is not known to be
 * harmless. Made for text of any kind: where it is malformed, or could be read so that a part of the password stands
 * elsewhere, all but a known scheme is hidden. Never throws.
 */
export function redactConnectionString(text: string, engine?: EngineName): string {
  try {
    const parts = parseConnectionString(text, engine);
    return isDoubtful(text, parts) ? hideAll(text) : buildConnectionString(redactParts(parts));
  } catch {
    return hideAll(text);
  }
}

function hideAll(text: string): string {
  const scheme = schemeOf(text.trim());
  return schemeFacts(scheme) === undefined ? hidden : `${scheme}:${hidden}`;
}

/** An `@` beyond where the user name and password end, or in a path, may be the end of a password that held a slash. */
function isDoubtful(text: string, parts: ConnectionParts): boolean {
  if (parts.engine === "sqlite" || parts.engine === "pglite") {
    return text.includes("@") || (parts.form === "path" && /:/.test(text.replace(/^[a-z]:[\\/]|^:memory:$/i, "")));
  }
  // `scott/tiger` is a host and a service by the rules, and a user and a password by habit.
  if (parts.form === "easy-connect") return parts.username === undefined && !/^\s*(tcps?:)?\/\/|:\d+\//i.test(text);
  if (parts.form !== "url") return false;
  const rest = /^[^:]*:\/\/[^/?#;]*(.*)$/s.exec(text)?.[1] ?? text;
  return rest.includes("@");
}

function redactParts(parts: ConnectionParts): ConnectionParts {
  const allowed = shown()[parts.engine];
  const entries = Object.entries(parts.parameters);
  const harmless = entries.filter(([key]) => allowed.has(squeezeName(key)));
  const parameters = Object.fromEntries(harmless);
  // The names of the others are hidden too: a stray `&` or `;` makes a name of what was a password.
  if (harmless.length < entries.length) parameters[hidden] = hidden;
  const identifier = parts.connectIdentifier;
  return {
    ...parts,
    parameters,
    ...(parts.password === undefined ? {} : { password: hidden }),
    // `redis://word@host` is a user name by the rules, and a password in many a file.
    ...(parts.engine === "redis" && parts.username !== undefined && parts.password === undefined
      ? { username: hidden }
      : {}),
    ...(parts.form === "descriptor" && identifier !== undefined
      ? { connectIdentifier: redactDescriptor(parseDescriptor(identifier)) }
      : {}),
  };
}

function redactDescriptor(pairs: readonly DescriptorPair[]): string {
  return pairs
    .map(({ key, value }) => {
      if (!shownPairs().has(squeezeName(key))) return `(${hidden})`;
      return `(${key}=${typeof value === "string" ? value : redactDescriptor(value)})`;
    })
    .join("");
}

function names(list: string): ReadonlySet<string> {
  return new Set(list.split(" ").map(squeezeName));
}

function squeezeName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, "");
}
