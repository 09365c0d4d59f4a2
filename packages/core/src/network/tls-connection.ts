import type { ConnectionOptions } from "node:tls";
import type { ParsedTlsOptions } from "../config/index.ts";

/**
 * What Node's TLS takes for the mode and the files of `tls`; files are read at each connection, so that renewed ones
 * count. `host`, and `servername` where that is no address, are the name the certificate must have. Not for mode `disable`.
 * Rejects with Node's error when a file cannot be read.
 */
export async function tlsConnectionOptions(tls: Partial<ParsedTlsOptions>, host: string): Promise<ConnectionOptions> {
  // libpq's word for the platform's own authorities.
  const [ca, cert, key] = await Promise.all([
    pem(tls.ca === "system" ? undefined : tls.ca),
    pem(tls.cert),
    pem(tls.key),
  ]);
  const { mode, passphrase, serverName = host } = tls;
  return {
    host: serverName,
    // An address cannot be asked for by name (RFC 6066, section 3).
    ...(process.getBuiltinModule("node:net").isIP(serverName) === 0 ? { servername: serverName } : {}),
    rejectUnauthorized: mode === "verify-ca" || mode === "verify-full",
    minVersion: tls.minVersion ?? "TLSv1.2",
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(mode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
  };
}

/** PEM text as it is, or the content of the file it names. */
async function pem(value: string | undefined): Promise<string | undefined> {
  if (value === undefined || value.includes("-----BEGIN")) return value;
  const { readFile } = await import("node:fs/promises"); // only who reads a file needs to load it
  return readFile(value, "utf8");
}
