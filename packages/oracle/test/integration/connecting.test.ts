import { afterEach, describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { oracle, type OracleOptions } from "../../src/index.ts";
import { rejection } from "../support/rejection.ts";
import { TnsListener, type Answer } from "../support/tns-listener.ts";

// The real client in its thin mode, against a listener that is none.
const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function listener(answer: Answer): Promise<TnsListener> {
  const started = await TnsListener.start(answer);
  opened.push({ close: () => started.stop() });
  return started;
}

function database(options: OracleOptions): RelationalDatabase {
  const db = createDatabase(
    oracle({
      host: "127.0.0.1",
      database: "svc",
      username: "scott",
      password: "Zq9tiger",
      pool: { acquireTimeout: "2s" },
      ...options,
    }),
  );
  opened.push(db);
  return db;
}

const ask = (db: RelationalDatabase): Promise<Record<string, unknown>> => rejection(db.query(sql`select 1 from dual`));

describe("a listener that refuses", () => {
  it.each<readonly [code: number, expected: object]>([
    [12_514, { kind: "undefined-database", nativeCode: "NJS-518" }],
    [12_505, { kind: "undefined-database", nativeCode: "NJS-519" }],
    [12_516, { kind: "resources-exhausted", nativeCode: "ORA-12516", retry: "reconnect" }],
    [12_520, { kind: "resources-exhausted", nativeCode: "ORA-12520" }],
    [12_528, { kind: "cannot-connect", nativeCode: "ORA-12528" }],
    [1034, { kind: "server-unavailable", nativeCode: "ORA-01034" }],
    [99_999, { kind: "cannot-connect", nativeCode: "NJS-511" }],
  ])("by %s is told as such", async (code, expected) => {
    const { port, asked } = await listener({ refuse: code });
    const error = await ask(database({ port }));
    expect(error).toMatchObject({ family: "connection", ...expected });
    expect(JSON.stringify([error["message"], error])).not.toContain("Zq9");
    expect(asked[0]).toContain("(SERVICE_NAME=svc)");
    expect(asked[0]).not.toContain("Zq9");
  });
});

it("asks for the system identifier, the kind of process and the program's name", async () => {
  const { port, asked } = await listener({ refuse: 12_505 });
  await ask(database({ port, sid: "XE", server: "dedicated", applicationName: "my app", ...{ database: undefined } }));
  expect(asked[0]).toMatch(/\(SID=XE\)\(SERVER=dedicated\)/);
  expect(asked[0]).toContain("(PROGRAM=my_app)");
});

it("follows a redirection, to a place that does not know the service either", async () => {
  const second = await listener({ refuse: 12_514 });
  const first = await listener({ redirect: second.port });
  expect(await ask(database({ port: first.port }))).toMatchObject({ kind: "undefined-database" });
  expect([first.asked.length, second.asked.length]).toEqual([1, 1]);
});

it("tries the hosts in their order until one answers", async () => {
  const first = await listener({ refuse: 12_516 });
  const second = await listener({ refuse: 12_514 });
  const hosts = [first, second].map(({ port }) => ({ host: "127.0.0.1", port }));
  expect(await ask(database({ hosts, ...{ host: undefined } }))).toMatchObject({ kind: "undefined-database" });
  expect([first.asked.length, second.asked.length]).toEqual([1, 1]);
});

it.each<readonly [answer: Answer, kinds: readonly string[]]>([
  ["cut", ["connection-lost", "cannot-connect"]],
  ["accept-then-cut", ["connection-lost", "cannot-connect"]],
  ["noise", ["connection-lost", "cannot-connect"]],
])("a listener that answers by %s is told as such, and nothing is left open", async (answer, kinds) => {
  const server = await listener(answer);
  const db = database({ port: server.port, connectTimeout: "1s" });
  const error = await ask(db);
  expect(kinds).toContain(error["kind"]);
  await db.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.open).toBe(0);
});

it("a listener that says nothing is given up after connectTimeout, and its socket is cut", async () => {
  const server = await listener("silence");
  const began = performance.now();
  const db = database({ port: server.port, connectTimeout: 300 });
  expect(await ask(db)).toMatchObject({ kind: "cannot-connect" });
  expect(performance.now() - began).toBeLessThan(1500);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.open).toBe(0);
});

it("a caller that gives up leaves no socket behind", async () => {
  const server = await listener("silence");
  const db = database({ port: server.port });
  expect(await rejection(db.query(sql`select 1 from dual`, { signal: AbortSignal.timeout(100) }))).toMatchObject({
    kind: "aborted",
  });
  await db.close({ timeout: 100 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.open).toBe(0);
});

it("a port where nobody listens is told as such", async () => {
  const server = await TnsListener.start("silence");
  const { port } = server;
  await server.stop();
  expect(await ask(database({ port }))).toMatchObject({ kind: "cannot-connect" });
});

it.each<readonly [options: OracleOptions, expected: object]>([
  [{ connectString: "NOWHERE", configDir: "/nonexistent" }, { kind: "configuration" }],
  [{ connectString: "(DESCRIPTION=", ...{ configDir: "/nonexistent" } }, { kind: "configuration" }],
  [{ username: () => Promise.reject(new Error("Zq9")) }, { kind: "authentication-failed" }],
  [{ password: () => 5 as never }, { kind: "authentication-failed" }],
  [{ tls: { ca: "/nonexistent/ca.pem" } }, { kind: "cannot-connect", nativeCode: "ENOENT" }],
])("what is wrong before anything is sent: %j", async (options, expected) => {
  const { host: _, database: __, ...rest } = { host: undefined, database: undefined, ...options };
  const db = createDatabase(
    oracle({
      username: "scott",
      password: "Zq9tiger",
      ...(options.connectString === undefined ? { host: "127.0.0.1", port: 9, database: "svc" } : {}),
      ...rest,
    }),
  );
  opened.push(db);
  const error = await ask(db);
  expect(error).toMatchObject(expected);
  expect(String(error["message"])).not.toContain("Zq9");
});

it("a certificate that nobody trusts is refused, and TLS asked of a plain listener fails", async () => {
  const { port } = await listener("noise");
  const error = await ask(database({ port, tls: true, connectTimeout: "1s" }));
  expect(["tls-failed", "cannot-connect", "connection-lost"]).toContain(error["kind"]);
});

it("thick mode after the thin one is refused, since the client has one mode for the process", async () => {
  const { port } = await listener({ refuse: 12_514 });
  await ask(database({ port }));
  expect(await ask(database({ port, thick: { libDir: "/nonexistent" } }))).toMatchObject({
    kind: "configuration",
    message: expect.stringContaining("one mode for all") as unknown,
  });
});
