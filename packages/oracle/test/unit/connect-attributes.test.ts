import { expect, it } from "@jest/globals";
import oracledb from "oracledb";
import { connectAttributes } from "../../src/connect-attributes.ts";
import { parseOracleOptions, type OracleOptions } from "../../src/oracle-options.ts";

const place = { host: "db", database: "shop" };
const signIn = { username: "app", password: "secret" };
const pem = (name: string): string => `-----BEGIN ${name}-----\nAA==\n-----END ${name}-----`;

it.each<readonly [options: OracleOptions, expected: object]>([
  [signIn, { user: "app", password: "secret", stmtCacheSize: 50 }],
  [
    { username: () => "app", password: () => Promise.resolve("fresh") },
    { user: "app", password: "fresh" },
  ],
  [{ token: () => "t0k3n" }, { externalAuth: true, accessToken: "t0k3n" }],
  [
    { token: "t", tokenPrivateKey: "k" },
    { externalAuth: true, accessToken: { token: "t", privateKey: "k" } },
  ],
  [{ ...signIn, privilege: "sysdba" }, { privilege: oracledb.SYSDBA }],
  [{ ...signIn, privilege: "sysrac" }, { privilege: oracledb.SYSRAC }],
  [{ ...signIn, edition: "E2" }, { edition: "E2" }],
  [{ ...signIn, statementCacheSize: 0 }, { stmtCacheSize: 0 }],
  [{ ...signIn, applicationName: "my shop" }, { program: "my_shop" }],
  [{ ...signIn, configDir: "/etc/net" }, { configDir: "/etc/net" }],
  [{ ...signIn, tls: true }, { sslServerDNMatch: true }],
  [{ ...signIn, tls: { mode: "verify-ca" } }, { sslServerDNMatch: false }],
  [{ ...signIn, tls: true, serverCertDn: "CN=db" }, { sslServerCertDN: "CN=db" }],
  [
    { ...signIn, tls: true, walletLocation: "/wallet", walletPassword: "w" },
    { walletLocation: "/wallet", walletPassword: "w" },
  ],
  [
    { ...signIn, tls: { ca: pem("CERTIFICATE"), cert: pem("CERT"), key: pem("KEY"), passphrase: "p" } },
    { walletContent: [pem("KEY"), pem("CERT"), pem("CERTIFICATE")].join("\n"), walletPassword: "p" },
  ],
])("%p", async (options, expected) => {
  expect(await connectAttributes(parseOracleOptions({ ...place, ...options }), undefined)).toMatchObject(expected);
});

it("nothing is told that nobody asked for", async () => {
  const attributes = await connectAttributes(parseOracleOptions({ ...place, ...signIn }), undefined);
  expect(Object.keys(attributes).sort()).toEqual(["connectString", "password", "stmtCacheSize", "user"]);
});

it("a limit is whole seconds, and at least one", async () => {
  const options = parseOracleOptions({ ...place, ...signIn });
  expect(await connectAttributes(options, 20)).toMatchObject({ transportConnectTimeout: 1 });
  expect(await connectAttributes(options, 2001)).toMatchObject({ transportConnectTimeout: 3 });
});

it("a credential that cannot be had is told as such, without what it was", async () => {
  const password = () => Promise.reject(new Error("vault"));
  const asked = connectAttributes(parseOracleOptions({ ...place, username: "app", password }), undefined);
  await expect(asked).rejects.toMatchObject({ kind: "authentication-failed" });
});
