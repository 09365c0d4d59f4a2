import { readCredential } from "@db/core";
import { connectDescriptor } from "./connect-descriptor.ts";
import type { OraclePrivilege, ParsedOracleOptions } from "./oracle-options.ts";
import { client } from "./wire.ts";

/**
 * What the client connects by. Credentials that are functions are asked, files are read: at each connection anew.
 * Rejects with `authentication-failed` for a credential's function that fails, and with Node's error for a file.
 */
export async function connectAttributes(
  options: ParsedOracleOptions,
  timeout: number | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const { applicationName, configDir, edition, privilege, statementCacheSize } = options;
  return {
    connectString: connectDescriptor(options),
    ...(await credentials(options)),
    ...(await security(options)),
    ...(configDir === undefined ? {} : { configDir }),
    ...(edition === undefined ? {} : { edition }),
    ...(privilege === undefined ? {} : { privilege: privilegeOf(privilege) }),
    ...(applicationName === undefined ? {} : { program: networkName(applicationName) }),
    ...(timeout === undefined ? {} : { transportConnectTimeout: Math.max(1, Math.ceil(timeout / 1000)) }),
    stmtCacheSize: statementCacheSize,
  };
}

/** What Oracle Net lets a program be called; the session's module has the name as it is. */
function networkName(name: string): string {
  return name.replaceAll(/[^\w<>/,.:;$+*#&!%?@-]/g, "_");
}

async function credentials(options: ParsedOracleOptions): Promise<Readonly<Record<string, unknown>>> {
  const token = await readCredential("oracle", options.token, "token");
  if (token !== undefined) {
    const privateKey = await readCredential("oracle", options.tokenPrivateKey, "token's private key");
    return { externalAuth: true, accessToken: privateKey === undefined ? token : { token, privateKey } };
  }
  const user = await readCredential("oracle", options.username, "user name");
  const password = await readCredential("oracle", options.password, "password");
  return { ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) };
}

/** The client takes authorities, certificate and key as one text of PEM, or as a wallet's folder. */
async function security(options: ParsedOracleOptions): Promise<Readonly<Record<string, unknown>>> {
  const { tls, walletLocation, walletPassword, serverCertDn } = options;
  const own = [tls?.key, tls?.cert, tls?.ca].filter((part) => part !== undefined && part !== "system");
  const texts = await Promise.all(own.map((part) => pem(part as string)));
  const secret = tls?.passphrase ?? walletPassword;
  return {
    ...(texts.length === 0 ? {} : { walletContent: texts.join("\n") }),
    ...(walletLocation === undefined ? {} : { walletLocation }),
    ...(secret === undefined ? {} : { walletPassword: secret }),
    ...(serverCertDn === undefined ? {} : { sslServerCertDN: serverCertDn }),
    ...(tls === undefined || tls.mode === "disable" ? {} : { sslServerDNMatch: tls.mode === "verify-full" }),
  };
}

/** PEM text as it is, or the content of the file it names. */
async function pem(value: string): Promise<string> {
  if (value.includes("-----BEGIN")) return value;
  const { readFile } = await import("node:fs/promises"); // only who reads a file needs to load it
  return readFile(value, "utf8");
}

function privilegeOf(privilege: OraclePrivilege): number {
  const values: Readonly<Record<OraclePrivilege, number>> = {
    sysdba: client.SYSDBA,
    sysoper: client.SYSOPER,
    sysasm: client.SYSASM,
    sysbackup: client.SYSBACKUP,
    sysdg: client.SYSDG,
    syskm: client.SYSKM,
    sysrac: client.SYSRAC,
  };
  return values[privilege];
}
