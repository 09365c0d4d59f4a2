import { lookUpFacts, type ErrorFacts, type ErrorTable } from "../errors/index.ts";

/** Errors of Node's sockets and name look-up. */
const socketCodes: ErrorTable = {
  ECONNREFUSED: "cannot-connect",
  ENOTFOUND: "cannot-connect",
  EAI_AGAIN: "cannot-connect",
  EHOSTUNREACH: "cannot-connect",
  ENETUNREACH: "cannot-connect",
  EHOSTDOWN: "cannot-connect",
  ETIMEDOUT: "cannot-connect",
  ENOENT: { kind: "cannot-connect", message: "the socket or certificate file does not exist" },
  EACCES: "cannot-connect",
  ECONNRESET: "connection-lost",
  EPIPE: "connection-lost",
  ERR_STREAM_DESTROYED: "connection-lost",
  ERR_STREAM_PREMATURE_CLOSE: "connection-lost",
};

const certificateCode =
  /^ERR_(?:TLS|SSL|OSSL)_|CERT|_ISSUER|SELF_SIGNED|^UNABLE_TO_|^HOSTNAME_MISMATCH|^INVALID_(?:CA|PURPOSE)/;

/** What an error of Node's sockets, name look-up or TLS means; `undefined` for any other error. */
export function socketErrorFacts(error: unknown): ErrorFacts | undefined {
  const given = error as { code?: unknown; errors?: readonly { code?: unknown }[] } | null | undefined;
  // An AggregateError: all addresses of a name were tried.
  const code = given?.code ?? given?.errors?.[0]?.code;
  if (typeof code !== "string") return undefined;
  const socket = lookUpFacts(socketCodes, code);
  if (socket !== undefined) return { nativeCode: code, ...socket };
  return certificateCode.test(code) ? { kind: "tls-failed", nativeCode: code, message: tlsMessage(code) } : undefined;
}

function tlsMessage(code: string): string {
  if (code === "CERT_HAS_EXPIRED") return "the server's certificate has expired";
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "the server's certificate is for another host name";
  if (/^ERR_(?:SSL|OSSL)_/.test(code)) return "the TLS connection could not be established";
  return "the server's certificate is not trusted";
}
