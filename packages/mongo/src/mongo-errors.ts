import {
  DatabaseError,
  databaseError,
  harmlessKinds,
  lookUpFacts,
  socketErrorFacts,
  type ErrorFacts,
  type ErrorKind,
} from "@db/core";
import { errorCodeKind } from "@db/document/engine";
import {
  BSON,
  MongoClientClosedError,
  MongoCompatibilityError,
  MongoError,
  MongoErrorLabel,
  MongoExpiredSessionError,
  MongoMissingCredentialsError,
  MongoMissingDependencyError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoParseError,
  MongoAPIError,
  MongoServerClosedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoTransactionError,
} from "mongodb";
import { serverCodes } from "./error-codes.ts";

/** What was going on when an error came. */
export interface CallState {
  /** Whether the call changes anything. */
  readonly writes: boolean;
  /** Whether it is part of a transaction. */
  readonly transaction: boolean;
}

/** The engine's name in errors. */
export const engine = "mongo";

type ErrorClass = abstract new (...parameters: never[]) => Error;

/** What the client's own errors mean; the first class that fits counts. Their texts name options, never a value. */
const clientErrors: readonly (readonly [type: ErrorClass, kind: ErrorKind, told: boolean])[] = [
  [MongoClientClosedError, "closed", false],
  [MongoTopologyClosedError, "closed", false],
  [MongoServerClosedError, "closed", false],
  [MongoNotConnectedError, "closed", false],
  [MongoExpiredSessionError, "closed", false],
  [MongoOperationTimeoutError, "timeout", false],
  [MongoTransactionError, "transaction-state", true],
  [MongoMissingDependencyError, "driver-missing", true],
  [MongoMissingCredentialsError, "authentication-failed", true],
  [MongoCompatibilityError, "unsupported", true],
  [MongoParseError, "usage", true],
  [MongoAPIError, "usage", true],
  [BSON.BSONError, "invalid-value", false],
];

/** Those of its pool, which it does not export. */
const poolErrors: Readonly<Record<string, ErrorKind>> = {
  MongoWaitQueueTimeoutError: "acquire-timeout",
  MongoPoolClosedError: "closed",
};

/** The error that a call rejects with; one of this product's stays what it is. */
export function toDatabaseError(error: unknown, state: CallState): DatabaseError {
  if (DatabaseError.is(error)) return error;
  return databaseError({ engine, ...mongoErrorFacts(error, state), cause: error });
}

/** Names what an error of the client or of the server means. */
export function mongoErrorFacts(error: unknown, state: CallState): ErrorFacts {
  const facts = factsOf(error);
  return { ...facts, ...labelFacts(error, facts, state) };
}

function factsOf(error: unknown): ErrorFacts {
  if (error instanceof MongoServerSelectionError) return selectionFacts(error);
  if (error instanceof MongoNetworkError) return networkFacts(error);
  if (error instanceof MongoServerError) return serverFacts(error);
  const name = error instanceof Error ? error.name : "";
  if (Object.hasOwn(poolErrors, name)) return { kind: poolErrors[name] as ErrorKind };
  const known = clientErrors.find(([type]) => error instanceof type);
  if (known !== undefined) return { kind: known[1], ...(known[2] ? { message: (error as Error).message } : {}) };
  return socketErrorFacts(error) ?? { kind: "unknown" };
}

/** No server will do: why, one of them tells. */
function selectionFacts(error: MongoServerSelectionError): ErrorFacts {
  const servers = [...(error.reason?.servers.values() ?? [])];
  const reasons = servers.map((server) => server.error).filter((reason) => reason !== null);
  for (const reason of reasons) {
    const facts = socketErrorFacts(rootOf(reason));
    if (facts?.kind === "tls-failed") return facts;
  }
  const [first] = reasons;
  const message =
    first === undefined && servers.some(({ type }) => type !== "Unknown")
      ? "no server is of the kind that the call needs"
      : undefined;
  const nativeCode = (rootOf(first) as { code?: unknown } | undefined)?.code;
  return {
    kind: "cannot-connect",
    message,
    nativeCode: typeof nativeCode === "string" ? nativeCode : undefined,
  };
}

function networkFacts(error: MongoNetworkError): ErrorFacts {
  const known = socketErrorFacts(rootOf(error));
  // The client's types leave `beforeHandshake` out.
  const { beforeHandshake } = error as { readonly beforeHandshake?: boolean };
  const connecting = error.hasErrorLabel(MongoErrorLabel.HandshakeError) || beforeHandshake === true;
  if (known?.kind === "tls-failed") return known;
  const kind = connecting || known?.kind === "cannot-connect" ? "cannot-connect" : "connection-lost";
  const message =
    kind === "connection-lost" && error instanceof MongoNetworkTimeoutError
      ? "the server was silent for longer than socketTimeout"
      : undefined;
  return { kind, nativeCode: known?.nativeCode, message };
}

function serverFacts(error: MongoServerError): ErrorFacts {
  const code = Number(error.code);
  // An answer without a code says what is wrong in words alone.
  if (!Number.isInteger(code)) return { kind: "unknown" };
  return codeFacts(code, error.message);
}

/** What a server's code means; its text is passed on only where it cannot hold a value. */
export function codeFacts(code: number, text: string): ErrorFacts {
  const facts = lookUpFacts(serverCodes, code) ?? { kind: errorCodeKind(code) };
  return {
    ...facts,
    nativeCode: code,
    ...(facts.kind === "unique-violation" ? namesIn(text) : {}),
    ...(harmlessKinds.has(facts.kind) ? { message: text } : {}),
  };
}

/** The index and collection stand before the values, which the text ends with. */
function namesIn(text: string): Pick<ErrorFacts, "constraint" | "table"> {
  const names = /collection: [^.\s]+\.(.+?) index: (.+?)(?: collation: .*?)? dup key: /s.exec(text);
  return names === null ? {} : { table: names[1], constraint: names[2] };
}

/** What follows from the labels, and from what may have been done before the error came. */
function labelFacts(error: unknown, facts: ErrorFacts, { writes, transaction }: CallState): Partial<ErrorFacts> {
  const has = (label: string): boolean => error instanceof MongoError && error.hasErrorLabel(label);
  if (has(MongoErrorLabel.UnknownTransactionCommitResult)) return { kind: "outcome-unknown", retry: "outcome-unknown" };
  if (transaction) {
    const ended = error instanceof MongoServerError ? ({ transactionState: "ended" } as const) : {};
    return has(MongoErrorLabel.TransientTransactionError) ? { retry: "transaction", ...ended } : ended;
  }
  if (has(MongoErrorLabel.NoWritesPerformed)) return { retry: "statement" };
  const mayBeDone = facts.kind === "connection-lost" || facts.kind === "server-unavailable";
  return writes && mayBeDone ? { retry: "outcome-unknown" } : {};
}

/** The innermost cause: the socket's own error. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && root.cause !== undefined) root = root.cause;
  return root;
}
