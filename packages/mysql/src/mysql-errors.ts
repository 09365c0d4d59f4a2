import { harmlessKinds, lookUpFacts, socketErrorFacts, type ErrorFacts, type ErrorKind } from "@db/core";
import { errorCodes, mariadbCodes, stateClasses } from "./error-codes.ts";

/** What mysql2 itself says, by its codes; its version is pinned. */
const clientCodes: Readonly<Record<string, ErrorFacts>> = {
  PROTOCOL_CONNECTION_LOST: { kind: "connection-lost" },
  PROTOCOL_SEQUENCE_TIMEOUT: { kind: "connection-lost" },
  PROTOCOL_UNEXPECTED_PACKET: { kind: "connection-lost" },
  PROTOCOL_ERROR: { kind: "connection-lost" },
  HANDSHAKE_UNKNOWN_ERROR: { kind: "cannot-connect", message: "the server speaks another protocol" },
  HANDSHAKE_NO_SSL_SUPPORT: { kind: "tls-failed", message: "the server does not offer TLS" },
  HANDSHAKE_SSL_ERROR: { kind: "tls-failed" },
  AUTH_SWITCH_PLUGIN_ERROR: {
    kind: "authentication-failed",
    message: "the server wants a way of signing in that the client does not have",
  },
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: {
    kind: "authentication-failed",
    message: "the server wants the password as it is",
    hint: "Set cleartextPassword, which needs TLS",
  },
};

/** What mysql2 says without any code. */
const clientTexts: readonly (readonly [pattern: RegExp, facts: ErrorFacts])[] = [
  [/^Can't (?:add new command|write) (?:when connection is )?in closed state/, { kind: "connection-lost" }],
  [
    /^the server asked for a file of the client/,
    { kind: "usage", message: "LOAD DATA LOCAL is not run as a statement", hint: "Use bulkInsert" },
  ],
];

/** A `signal` of a procedure or trigger: its text is the author's own, and tells what the application is to know. */
const signalled = 1644;

/** What a server's error has in common, whether mysql2 or a command of ours read it. */
interface NativeError {
  readonly errno?: number;
  readonly code?: string;
  readonly sqlState?: string;
  readonly sqlMessage?: string;
  readonly message?: string;
  readonly cause?: unknown;
  readonly mariadb?: boolean;
}

/** Kinds that the session knew better than the code alone. */
const marked = new WeakMap<object, ErrorKind>();

/** Notes what an error means where its code does not tell. */
export function markFacts(error: object, kind: ErrorKind): void {
  marked.set(error, kind);
}

/** Names what an error of mysql2 or of the server means. */
export function classifyMysqlError(error: unknown): ErrorFacts {
  const given = (error ?? {}) as NativeError;
  const { errno, code, sqlState, message = "" } = given;
  if (typeof errno === "number" && errno > 0 && sqlState !== undefined)
    return classifyServerError(given, errno, sqlState);
  if (code !== undefined && Object.hasOwn(clientCodes, code)) {
    const facts = clientCodes[code] as ErrorFacts;
    return { nativeCode: code, ...facts, ...(code === "HANDSHAKE_SSL_ERROR" ? socketErrorFacts(given.cause) : {}) };
  }
  const known = socketErrorFacts(error) ?? clientTexts.find(([pattern]) => pattern.test(message))?.[1];
  return known ?? { kind: "unknown", nativeCode: code };
}

function classifyServerError(given: NativeError, errno: number, sqlState: string): ErrorFacts {
  const text = given.sqlMessage ?? given.message ?? "";
  const facts = serverFacts(errno, sqlState, text, given.mariadb === true);
  const kind = marked.get(given) ?? facts.kind;
  return {
    ...facts,
    kind,
    nativeCode: errno,
    sqlState,
    message: facts.message ?? (harmlessKinds.has(kind) || errno === signalled ? text : undefined),
    ...namesIn(errno, text),
  };
}

function serverFacts(errno: number, sqlState: string, text: string, mariadb: boolean): ErrorFacts {
  // Only the text tells the option; read-only ones are those of a server that is no primary.
  if (errno === 1290) return { kind: /read[-_]only/.test(text) ? "read-only-target" : "unsupported" };
  const own = mariadb ? lookUpFacts(mariadbCodes, errno) : undefined;
  return (
    own ?? lookUpFacts(errorCodes, errno) ?? lookUpFacts(stateClasses, sqlState.slice(0, 2)) ?? { kind: "unknown" }
  );
}

type Names = Pick<ErrorFacts, "constraint" | "schema" | "table" | "column">;

/**
 * The names that a message ends with or has in backticks: no field of the protocol has them. A message in another
 * language gives fewer.
 */
function namesIn(errno: number, text: string): Names {
  switch (errno) {
    case 1062:
    case 1586: {
      // MySQL puts the table before the key.
      const key = / for key '(?:([^'.]+)\.)?([^']+)'$/.exec(text);
      return key === null ? {} : { constraint: key[2], ...(key[1] === undefined ? {} : { table: key[1] }) };
    }
    case 1451:
    case 1452: {
      const place = /\(`([^`]+)`\.`([^`]+)`, CONSTRAINT `([^`]+)` FOREIGN KEY/.exec(text);
      return place === null ? {} : { schema: place[1], table: place[2], constraint: place[3] };
    }
    case 1048:
    case 1263:
    case 1364:
    case 1406:
    case 1264:
    case 1265: {
      const column = /(?:[Cc]olumn|Field) '([^']+)'/.exec(text)?.[1];
      return column === undefined ? {} : { column };
    }
    case 1054: {
      const column = /^Unknown column '([^']+)'/.exec(text)?.[1];
      return column === undefined ? {} : { column: column.slice(column.lastIndexOf(".") + 1) };
    }
    case 1146:
    case 1050:
    case 1051: {
      const table = /[Tt]able '([^']+)'/.exec(text)?.[1];
      return table === undefined ? {} : { table: table.slice(table.lastIndexOf(".") + 1) };
    }
    case 3819: {
      const constraint = /^Check constraint '([^']+)'/.exec(text)?.[1];
      return constraint === undefined ? {} : { constraint };
    }
    case 4025: {
      const place = /^CONSTRAINT `([^`]+)` failed for `([^`]+)`\.`([^`]+)`/.exec(text);
      return place === null ? {} : { constraint: place[1], schema: place[2], table: place[3] };
    }
    default:
      return {};
  }
}
