import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createDatabase, sql, type DatabaseError } from "@db/core";
import { describePrivateServer, describeServer } from "@tooling/servers/jest";
import { postgres, type PostgresOptions } from "../../src/index.ts";
import { databases, rejection, withDatabases } from "./support/database.ts";

const quick = { pool: { acquireTimeout: "3s" } } as const;
const encrypted = sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;

describeServer("postgres", "connecting", (server) => {
  const made = databases(() => server.url);
  const { username, password, hostname, port, pathname } = new URL(server.url);
  const place = { url: undefined, host: hostname, port: Number(port), database: pathname.slice(1), username, password };

  it("takes parts, a URL, libpq's words, and parts that win over a URL", async () => {
    const words = `host=${hostname} port=${port} user=${username} password=${password} dbname=${pathname.slice(1)}`;
    const wrong = server.url.replace(`:${password}@`, ":wrong@");
    for (const options of [
      place,
      { url: server.url },
      { url: words },
      { url: wrong, password },
      { url: wrong, password: () => Promise.resolve(password) },
    ] as PostgresOptions[]) {
      expect(await made.make(options).query(sql`select current_user as me`)).toEqual([{ me: username }]);
    }
  });

  it("tells the server who it is, and sets what was asked for in each session", async () => {
    const read = sql`select current_setting('application_name') as name, current_setting('search_path') as path, current_setting('work_mem') as memory, current_setting('datestyle') as dates`;
    const db = made.make({
      parameters: { search_path: 'a\\b, "c d"', work_mem: "2MB" },
      options: "-c work_mem=1MB -c DateStyle=german",
    });
    // What has a word of its own wins over the command line, and the styles that values are read in over both.
    expect(await db.query(read)).toEqual([
      { name: made.application, path: 'a\\b, "c d"', memory: "2MB", dates: expect.stringMatching(/^ISO/) },
    ]);
    const url = `${server.url}?application_name=${made.application}&options=-c%20work_mem%3D3MB%20-c%20search_path%3Dx`;
    expect(await made.make({ url, applicationName: undefined }).query(read)).toMatchObject([
      { name: made.application, path: "x", memory: "3MB" },
    ]);
    expect(await rejection(made.make({ ...quick, options: "-c no_such_setting=1" }).open())).toMatchObject({
      kind: "undefined-object",
      sqlState: "42704",
    });
  });

  it("asks functions for the credentials at each new connection", async () => {
    let asked = 0;
    const db = made.make({
      ...place,
      username: () => username,
      password: async () => (asked++, password),
      pool: { max: 3 },
    });
    await Promise.all([1, 2, 3].map(() => db.query(sql`select pg_sleep(0.1)`)));
    expect(asked).toBe(3);
    await Promise.all([1, 2, 3].map(() => db.query(sql`select pg_sleep(0.01)`)));
    expect(asked).toBe(3);
  });

  it("asks once more when the server refuses what a function gave", async () => {
    const given: string[] = [];
    const rotating = made.make({
      ...place,
      password: () => (given.push(given.length === 0 ? "expired" : password), given.at(-1) as string),
    });
    expect(await rotating.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    expect(given).toEqual(["expired", password]);
    let asked = 0;
    expect(await rejection(made.make({ ...quick, ...place, password: () => (asked++, "wrong") }).open())).toMatchObject(
      { kind: "authentication-failed" },
    );
    expect(asked).toBe(2);
  });

  it("asks for the user name once more as well", async () => {
    let asked = 0;
    const db = made.make({ ...place, username: () => (++asked === 1 ? "nobody at all" : username) });
    expect(await db.query(sql`select current_user as me`)).toEqual([{ me: username }]);
    expect(asked).toBe(2);
  });

  it("tells when a function of the credentials fails or gives no text", async () => {
    const cause = new Error("the vault is sealed");
    const error = await rejection(made.make({ ...quick, ...place, password: () => Promise.reject(cause) }).open());
    expect(error).toMatchObject({ kind: "authentication-failed", cause });
    expect(await rejection(made.make({ ...quick, ...place, password: () => 5 as never }).open())).toMatchObject({
      kind: "authentication-failed",
      message: expect.stringContaining("number"),
    });
  });

  it("shows no password, whatever goes wrong", async () => {
    const error = (await rejection(
      made.make({ ...quick, ...place, password: "hunter2" }).open(),
    )) as unknown as DatabaseError;
    expect(`${error.message} ${JSON.stringify(error)} ${JSON.stringify(error.cause)}`).not.toContain("hunter2");
  });

  const { certificates } = server;
  if (certificates === undefined) {
    it.todo("not run: the server has no test certificates, so nothing of TLS was tried");
    return;
  }
  const { ca, wrongCa, client } = certificates;
  const tls = (options: PostgresOptions["tls"], more: PostgresOptions = {}): PostgresOptions => ({
    ...quick,
    ...place,
    tls: options,
    ...more,
  });

  const accepted: readonly [string, PostgresOptions, boolean][] = [
    ["nothing said: TLS where the server has it", tls(undefined), true],
    ["disable", tls("disable"), false],
    ["false", tls(false), false],
    ["prefer", tls("prefer"), true],
    ["require trusts any certificate", tls("require"), true],
    ["verify-ca with the authority", tls({ mode: "verify-ca", ca }), true],
    ["verify-ca asks for no name", tls({ mode: "verify-ca", ca, serverName: "elsewhere.example" }), true],
    ["verify-full with the authority's file", tls({ mode: "verify-full", ca }), true],
    ["verify-full with the authority's text", tls({ ca: readFileSync(ca, "utf8") }), true],
    ["verify-full by name", tls({ ca }, { host: "localhost" }), true],
    ["verify-full with the name said apart", tls({ ca, serverName: "localhost" }), true],
    ["sslmode=allow, which is prefer", { ...quick, url: `${server.url}?sslmode=allow` }, true],
    ["sslmode=disable", { ...quick, url: `${server.url}?sslmode=disable` }, false],
    ["sslmode=require", { ...quick, url: `${server.url}?sslmode=require` }, true],
    [
      "sslmode=verify-full and sslrootcert",
      { ...quick, url: `${server.url}?sslmode=verify-full&sslrootcert=${encodeURIComponent(ca)}` },
      true,
    ],
    ["TLSv1.3 at least", tls({ ca, minVersion: "TLSv1.3" }), true],
    [
      "a client certificate instead of a password",
      tls({ ca, cert: client.certificate, key: client.key }, { username: "db_certified", password: undefined }),
      true,
    ],
    ["channel binding", tls({ ca }, { channelBinding: "require" }), true],
  ];
  it.each(accepted)("connects: %s", async (_title, options, ssl) => {
    const db = made.make(options);
    expect(await db.query(encrypted)).toEqual([{ ssl }]);
    // The request to stop takes the same way.
    expect(await rejection(db.query(sql`select pg_sleep(5)`, { timeout: 50 }))).toMatchObject({ kind: "timeout" });
    expect(db.endpoints[0]!.stats().size).toBe(1);
  });

  const refused: readonly [string, PostgresOptions, object][] = [
    ["true, which trusts the platform's authorities only", tls(true), { kind: "tls-failed", retry: "never" }],
    [
      "sslrootcert=system, the same in libpq's words",
      { ...quick, url: `${server.url}?sslmode=verify-full&sslrootcert=system` },
      { kind: "tls-failed" },
    ],
    ["another authority", tls({ ca: wrongCa }), { kind: "tls-failed" }],
    ["verify-ca with another authority", tls({ mode: "verify-ca", ca: wrongCa }), { kind: "tls-failed" }],
    [
      "another name",
      tls({ ca, serverName: "elsewhere.example" }),
      { kind: "tls-failed", nativeCode: "ERR_TLS_CERT_ALTNAME_INVALID" },
    ],
    [
      "another name than that of a host that has one",
      tls({ ca, serverName: "elsewhere.example" }, { host: "localhost" }),
      { kind: "tls-failed", nativeCode: "ERR_TLS_CERT_ALTNAME_INVALID" },
    ],
    [
      "a role that needs a certificate, without one",
      tls({ ca }, { username: "db_certified", password: undefined }),
      { kind: "authentication-failed" },
    ],
    [
      "an authority's file that is not there",
      tls({ ca: "/no/such/ca.pem" }),
      { kind: "cannot-connect", nativeCode: "ENOENT" },
    ],
    [
      "a key that is not the certificate's",
      tls({ ca, cert: client.certificate, key: certificates.server.key }, { username: "db_certified" }),
      { kind: "tls-failed" },
    ],
    ["channel binding without TLS", tls("disable", { channelBinding: "require" }), { kind: "tls-failed" }],
  ];
  it.each(refused)("refuses: %s", async (_title, options, expected) => {
    expect(await rejection(made.make(options).open())).toMatchObject(expected);
  });
});

await describePrivateServer(
  "postgres",
  "a server whose certificate has expired",
  { certificate: "expired" },
  (server) =>
    withDatabases(
      () => server().url,
      (made) => {
        it("is refused where the certificate is looked at, and taken where it is not", async () => {
          const certificates = server().certificates;
          if (certificates === undefined) throw new Error("the lab made no certificates");
          const { ca } = certificates;
          for (const mode of ["verify-ca", "verify-full"] as const) {
            expect(await rejection(made.make({ ...quick, tls: { mode, ca } }).open())).toMatchObject({
              kind: "tls-failed",
              nativeCode: "CERT_HAS_EXPIRED",
              retry: "never",
            });
          }
          expect(await made.make({ tls: "require" }).query(encrypted)).toEqual([{ ssl: true }]);
        });
      },
    ),
);

await describePrivateServer("postgres", "a server without TLS", { certificate: "none" }, (server) =>
  withDatabases(
    () => server().url,
    (made) => {
      it("is taken by prefer and disable, and refused by all that insist", async () => {
        for (const tls of [undefined, "prefer", "disable"] as const)
          expect(await made.make({ tls }).query(encrypted)).toEqual([{ ssl: false }]);
        for (const tls of ["require", "verify-ca", "verify-full"] as const)
          expect(await rejection(made.make({ ...quick, tls }).open())).toMatchObject({
            kind: "tls-failed",
            retry: "never",
          });
      });

      it("is reached by its Unix socket, also to stop a statement", async () => {
        const { username, password, pathname, port } = new URL(server().url);
        const socketPath = join(server().folder, "sockets");
        const query = `host=${encodeURIComponent(socketPath)}&port=${port}`;
        for (const options of [
          { socketPath, port: Number(port), database: pathname.slice(1), username, password, tls: "prefer" },
          { url: `postgres://${username}:${password}@${pathname}?${query}` },
        ] as PostgresOptions[]) {
          const db = made.make({ url: undefined, ...options });
          expect(await db.query(sql`select inet_server_addr() as address`)).toEqual([{ address: null }]);
          expect(await rejection(db.query(sql`select pg_sleep(5)`, { timeout: 50 }))).toMatchObject({
            kind: "timeout",
          });
          expect(db.endpoints[0]!.stats().size).toBe(1);
        }
      });

      it("is read-only by default, which a target session can ask for or not want", async () => {
        const db = made.make();
        await db.execute(sql`alter system set default_transaction_read_only = on`);
        await db.query(sql`select pg_reload_conf()`);
        for (let attempt = 0; !(await made.make().server()).readOnly; attempt++)
          if (attempt === 100) throw new Error("the setting did not arrive");
        expect(await made.make({ targetSession: "read-only" }).query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
        expect(await made.make({ targetSession: "primary" }).query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
        for (const targetSession of ["read-write", "standby"] as const)
          expect(await rejection(made.make({ ...quick, targetSession }).open())).toMatchObject({
            kind: "cannot-connect",
            message: expect.stringContaining(targetSession),
          });
      });
    },
  ),
);

it("opens nothing before the first call", () => {
  expect(createDatabase(postgres({ host: "host.invalid" })).endpoints[0]!.stats()).toMatchObject({ size: 0 });
});
