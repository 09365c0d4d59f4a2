import type { ArrayField, EnumField, ObjectField, OptionFields } from "./fields.ts";
import type { Duration } from "./units.ts";

/** A credential: the text itself, or a function that is asked for it at each new connection. */
export type Credential = string | (() => string | Promise<string>);

/** One server of a list. */
export interface HostOptions {
  /** A name, an IPv4 or IPv6 address without brackets. */
  readonly host: string;
  /** Default: the engine's own. */
  readonly port?: number | undefined;
}

/**
 * Which server of the list will do: `primary` and `standby` ask for the role, `prefer-standby` falls back to the
 * primary, `read-write` and `read-only` ask whether the session takes writes, `any` asks nothing.
 */
export type TargetSessionOption = "any" | "primary" | "standby" | "prefer-standby" | "read-write" | "read-only";

/**
 * How much TLS proves: `disable` uses none; `prefer` uses it where the server has it; `require` insists but trusts any
 * certificate; `verify-ca` checks the certificate's chain; `verify-full` checks the host name as well.
 */
export type TlsMode = "disable" | "prefer" | "require" | "verify-ca" | "verify-full";

/** TLS of a connection. */
export interface TlsOptions {
  /** Default: `verify-full`. */
  readonly mode?: TlsMode | undefined;
  /** The authorities to trust, instead of the platform's: PEM text, or a file's path. */
  readonly ca?: string | undefined;
  /** The client's certificate: PEM text, or a file's path. */
  readonly cert?: string | undefined;
  /** The client's private key: PEM text, or a file's path. */
  readonly key?: string | undefined;
  /** What the private key is encrypted with. */
  readonly passphrase?: string | undefined;
  /** The name the certificate must have, where it is not the host's. */
  readonly serverName?: string | undefined;
  /** The oldest version to speak. Default: `TLSv1.2`. */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
}

/** {@link TlsOptions} after parsing: complete where there is a default. */
export interface ParsedTlsOptions extends TlsOptions {
  readonly mode: TlsMode;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
}

/** Where the server is and who the client is: the same on every engine that is reached over a network. */
export interface NetworkOptions {
  /** A connection string. What is said beside it in keys of its own wins over what it says. */
  readonly url?: string | undefined;
  /** The server's name or address. Default: `localhost`, where neither `hosts`, `socketPath` nor `url` says otherwise. */
  readonly host?: string | undefined;
  /** Default: the engine's own. */
  readonly port?: number | undefined;
  /** Several servers, tried in this order; instead of `host`. */
  readonly hosts?: readonly HostOptions[] | undefined;
  /** Which of the servers will do. Default: `any`. */
  readonly targetSession?: TargetSessionOption | undefined;
  /** Whether each connection begins at a server of its own choice instead of the first. Default: false. */
  readonly loadBalanceHosts?: boolean | undefined;
  /** The database's name on the server. */
  readonly database?: string | undefined;
  readonly username?: Credential | undefined;
  /** Never printed. */
  readonly password?: Credential | undefined;
  /** `true` is `verify-full`, `false` is `disable`, a word is the mode. Default: what the engine's driver says. */
  readonly tls?: TlsOptions | TlsMode | boolean | undefined;
  /** What the server's list of sessions calls the client. */
  readonly applicationName?: string | undefined;
  /** A Unix socket (the file, or the directory where the engine wants that) instead of `host`. */
  readonly socketPath?: string | undefined;
  /** How long a connection is quiet before TCP asks whether the peer is there; 0 is off. Default: 30 s. */
  readonly keepAlive?: Duration | undefined;
}

/** {@link NetworkOptions} after parsing: durations are milliseconds, `tls` is in full. */
export interface ParsedNetworkOptions extends Omit<NetworkOptions, "tls" | "keepAlive"> {
  readonly targetSession: TargetSessionOption;
  readonly loadBalanceHosts: boolean;
  readonly tls?: ParsedTlsOptions | undefined;
  readonly keepAlive: number;
}

const targetSession: EnumField = {
  kind: "enum",
  values: ["any", "primary", "standby", "prefer-standby", "read-write", "read-only"],
  default: "any",
  alias: ["targetSessionAttrs"],
  description:
    "Which of several servers will do, by role (`primary`, `standby`, `prefer-standby`) or by whether it takes writes (`read-write`, `read-only`).",
};

const hosts: ArrayField = {
  kind: "array",
  min: 1,
  description: "Several servers, tried in this order; instead of `host`.",
  example: "db-1:5432,db-2:5432",
  of: {
    kind: "object",
    description: "One server.",
    fields: {
      host: { kind: "string", required: true, description: "Name or address." },
      port: { kind: "integer", min: 1, max: 65_535, description: "Default: the engine's own." },
    },
    shorthand: { types: ["string"], read: (value) => readHost(String(value)) },
  },
};

const tls: ObjectField = {
  kind: "object",
  description: "TLS. `true` is `verify-full`, `false` is `disable`, a word is the mode.",
  shorthand: {
    types: ["boolean", "string"],
    read: (value) => ({ mode: value === true ? "verify-full" : value === false ? "disable" : value }),
  },
  fields: {
    mode: {
      kind: "enum",
      values: ["disable", "prefer", "require", "verify-ca", "verify-full"],
      synonyms: { allow: "prefer", "verify-identity": "verify-full" },
      default: "verify-full",
      description:
        "`require` trusts any certificate, `verify-ca` checks its chain, `verify-full` its host name too; `prefer` goes on without TLS where the server has none.",
    },
    ca: { kind: "string", description: "Authorities to trust: PEM text or a file's path." },
    cert: { kind: "string", description: "Client certificate: PEM text or a file's path." },
    key: { kind: "string", secret: true, description: "Client key: PEM text or a file's path." },
    passphrase: { kind: "string", secret: true, description: "What the client key is encrypted with." },
    serverName: { kind: "string", description: "The name the certificate must have, where it is not the host's." },
    minVersion: {
      kind: "enum",
      values: ["TLSv1.2", "TLSv1.3"],
      default: "TLSv1.2",
      description: "The oldest version to speak.",
    },
  },
};

/** The table behind {@link NetworkOptions}. A driver spreads it into its own and replaces what its engine lacks. */
export const networkFields: OptionFields = {
  url: {
    kind: "string",
    secret: "url",
    alias: ["uri", "connectionString"],
    description: "A connection string. Keys beside it win over what it says.",
  },
  host: { kind: "string", description: "The server's name or address." },
  port: { kind: "integer", min: 1, max: 65_535, description: "The server's port. Default: the engine's own." },
  hosts,
  targetSession,
  loadBalanceHosts: {
    kind: "boolean",
    default: false,
    description: "Whether each connection begins at a server chosen at random instead of the first.",
  },
  database: { kind: "string", description: "The database's name on the server." },
  username: {
    kind: "string",
    provider: true,
    alias: ["user"],
    description: "Who signs in. A function is asked at each new connection.",
  },
  password: {
    kind: "string",
    secret: true,
    provider: true,
    allowEmpty: true,
    description: "A function is asked at each new connection.",
  },
  tls,
  applicationName: { kind: "string", description: "What the server's list of sessions calls the client." },
  socketPath: { kind: "string", description: "A Unix socket instead of `host`." },
  keepAlive: {
    kind: "duration",
    default: "30s",
    zeroIsOff: true,
    description: "How long a connection is quiet before TCP asks whether the peer is there.",
  },
};

/** Reads `name`, `name:port`, `[address]:port` or a bare IPv6 address. */
function readHost(text: string): Record<string, unknown> | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return /^[\da-f.]*:[\da-f.:]*(%\w+)?$/i.test(text) ? { host: text } : undefined;
  const host = match[1] ?? match[2] ?? "";
  return match[3] === undefined ? { host } : { host, port: Number(match[3]) };
}
