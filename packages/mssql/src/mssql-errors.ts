import { DatabaseError, harmlessKinds, lookUpFacts, socketErrorFacts, type ErrorFacts } from "@db/core";
import { errorCodes, severityClasses } from "./error-codes.ts";

/** What tedious itself says, by its codes; its version is pinned. */
const clientCodes: Readonly<Record<string, ErrorFacts>> = {
  ELOGIN: { kind: "authentication-failed" },
  EFEDAUTH: { kind: "authentication-failed" },
  EENCRYPT: { kind: "tls-failed", message: "the server and the options do not agree on TLS" },
  EINSTLOOKUP: { kind: "cannot-connect", message: "the SQL Server Browser did not tell the instance's port" },
  ETDS: { kind: "cannot-connect", message: "the server speaks another version of the protocol" },
  EINTERFACENOTSUPP: { kind: "cannot-connect", message: "the server speaks another protocol" },
  ESOCKET: { kind: "connection-lost" },
  ECLOSE: { kind: "connection-lost" },
  EINVALIDSTATE: { kind: "connection-lost" },
  ETIMEOUT: { kind: "timeout" },
  ECANCEL: { kind: "cancelled" },
  UNKNOWN: { kind: "unknown" },
};

/** What tedious says without any code, when the server's bytes end or make no sense. */
const brokenProtocol =
  /^(?:unexpected end of|Unknown type:|Unrecognised data type|Unexpected token|Partially Length-prefixed|Unsupported|Invalid type!)/;

/** A message of the server's, as tedious tells it: an ERROR token. */
export interface ServerMessage {
  readonly number: number;
  readonly state: number;
  readonly class: number;
  readonly message: string;
}

interface NativeError extends Partial<ServerMessage> {
  readonly code?: string;
  readonly cause?: unknown;
}

/** Says which message of the server's an error of signing in is made of, which tedious does not. */
export function keepServerError(error: unknown, message: ServerMessage | undefined): void {
  if (message === undefined || (error as NativeError | undefined)?.code !== "ELOGIN") return;
  const { number, state, class: severity } = message;
  Object.assign(error as object, { number, state, class: severity, message: message.message });
}

/** The connection ended without an error of its own. */
export class ConnectionClosed extends Error {
  readonly code = "ECLOSE";

  constructor() {
    super("The server closed the connection.");
  }
}

/**
 * Of several errors of one answer the one that says why: the first, unless a later one ended the transaction. What a
 * conversion of ours said is without the words tedious puts around it.
 */
export function mainError(error: Error): Error {
  if (error instanceof AggregateError || Array.isArray((error as { errors?: unknown }).errors)) {
    const errors = (error as unknown as { errors: readonly (Error & NativeError)[] }).errors;
    return errors.find(({ number }) => number === 1205) ?? errors[0] ?? error;
  }
  for (let cause: unknown = error; cause !== undefined && cause !== null; cause = (cause as NativeError).cause)
    if (DatabaseError.is(cause)) return cause;
  return error;
}

/** Whether a statement was refused because the null of a text fits no column of its type: 206 and 257. */
export function needsUntypedNulls(error: unknown): boolean {
  const { number } = error as NativeError;
  return number === 206 || number === 257;
}

/** Names what an error of tedious or of the server means. */
export function classifyMssqlError(given: unknown): ErrorFacts {
  const error = given instanceof Error ? (mainError(given) as NativeError) : ((given ?? {}) as NativeError);
  const { number, code, cause, message = "" } = error;
  if (typeof number === "number") return classifyServerError(error, number);
  if (code !== undefined && Object.hasOwn(clientCodes, code)) {
    const facts = clientCodes[code] as ErrorFacts;
    return { nativeCode: code, ...facts, ...(code === "ESOCKET" ? socketErrorFacts(cause) : {}) };
  }
  const known = socketErrorFacts(error);
  if (known !== undefined) return known;
  return brokenProtocol.test(message) ? { kind: "connection-lost" } : { kind: "unknown", nativeCode: code };
}

function classifyServerError({ message = "", class: severity = 0 }: NativeError, number: number): ErrorFacts {
  const facts = serverFacts(number, severity, message);
  return {
    ...facts,
    nativeCode: number,
    // From 20 on the server closes the connection after it.
    ...(severity >= 20 ? { connection: "evict" as const } : {}),
    message: facts.message ?? (harmlessKinds.has(facts.kind) ? message : undefined),
    ...namesIn(number, message),
  };
}

function serverFacts(number: number, severity: number, message: string): ErrorFacts {
  // Only the text tells which constraint it is; the word is the language's own, whatever language the message is in.
  if (number === 547) return { kind: /\bCHECK\b/.test(message) ? "check-violation" : "foreign-key-violation" };
  // What was to be dropped: any kind of object.
  if (number === 3701) return { kind: / (?:table|view) '/.test(message) ? "undefined-table" : "undefined-object" };
  return lookUpFacts(errorCodes, number) ?? lookUpFacts(severityClasses, severity) ?? { kind: "unknown" };
}

type Names = Pick<ErrorFacts, "constraint" | "schema" | "table" | "column">;

/** The names that a message has in quotes: no field of the protocol has them. A message in another language gives fewer. */
function namesIn(number: number, message: string): Names {
  switch (number) {
    case 2627: {
      const found = / constraint '([^']+)'\. Cannot insert duplicate key in object '([^']+)'/.exec(message);
      return found === null ? {} : { constraint: found[1], ...placeIn(found[2]) };
    }
    case 2601: {
      const found = / in object '([^']+)' with unique index '([^']+)'/.exec(message);
      return found === null ? {} : { constraint: found[2], ...placeIn(found[1]) };
    }
    case 547: {
      const constraint = / constraint "([^"]+)"/.exec(message)?.[1];
      const table = /, table "([^"]+)"/.exec(message)?.[1];
      const column = /, column '([^']+)'/.exec(message)?.[1];
      return { constraint, ...placeIn(table), column };
    }
    case 515:
    case 2628: {
      const column = / column '([^']+)'/.exec(message)?.[1];
      const table = / table '([^']+)'/.exec(message)?.[1];
      return { ...placeIn(table), column };
    }
    case 207:
      return { column: /^Invalid column name '([^']+)'/.exec(message)?.[1] };
    case 208:
      return placeIn(/^Invalid object name '([^']+)'/.exec(message)?.[1]);
    default:
      return {};
  }
}

/** `schema.table`, perhaps behind the database. */
function placeIn(name: string | undefined): Names {
  const parts = name?.split(".") ?? [];
  const table = parts.at(-1);
  if (table === undefined) return {};
  const schema = parts.at(-2);
  return schema === undefined ? { table } : { schema, table };
}
