import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { DocumentWriteError } from "@db/core";
import type { Document } from "mongodb";
import { mongo, type MongoDatabase, type MongoOptions } from "../../src/index.ts";
import { FakeServer, type Reply } from "../support/fake-server.ts";
import { rejection } from "../support/rejection.ts";

let server: FakeServer;
const opened: MongoDatabase[] = [];

beforeEach(async () => {
  server = await FakeServer.start();
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  await server.stop();
});

function open(options: Partial<MongoOptions> = {}): MongoDatabase {
  const database = mongo({ url: server.url, serverSelectionTimeout: 1_000, ...options });
  opened.push(database);
  return database;
}

/** Answers the commands of one name. */
function onCommand(name: string, reply: Reply | ((command: Document) => Reply)): void {
  const before = server.reply;
  server.reply = (command) => {
    if (!Object.hasOwn(command, name)) return before(command);
    return typeof reply === "function" ? reply(command) : reply;
  };
}

const failure = (code: number, more: Document = {}): Document => ({ ok: 0, code, errmsg: "the value is 42", ...more });

describe("limits", () => {
  it("tell the server to stop a little before the client gives up", async () => {
    const database = open();
    await database.collection("c").updateOne({}, { $set: { a: 1 } }, { timeout: 1_000 });
    const maxTime = server.commands.find((command) => "update" in command)?.["maxTimeMS"] as number;
    expect(maxTime).toBeGreaterThan(900);
    expect(maxTime).toBeLessThanOrEqual(950);
    await database.command({ ping: 1 }, { timeout: 1_000 });
    expect(server.commands.find((command) => "ping" in command)?.["maxTimeMS"]).toBeGreaterThan(900);
    await database.collection("c").updateOne({}, { $set: { a: 1 } });
    expect(server.commands.at(-1)).not.toHaveProperty("maxTimeMS");
  });

  it("come from the option timeout where the call has none", async () => {
    onCommand("count", "hang");
    const error = await rejection(open({ timeout: "80ms" }).collection("c").estimatedDocumentCount());
    expect(error).toMatchObject({ kind: "timeout", engine: "mongo" });
  });

  it.each([
    ["find", (database: MongoDatabase, signal: AbortSignal) => database.collection("c").find({}, { signal }).toArray()],
    [
      "update",
      (database: MongoDatabase, signal: AbortSignal) =>
        database.collection("c").updateOne({}, { $set: { a: 1 } }, { signal }),
    ],
    [
      "insert",
      (database: MongoDatabase, signal: AbortSignal) => database.collection("c").insertMany([{ a: 1 }], { signal }),
    ],
    ["delete", (database: MongoDatabase, signal: AbortSignal) => database.collection("c").deleteMany({}, { signal })],
    [
      "findAndModify",
      (database: MongoDatabase, signal: AbortSignal) => database.collection("c").findOneAndDelete({}, { signal }),
    ],
    [
      "createIndexes",
      (database: MongoDatabase, signal: AbortSignal) =>
        database.collection("c").createIndex({ key: { a: 1 } }, { signal }),
    ],
    ["slow", (database: MongoDatabase, signal: AbortSignal) => database.command({ slow: 1 }, { signal })],
  ])("an aborted %s rejects at once and its connection goes", async (name, call) => {
    onCommand(name, "hang");
    const database = open();
    await database.command({ ping: 1 });
    const controller = new AbortController();
    const pending = rejection(call(database, controller.signal));
    while (!server.names().includes(name)) await sleep(5);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await pending).toMatchObject({ kind: "aborted", cause: reason });
    while (database.stats()[0]?.closed === 0) await sleep(5);
    expect(database.stats()).toMatchObject([{ used: 0 }]);
  });

  it("have the server stop what a given up call runs, by its session", async () => {
    onCommand("update", "hang");
    const database = open();
    expect(await rejection(database.collection("c").updateMany({}, { $set: { a: 1 } }, { timeout: 60 }))).toMatchObject(
      { kind: "timeout" },
    );
    while (!server.names().includes("killSessions")) await sleep(5);
    const [update, kill] = ["update", "killSessions"].map((name) => server.commands.find((command) => name in command));
    expect(kill?.["killSessions"][0].id).toEqual(update?.["lsid"].id);
  });

  it("are refused where they are none, and hold before anything is sent", async () => {
    const database = open();
    expect(await rejection(database.command({ ping: 1 }, { timeout: -1 }))).toMatchObject({ kind: "usage" });
    expect(await rejection(database.command({ ping: 1 }, { signal: AbortSignal.abort() }))).toMatchObject({
      kind: "aborted",
    });
    expect(server.commands).toEqual([]);
  });

  it("end a cursor in the middle", async () => {
    onCommand("find", { ok: 1, cursor: { id: 7n, ns: "fake.c", firstBatch: [{ _id: 1 }] } });
    onCommand("getMore", "hang");
    const cursor = open().collection("c").find({}, { timeout: 80 });
    expect(await cursor.next()).toEqual({ _id: 1 });
    expect(await rejection(cursor.next())).toMatchObject({ kind: "timeout" });
    expect(await cursor.next()).toBeUndefined();
    while (!server.names().includes("killCursors")) await sleep(5);
  });
});

describe("errors of the server", () => {
  it("never repeat values, and have the code", async () => {
    onCommand("update", failure(14));
    const error = await rejection(
      open()
        .collection("c")
        .updateOne({}, { $set: { a: 1 } }),
    );
    expect(error).toMatchObject({ kind: "invalid-value", nativeCode: 14, engine: "mongo" });
    expect(JSON.stringify(error)).not.toContain("42");
  });

  it("name the index that holds a value already, and not the value", async () => {
    const errmsg =
      'E11000 duplicate key error collection: shop.people index: mail_1 dup key: { mail: "ada@example.org" }';
    onCommand("insert", { ok: 1, n: 1, writeErrors: [{ index: 1, code: 11_000, errmsg }] });
    const error = await rejection(
      open()
        .collection("c")
        .insertMany([{ a: 1 }, { a: 2 }]),
    );
    expect(error).toBeInstanceOf(DocumentWriteError);
    expect(error).toMatchObject({
      kind: "unique-violation",
      constraint: "mail_1",
      table: "people",
      nativeCode: 11_000,
    });
    expect((error as DocumentWriteError).failures).toMatchObject([{ index: 1, code: 11_000 }]);
    expect((error as DocumentWriteError).result.insertedCount).toBe(1);
    expect(JSON.stringify(error)).not.toContain("example.org");
  });

  it("tell a lost write from a lost read", async () => {
    onCommand("update", "cut");
    onCommand("count", "cut");
    const database = open();
    expect(await rejection(database.collection("c").updateMany({}, { $set: { a: 1 } }))).toMatchObject({
      kind: "connection-lost",
      retry: "outcome-unknown",
    });
    expect(await rejection(database.collection("c").estimatedDocumentCount())).toMatchObject({
      kind: "connection-lost",
      retry: "reconnect",
    });
    // The client repeats a read once, and a write of many documents never.
    expect(server.names().filter((name) => name === "update")).toHaveLength(1);
    expect(server.names().filter((name) => name === "count")).toHaveLength(2);
  });

  it("tell what ends a bulk that is no refusal", async () => {
    onCommand("insert", "cut");
    const error = await rejection(
      open({ retryWrites: false })
        .collection("c")
        .insertMany([{ a: 1 }]),
    );
    expect(error).toMatchObject({ kind: "connection-lost", retry: "outcome-unknown" });
  });

  it("let the client repeat a write of one document, which the server knows again", async () => {
    let times = 0;
    onCommand("insert", () => (++times === 1 ? "cut" : { ok: 1, n: 1 }));
    await open().collection("c").insertOne({ a: 1 });
    const [first, second] = server.commands.filter((command) => "insert" in command);
    expect(second?.["txnNumber"]).toEqual(first?.["txnNumber"]);
  });

  it("tell refused credentials", async () => {
    onCommand("saslStart", failure(18, { codeName: "AuthenticationFailed" }));
    const database = open({ username: "ada", password: "lovelace", authMechanism: "SCRAM-SHA-256" });
    const error = await rejection(database.command({ ping: 1 }));
    expect(error).toMatchObject({ kind: "authentication-failed", nativeCode: 18 });
    expect(JSON.stringify(error)).not.toContain("lovelace");
  });

  it("tell that no connection became free", async () => {
    onCommand("count", "hang");
    const database = open({ pool: { max: 1, acquireTimeout: 50 } });
    const held = rejection(database.collection("c").estimatedDocumentCount({ timeout: 500 }));
    while (!server.names().includes("count")) await sleep(5);
    expect(await rejection(database.command({ ping: 1 }))).toMatchObject({ kind: "acquire-timeout" });
    expect(database.stats()).toMatchObject([{ size: 1, used: 1, timedOut: 1 }]);
    await held;
  });
});

describe("transactions", () => {
  const begun = (): Document[] => server.commands.filter((command) => command["startTransaction"] === true);

  it("commit what resolves, roll back what rejects, one call at a time", async () => {
    const database = open();
    await database.transaction(async (tx) => {
      await Promise.all([tx.command({ one: 1 }), tx.command({ two: 1 })]);
    });
    expect(server.names()).toEqual(["one", "two", "commitTransaction"]);
    expect(begun()).toHaveLength(1);
    const failed = new Error("no");
    await expect(
      database.transaction(async (tx) => {
        await tx.command({ three: 1 });
        throw failed;
      }),
    ).rejects.toBe(failed);
    expect(server.names().at(-1)).toBe("abortTransaction");
  });

  it("are not repeated unless the option says so", async () => {
    onCommand("busy", failure(112, { errorLabels: ["TransientTransactionError"] }));
    const error = await rejection(open().transaction((tx) => tx.command({ busy: 1 })));
    expect(error).toMatchObject({ kind: "serialization-failure", retry: "transaction", transactionState: "ended" });
    expect(begun()).toHaveLength(1);
    await rejection(open({ retry: { attempts: 3, delay: 1 } }).transaction((tx) => tx.command({ busy: 1 })));
    expect(begun()).toHaveLength(4);
  });

  it("do not repeat what repeating cannot mend", async () => {
    onCommand("bad", failure(2));
    await rejection(open({ retry: { attempts: 3 } }).transaction((tx) => tx.command({ bad: 1 })));
    expect(begun()).toHaveLength(1);
  });

  it("tell a commit whose outcome nobody knows", async () => {
    onCommand("commitTransaction", "cut");
    const error = await rejection(open().transaction((tx) => tx.command({ one: 1 })));
    expect(error).toMatchObject({ kind: "outcome-unknown", retry: "outcome-unknown" });
    // The client sends a commit once more.
    expect(server.names().filter((name) => name === "commitTransaction")).toHaveLength(2);
  });

  it("tell that the server had ended them before the commit", async () => {
    onCommand("commitTransaction", failure(251, { errorLabels: ["TransientTransactionError"] }));
    const error = await rejection(open().transaction((tx) => tx.command({ one: 1 })));
    expect(error).toMatchObject({ kind: "rolled-back", nativeCode: 251, retry: "transaction" });
  });

  it("end at their time limit, and are not committed after it", async () => {
    const error = await rejection(
      open().transaction(
        async (tx) => {
          await tx.command({ one: 1 });
          await sleep(80);
        },
        { timeout: 40 },
      ),
    );
    expect(error).toMatchObject({ kind: "timeout" });
    expect(server.names()).not.toContain("commitTransaction");
    expect(server.names()).toContain("abortTransaction");
  });

  it("refuse others within them, and calls after their end", async () => {
    const database = open();
    const inner = await database.transaction(async (tx) => {
      expect(await rejection(tx.transaction(async () => {}))).toMatchObject({ kind: "usage" });
      expect(await rejection(tx.close())).toMatchObject({ kind: "usage" });
      return tx;
    });
    expect(await rejection(inner.command({ ping: 1 }))).toMatchObject({ kind: "closed" });
  });
});

describe("the end", () => {
  it("leaves no connection behind", async () => {
    onCommand("find", { ok: 1, cursor: { id: 7n, ns: "fake.c", firstBatch: [{ _id: 1 }] } });
    const database = open({ pool: { min: 2 } });
    const cursor = database.collection("c").find();
    await cursor.next();
    await Promise.all([database.close(), database.close()]);
    await sleep(20);
    expect(server.connections).toBe(0);
    expect(server.names()).toContain("killCursors");
    expect(database.stats()).toMatchObject([{ size: 0, used: 0 }]);
    expect(await rejection(database.command({ ping: 1 }))).toMatchObject({ kind: "closed" });
    expect(await rejection(cursor.next())).toMatchObject({ kind: "closed" });
    expect(await rejection(database.transaction(async () => {}))).toMatchObject({ kind: "closed" });
    expect(await rejection(database.native())).toMatchObject({ kind: "closed" });
  });

  it("of a database that was never used needs no server", async () => {
    const database = mongo({ url: "mongodb://127.0.0.1:1/none" });
    await database.close();
    expect(server.connections).toBe(0);
  });

  it("of calls under way is told", async () => {
    onCommand("count", "hang");
    const database = open();
    const pending = rejection(database.collection("c").estimatedDocumentCount());
    while (!server.names().includes("count")) await sleep(5);
    await database.close();
    expect(await pending).toMatchObject({ kind: "closed" });
  });
});

describe("a server that is not there", () => {
  it("is told by kind and by the socket's code", async () => {
    const database = mongo({ host: "127.0.0.1", port: 1, serverSelectionTimeout: 100 });
    opened.push(database);
    const error = await rejection(database.command({ ping: 1 }));
    expect(error).toMatchObject({ kind: "cannot-connect", nativeCode: "ECONNREFUSED", engine: "mongo" });
    expect(await rejection(database.transaction((tx) => tx.command({ ping: 1 })))).toMatchObject({
      kind: "cannot-connect",
    });
  });

  it("is waited for no longer than the call may take", async () => {
    const database = mongo({ host: "127.0.0.1", port: 1 });
    opened.push(database);
    const start = performance.now();
    expect(await rejection(database.command({ ping: 1 }, { timeout: 60 }))).toMatchObject({ kind: "timeout" });
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
