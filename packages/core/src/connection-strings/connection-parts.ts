import type { EngineName } from "./engines.ts";

/** One server of a connection string. */
export interface HostPort {
  /** A name or an address; IPv6 without brackets. A text that begins with `/` is a Unix socket's directory or file. */
  readonly host: string;
  /** Absent where the text names none; the engine's own default is not filled in. */
  readonly port?: number;
}

/**
 * The spelling of a connection string: `url`; `keywords` is libpq's `host=… dbname=…`; `ado` is SQL Server's
 * `Server=…;Database=…`; `easy-connect`, `descriptor` and `alias` are Oracle's; `path` is a file's plain path.
 */
export type ConnectionForm = "url" | "keywords" | "ado" | "easy-connect" | "descriptor" | "alias" | "path";

/** What a connection string says, in one shape for every engine. A member that the text does not say is absent. */
export interface ConnectionParts {
  readonly engine: EngineName;
  /** How the text was spelled, and how it is to be built. Default when building: `url`. */
  readonly form?: ConnectionForm;
  /** The scheme as written, in lower case and without its colon: it tells flavours (`mariadb`, `valkey`). */
  readonly scheme?: string;
  /** In the order written. Empty for files, for a single socket, and where the text names no server. */
  readonly hosts: readonly HostPort[];
  /** The database; for Oracle the service name, for Redis the number of the database. */
  readonly database?: string;
  readonly username?: string;
  readonly password?: string;
  /** The file or directory of an embedded engine. */
  readonly file?: string;
  /** The database lives in memory and has no file. */
  readonly memory?: true;
  /** The one Unix socket to connect to. */
  readonly socketPath?: string;
  /** The port in the name of PostgreSQL's socket. */
  readonly socketPort?: number;
  /** A named instance: SQL Server's `host\instance`, Oracle's instance name. */
  readonly instance?: string;
  /** Hosts are found by DNS service records (`mongodb+srv`). */
  readonly srv?: true;
  /** The scheme asks for TLS (`rediss`, `tcps`, `mongodb+srv`). */
  readonly tls?: true;
  /** What the hosts are, where they are not servers that hold the data each by itself. */
  readonly topology?: "sentinel" | "cluster";
  /** With `topology: "sentinel"`: the name of the group the sentinels watch. */
  readonly master?: string;
  /** Oracle: a name of `tnsnames.ora`, or a whole connect descriptor as written. */
  readonly connectIdentifier?: string;
  /**
   * Everything else, decoded. Values of a parameter that the engine lets repeat (MongoDB's `readPreferenceTags`) are
   * joined by a line break.
   */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A {@link ConnectionParts} being put together. @internal */
export type PartsDraft = { -readonly [Key in keyof ConnectionParts]?: ConnectionParts[Key] | undefined } & {
  engine: EngineName;
};

/** Drops what is absent or empty, so that equal strings give equal parts. @internal */
export function finishParts(draft: PartsDraft): ConnectionParts {
  const entries = Object.entries(draft).filter(([, value]) => value !== undefined && value !== "");
  const parts = Object.fromEntries(entries) as unknown as ConnectionParts;
  // An empty password is a password; MySQL's root often has it.
  const password = draft.password === "" && draft.username !== undefined ? { password: "" } : {};
  return { ...parts, ...password, hosts: draft.hosts ?? [], parameters: draft.parameters ?? {} };
}
