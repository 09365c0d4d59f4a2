import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describePrivateServer, describeServer } from "@tooling/servers/jest";
import { mariadb, mysql } from "../../src/index.ts";
import { databases, rejection, withDatabases, type Make } from "./support/database.ts";

const quick = { pool: { acquireTimeout: "3s" } } as const;
const cipher = sql<{ Value: string }>`show session status like 'Ssl_cipher'`;

interface Given {
  readonly url: string;
  readonly certificates?:
    | { readonly ca: string; readonly wrongCa: string; readonly client: { certificate: string; key: string } }
    | undefined;
}

function tests(define: Make, server: Given, flavour: string): void {
  const made = databases(define, () => server.url);
  const { username, password, hostname, port, pathname } = new URL(server.url);
  const place = { url: undefined, host: hostname, port: Number(port), database: pathname.slice(1), username, password };
  const encrypted = async (options: object): Promise<boolean> =>
    (await made.make({ ...quick, ...options }).queryOne(cipher)).Value !== "";

  it("takes parts, a URL, and parts that win over a URL", async () => {
    const wrong = server.url.replace(`:${password}@`, ":wrong@");
    for (const options of [
      place,
      { url: server.url },
      { url: server.url.replace("mysql:", "mariadb:") },
      { url: wrong, password },
    ])
      expect(await made.make(options).query(sql`select database() as d`)).toEqual([{ d: pathname.slice(1) }]);
    expect((await made.make().server()).flavour).toBe(flavour);
  });

  it("sets what was asked for in each session, also after a reset", async () => {
    const db = made.make({ parameters: { sql_mode: "ANSI", lock_wait_timeout: "7" }, pool: { max: 1 } });
    const read = sql`select @@sql_mode like '%ANSI%' as mode, @@lock_wait_timeout as seconds, @@time_zone as zone, @@character_set_client as charset`;
    const expected = { mode: 1, seconds: 7, zone: "+00:00", charset: "utf8mb4" };
    expect(await db.queryOne(read)).toEqual(expected);
    await db.execute(sql`set time_zone = '+05:00', lock_wait_timeout = 9, names latin1`);
    expect(await db.queryOne(read)).toEqual(expected);
    expect(await rejection(made.make({ ...quick, parameters: { no_such: "1" } }).open())).toMatchObject({
      kind: "undefined-object",
    });
  });

  it("asks functions for the credentials at each new connection, and once more when they are refused", async () => {
    let asked = 0;
    const db = made.make({
      ...place,
      username: () => username,
      password: async () => (asked++ === 0 ? "expired" : password),
    });
    expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    expect(asked).toBe(2);
    expect(
      await rejection(made.make({ ...quick, ...place, password: () => Promise.reject(new Error("no vault")) }).open()),
    ).toMatchObject({ kind: "authentication-failed" });
  });

  it("without TLS signs in by the server's key, with TLS by the password", async () => {
    expect(await encrypted({ tls: "disable" })).toBe(false);
    expect(await encrypted({})).toBe(server.certificates !== undefined);
  });

  if (server.certificates === undefined) return;
  const { ca, wrongCa, client } = server.certificates;

  it("checks the server's certificate as far as the mode says", async () => {
    expect(await encrypted({ tls: "require" })).toBe(true);
    expect(await encrypted({ tls: { mode: "verify-ca", ca } })).toBe(true);
    expect(await encrypted({ tls: { mode: "verify-full", ca } })).toBe(true);
    expect(
      await encrypted({ tls: { mode: "verify-full", ca: readFileSync(ca, "utf8"), serverName: "localhost" } }),
    ).toBe(true);
    expect(await encrypted({ url: `${server.url}?ssl-mode=REQUIRED` })).toBe(true);
    for (const tls of [
      { mode: "verify-ca", ca: wrongCa },
      { mode: "verify-full", ca: wrongCa },
      { mode: "verify-full" },
      { mode: "verify-full", ca, serverName: "db.example.org" },
    ] as const)
      expect(await rejection(made.make({ ...quick, tls }).open())).toMatchObject({
        kind: "tls-failed",
        retry: "never",
      });
    expect(
      await rejection(made.make({ ...quick, tls: { mode: "verify-full", ca: "/no/such/file" } }).open()),
    ).toMatchObject({ kind: "cannot-connect" });
  });

  it("shows a certificate of its own", async () => {
    const certified = { ...place, username: "db_certified", password: undefined };
    const db = made.make({ ...certified, tls: { mode: "verify-full", ca, cert: client.certificate, key: client.key } });
    expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    expect(await rejection(made.make({ ...quick, ...certified, tls: { mode: "require" } }).open())).toMatchObject({
      kind: "authentication-failed",
    });
  });

  it("stops a statement of a session with the session's own TLS", async () => {
    const db = made.make({ tls: { mode: "verify-full", ca }, pool: { max: 1 } });
    const slow = sql`select 1 from (select 1 union select 2) t where sleep(5) = 2`;
    expect(await rejection(db.query(slow, { timeout: 100 }))).toMatchObject({ kind: "timeout" });
    expect(db.endpoints[0]!.stats()).toMatchObject({ opened: 1 });
  });

  it("goes to the first host that will do", async () => {
    const hosts = [
      { host: "127.0.0.1", port: 1 },
      { host: hostname, port: Number(port) },
    ];
    const { host: _host, port: _port, ...rest } = place;
    expect(await made.make({ ...rest, hosts, targetSession: "primary" }).query(sql`select 1 as one`)).toEqual([
      { one: 1 },
    ]);
    expect(await rejection(made.make({ ...quick, ...rest, hosts, targetSession: "standby" }).open())).toMatchObject({
      kind: "cannot-connect",
    });
  });
}

describeServer("mysql", "connecting", (server) => tests(mysql, server as Given, "mysql"));
describeServer("mariadb", "connecting", (server) => tests(mariadb, server as Given, "mariadb"));

await describePrivateServer("mysql", "a server with an expired certificate", { certificate: "expired" }, (server) =>
  withDatabases(
    mysql,
    () => server().url,
    (made) => {
      it("is refused where certificates are checked, and only there", async () => {
        const { ca } = server().certificates as { readonly ca: string };
        expect(await rejection(made.make({ ...quick, tls: { mode: "verify-full", ca } }).open())).toMatchObject({
          kind: "tls-failed",
          nativeCode: "CERT_HAS_EXPIRED",
        });
        expect(await made.make({ tls: "require" }).query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
      });

      it("signs in with each of its own ways", async () => {
        const admin = made.make();
        const ways = [
          ["caching_sha2_password", "sha2"],
          ["sha256_password", "sha256"],
        ] as const;
        for (const [plugin, user] of ways) {
          await admin.execute(
            sql`create user ${sql.raw(`'${user}'@'%'`)} identified with ${sql.raw(plugin)} by 'Pass-word-1'`,
          );
          for (const tls of ["require", "disable"] as const) {
            const db = made.make({
              username: user,
              password: () => Promise.resolve("Pass-word-1"),
              database: undefined,
              url: undefined,
              host: "127.0.0.1",
              port: Number(new URL(server().url).port),
              tls,
            });
            expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
          }
        }
      });
    },
  ),
);

await describePrivateServer("mariadb", "a server of MariaDB's own", {}, (server) =>
  withDatabases(
    mariadb,
    () => server().url,
    (made) => {
      it("signs in by its own ways", async () => {
        const admin = made.make();
        await admin.execute(
          sql`create user 'native'@'%' identified via mysql_native_password using password('Pass-word-1')`,
        );
        await admin.execute(sql`grant select on db_test.* to 'native'@'%'`);
        const db = made.make({ username: "native", password: "Pass-word-1", tls: "disable" });
        expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
      });
    },
  ),
);
