import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { ChangeStream, WatchOptions } from "@db/core";
import { Double, Long, type Document } from "mongodb";
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

const watch = (options: WatchOptions = {}): ChangeStream => open().collection("c").watch([], options);
const token = (n: number): Document => ({ _data: `8${n}` });
const event = (n: number, more: Document = {}): Document => ({
  _id: token(n),
  operationType: "insert",
  ns: { db: "fake", coll: "c" },
  documentKey: { _id: n },
  fullDocument: { _id: n },
  ...more,
});
const none = token(0);

/** A server's answer with events; it ends the cursor where `id` is 0. */
const batch = (
  name: "firstBatch" | "nextBatch",
  events: Document[],
  postBatchResumeToken: Document,
  id = 7,
): Document => ({
  ok: 1,
  cursor: { id: Long.fromNumber(id), ns: "fake.c", [name]: events, postBatchResumeToken },
});

/** Answers the opening with nothing, then each `getMore` with the next answer, and at last with none at all. */
function serve(...answers: Reply[]): void {
  server.reply = (command) => {
    if ("aggregate" in command) return batch("firstBatch", [], none);
    if ("getMore" in command) return answers.shift() ?? "hang";
    return undefined;
  };
}
const commands = (name: string): Document[] => server.commands.filter((command) => name in command);

describe("a change stream", () => {
  it("is open when the server has opened it, and does not wait for changes then", async () => {
    serve();
    const stream = open()
      .collection("c")
      .watch([{ $match: { operationType: "insert" } }], {
        fullDocument: "updateLookup",
        fullDocumentBeforeChange: "whenAvailable",
        batchSize: 5,
        maxAwaitTimeMS: 700,
      });
    expect([server.commands, stream.resumeToken]).toEqual([[], undefined]);
    await stream.open();
    expect(stream.resumeToken).toEqual(none);
    expect(commands("aggregate")[0]).toMatchObject({
      aggregate: "c",
      pipeline: [
        { $changeStream: { fullDocument: "updateLookup", fullDocumentBeforeChange: "whenAvailable" } },
        { $match: { operationType: "insert" } },
      ],
      cursor: { batchSize: 5 },
    });
    while (commands("getMore").length === 0) await sleep(5);
    expect(commands("getMore")[0]).toMatchObject({ batchSize: 5, maxTimeMS: 700 });
  });

  it("of a database asks for all collections", async () => {
    serve();
    await open()
      .watch([], { startAfter: token(4) })
      .open();
    expect(commands("aggregate")[0]).toMatchObject({
      aggregate: 1,
      pipeline: [{ $changeStream: { startAfter: token(4) } }],
    });
  });

  it("gives events in order, their values as cursors give them, and the token of the last that was given", async () => {
    const fullDocument = { _id: 1, long: Long.fromString("9007199254740993"), double: new Double(2) };
    serve(
      batch("nextBatch", [event(1, { fullDocument }), event(2)], token(5)),
      batch("nextBatch", [], token(6)),
      batch("nextBatch", [event(7)], token(8)),
    );
    const stream = watch();
    expect(await stream.next()).toEqual(event(1, { fullDocument: { _id: 1, long: 9007199254740993n, double: 2 } }));
    expect(stream.resumeToken).toEqual(token(1));
    expect(await stream.next()).toEqual(event(2));
    expect(stream.resumeToken).toEqual(token(5));
    expect(await stream.tryNext()).toBeUndefined();
    expect(stream.resumeToken).toEqual(token(6));
    expect(await stream.next()).toEqual(event(7));
  });

  it("gives what came while it was opened, and tells no token beyond it", async () => {
    serve(batch("nextBatch", [event(1)], token(2)));
    const stream = watch();
    await stream.open();
    while (commands("getMore").length === 0) await sleep(5);
    await sleep(20);
    expect(stream.resumeToken).toEqual(none);
    expect(await stream.tryNext()).toEqual(event(1));
    expect(stream.resumeToken).toEqual(token(2));
  });

  it("goes on by itself after an error that can be resumed after", async () => {
    serve(
      batch("nextBatch", [event(1)], token(1)),
      { ok: 0, code: 43, codeName: "CursorNotFound", errmsg: "gone" },
      batch("nextBatch", [event(2)], token(2)),
      "cut",
      batch("nextBatch", [event(3)], token(3)),
    );
    const stream = watch();
    const seen = [];
    for (let n = 0; n < 3; n++) seen.push((await stream.next())?._id);
    expect(seen).toEqual([token(1), token(2), token(3)]);
    const stages = commands("aggregate").map(({ pipeline }) => pipeline[0].$changeStream.resumeAfter);
    expect(stages).toEqual([undefined, token(1), token(2)]);
  });

  it("tells errors with their codes, and stays failed", async () => {
    serve({ ok: 0, code: 286, errmsg: "the value is 42" });
    const stream = watch();
    const error = await rejection(stream.next());
    expect(error).toMatchObject({ engine: "mongo", nativeCode: 286, kind: "undefined-object" });
    expect(await rejection(stream.next())).toMatchObject({ nativeCode: 286 });
    await stream.close();
    server.reply = (command) =>
      "aggregate" in command ? { ok: 0, code: 40573, errmsg: "only on replica sets" } : undefined;
    expect(await rejection(watch().open())).toMatchObject({ nativeCode: 40573 });
  });

  it.each(["close", "signal", "database"] as const)("ends a wait: %s", async (way) => {
    serve();
    const stop = new AbortController();
    const database = open();
    const stream = database.collection("c").watch([], { signal: stop.signal });
    await stream.open();
    const waiting = stream.next().catch((reason: unknown) => reason);
    while (commands("getMore").length === 0) await sleep(5);
    if (way === "close") await stream.close();
    else if (way === "signal") stop.abort(new Error("enough"));
    else await database.close();
    const ended = way === "signal" ? expect.objectContaining({ kind: "aborted" }) : undefined;
    expect(await waiting).toEqual(ended);
    expect(await stream.next().catch((reason: unknown) => reason)).toEqual(ended);
    await stream.close();
    if (way === "database") return;
    while (commands("killCursors").length === 0) await sleep(5);
  });

  it("is opened within its time limit or not at all", async () => {
    server.reply = (command) => ("aggregate" in command ? "hang" : undefined);
    const stream = watch({ timeout: 80 });
    expect(await rejection(stream.open())).toMatchObject({ kind: "timeout" });
    expect(await rejection(stream.next())).toMatchObject({ kind: "timeout" });
    const closing = watch();
    const waiting = closing.next();
    await sleep(30);
    await closing.close();
    expect(await waiting).toBeUndefined();
  });

  it("is over after an invalidate, and when the server ends it without one", async () => {
    const invalidate = { _id: token(2), operationType: "invalidate" };
    serve(batch("nextBatch", [event(1, { operationType: "drop" }), invalidate], token(2), 0));
    const stream = watch();
    expect((await stream.next())?.operationType).toBe("drop");
    expect((await stream.next())?.operationType).toBe("invalidate");
    expect([stream.resumeToken, await stream.next()]).toEqual([token(2), undefined]);
    serve(batch("nextBatch", [], token(3), 0));
    expect(await watch().next()).toBeUndefined();
    // The server would keep a cursor that nothing comes from.
    serve(batch("nextBatch", [invalidate], token(2)));
    await watch().next();
    while (commands("killCursors").length === 0) await sleep(5);
  });

  it("is closed by leaving its loop", async () => {
    serve(batch("nextBatch", [event(1), event(2)], token(2)));
    const stream = watch();
    for await (const { _id } of stream) {
      expect(_id).toEqual(token(1));
      break;
    }
    expect(await stream.next()).toBeUndefined();
    expect(commands("killCursors")).toHaveLength(1);
  });

  it("refuses what it cannot do before anything is sent", async () => {
    expect(await rejection(watch({ fullDocuments: "x" } as WatchOptions).open())).toMatchObject({ nativeCode: 40415 });
    expect(await rejection(watch({ batchSize: 0 }).next())).toMatchObject({ kind: "usage" });
    const undefinedFilter = open().watch([{ $match: { a: undefined } }]);
    expect(await rejection(undefinedFilter.open())).toMatchObject({ nativeCode: 2 });
    expect(await rejection(watch({ signal: AbortSignal.abort() }).open())).toMatchObject({ kind: "aborted" });
    expect(server.commands).toEqual([]);
    const database = open();
    await database.transaction(async (tx) => {
      expect(await rejection(tx.watch().open())).toMatchObject({ nativeCode: 263 });
    });
    await database.close();
    expect(await rejection(database.watch().open())).toMatchObject({ kind: "closed" });
  });
});
