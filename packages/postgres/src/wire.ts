import type { Socket } from "node:net";
import type pg from "pg";

/** One column of a result as the server describes it. */
export interface FieldDescription {
  readonly name: string;
  readonly dataTypeID: number;
}

/** What a server that is ready says of the transaction: none, one that works, one that has failed. */
export type ReadyStatus = "I" | "T" | "E";

/** The part of pg's connection that statements of our own speak to. The package's version is pinned. */
export interface WireConnection {
  readonly stream: Socket;
  parse(message: { name: string; text: string; types?: readonly number[] }): void;
  describe(message: { type: "S" | "P"; name: string }): void;
  bind(message: { portal?: string; statement: string; values: readonly (string | Buffer | null)[] }): void;
  execute(message: { portal?: string; rows?: number }): void;
  close(message: { type: "S" | "P"; name: string }): void;
  query(text: string): void;
  upgradeToSSL(host: string, reportStreamError: (error: Error) => void): void;
  flush(): void;
  sync(): void;
  sendCopyFail(message: string): void;
  on(event: "errorMessage", listener: (error: Error & { readonly code?: string }) => void): void;
  on(event: "authenticationSASL", listener: (message: { mechanisms: readonly string[] }) => void): void;
  on(event: "readyForQuery", listener: (message: { status: ReadyStatus }) => void): void;
  on(event: "parseComplete" | "noData", listener: () => void): void;
  prependListener(event: "readyForQuery", listener: () => void): void;
  emit(event: "readyForQuery", message: { readonly name: "readyForQuery"; readonly status: ReadyStatus }): void;
  on(event: "parameterStatus", listener: (message: { parameterName: string; parameterValue: string }) => void): void;
}

/** pg's client with what its types leave out. */
export interface WireClient extends Omit<pg.Client, "query" | "connection"> {
  readonly connection: WireConnection;
  readonly processID: number | null;
  readonly secretKey: number | null;
  query<T extends Submittable>(query: T): T;
}

/** What pg's client runs and tells what comes back. */
export interface Submittable {
  submit(connection: WireConnection): Error | undefined;
  handleRowDescription(message: { fields: readonly FieldDescription[] }): void;
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void;
  handlePortalSuspended(connection: WireConnection): void;
  handleCommandComplete(message: { text: string }, connection: WireConnection): void;
  handleEmptyQuery(connection: WireConnection): void;
  handleReadyForQuery(connection: WireConnection): void;
  handleError(error: Error, connection: WireConnection): void;
  handleCopyInResponse(connection: WireConnection): void;
  handleCopyData(message: { chunk: Buffer }): void;
}

/** Whether an error came from the server, so that it will say when it is ready again. */
export function isServerError(error: Error): boolean {
  const { severity } = error as { severity?: string };
  return severity !== undefined && severity !== "FATAL" && severity !== "PANIC";
}
