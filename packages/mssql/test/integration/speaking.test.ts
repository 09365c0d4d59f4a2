import { describe, expect, it } from "@jest/globals";
import { channels, sql } from "@db/core";
import { tableValue } from "../../src/index.ts";
import { rejection } from "../support/rejection.ts";
import { oneRow, scripted, textOf } from "../support/scripted.ts";
import type { BackendRequest } from "../support/tds-double/server.ts";
import type { Rpc } from "../support/tds-double/messages.ts";
import {
  bytesChange,
  changes,
  columnMetadata,
  done,
  errorToken,
  infoToken,
  returnStatus,
  row,
} from "../support/tds-double/tokens.ts";
import { wireTypes } from "../support/tds-double/wire-types.ts";

const { int, nvarchar } = wireTypes;
const fault = (number: number, message = "", severity = 16): Buffer => errorToken({ number, class: severity, message });
const failed = (number: number, message = "", severity = 16): Buffer =>
  Buffer.concat([fault(number, message, severity), done("statement", { error: true })]);
/** The server has rolled the transaction back. */
const rolledBack = bytesChange(changes.rollback, Buffer.alloc(0), Buffer.alloc(8, 1));

describe("values on their way to the server", () => {
  it("are typed by what they are", async () => {
    const { open, requests } = await scripted();
    const values = [
      1,
      2_147_483_648,
      2 ** 60,
      0.5,
      -0,
      7n,
      2n ** 62n,
      -(10n ** 37n),
      true,
      "é\u{1F600}",
      "x".repeat(4001),
      new Date("2024-02-29T12:34:56.789Z"),
      Uint8Array.of(0, 255),
      new Uint8Array(8001),
      null,
    ];
    await open().execute(sql`select ${sql.join(values)}`);
    const [call] = requests as Rpc[];
    const [, declared, ...sent] = call!.parameters;
    expect(declared?.value).toBe(
      "@p1 int, @p2 bigint, @p3 bigint, @p4 float(53), @p5 float(53), @p6 int, @p7 bigint, @p8 decimal(38,0), @p9 bit, " +
        "@p10 nvarchar(4000), @p11 nvarchar(max), @p12 datetime2(3), @p13 varbinary(8000), @p14 varbinary(max), @p15 nvarchar(4000)",
    );
    expect(sent.map(({ value }) => (value !== null && value.length > 60 ? value.length : value))).toEqual([
      "1",
      "2147483648",
      "1152921504606846976",
      "0.5",
      "0",
      "7",
      "4611686018427387904",
      `-1${"0".repeat(37)}`,
      "1",
      "é\u{1F600}",
      4001,
      "2024-02-29 12:34:56.789",
      "00ff",
      16_002,
      null,
    ]);
  });

  it("that no type holds are refused before anything is sent", async () => {
    const { open, requests } = await scripted();
    const db = open();
    const kinds: string[] = [];
    for (const value of [Number.NaN, Infinity, 10n ** 38n, new Date("0000-12-31T00:00:00Z"), tableValue([])])
      kinds.push((await rejection(db.execute(sql`select ${value}`))).kind);
    expect(kinds).toEqual(["usage", "usage", "value-out-of-range", "value-out-of-range", "usage"]);
    expect(requests).toEqual([]);
  });

  it("a null that has the wrong type goes as the constant, and the first refusal is nobody's", async () => {
    let refused = 0;
    const { open, requests } = await scripted((request) =>
      textOf(request).includes("@p2") && refused++ === 0
        ? failed(257, "Implicit conversion ... is not allowed.")
        : undefined,
    );
    await open().execute(sql`insert into t (id, raw, name) values (${1}, ${null}, ${"@p2"})`);
    expect(requests.map(textOf)).toEqual([
      "insert into t (id, raw, name) values (@p1, @p2, @p3)",
      "insert into t (id, raw, name) values (@p1, null, @p3)",
    ]);
    expect((requests[1] as Rpc).parameters.map(({ name }) => name)).toEqual(["statement", "params", "p1", "p3"]);
  });

  it("another refusal is told, and so is that of a statement without nulls", async () => {
    const { open, requests } = await scripted(() => failed(257));
    expect((await rejection(open().execute(sql`select ${1}`))).kind).toBe("invalid-value");
    expect(requests).toHaveLength(1);
    expect((await rejection(open().execute(sql`select ${null}`))).kind).toBe("invalid-value");
    expect(requests).toHaveLength(3);
  });

  it("what is refused for anything else is not sent again", async () => {
    const { open, requests } = await scripted(() => failed(245));
    expect((await rejection(open().execute(sql`select ${null}`))).kind).toBe("invalid-value");
    expect(requests).toHaveLength(1);
  });

  it("what was refused behind a part of its answer is not sent again", async () => {
    const { open, requests } = await scripted(() =>
      Buffer.concat([
        done("inside", { count: 1, more: true }),
        fault(257),
        done("inside", { error: true, more: true }),
        done("procedure"),
      ]),
    );
    expect(
      (await rejection(open().execute(sql`insert into t values (${1}); insert into u values (${null})`))).kind,
    ).toBe("invalid-value");
    expect(requests).toHaveLength(1);
  });

  it("what has no values goes as a batch, so that what it sets lasts", async () => {
    const { open, requests } = await scripted();
    await open().execute(sql`set lock_timeout 5`);
    expect(requests.map(({ kind }) => kind)).toContain("batch");
  });
});

describe("answers", () => {
  it("of several results give the first, and what the last statement counted", async () => {
    const { open } = await scripted(() =>
      Buffer.concat([
        columnMetadata([{ name: "a", info: int(4).info }]),
        row([int(4).encode("1")]),
        done("inside", { count: 1, more: true }),
        done("inside", { count: 7, more: true }),
        returnStatus(0),
        done("procedure"),
      ]),
    );
    expect(await open().execute(sql`exec p ${1}`)).toMatchObject({ rows: [{ a: 1 }], affectedRows: 7 });
  });

  it("that fail behind rows reject, and the connection goes on", async () => {
    let asked = 0;
    const { open } = await scripted(() =>
      asked++ === 0
        ? Buffer.concat([
            columnMetadata([{ name: "a", info: int(4).info }]),
            row([int(4).encode("1")]),
            failed(8134, "Divide by zero error encountered."),
          ])
        : oneRow({ a: [int(4), "2"] }),
    );
    const db = open({ pool: { max: 1 } });
    expect((await rejection(db.query(sql`select 1/0`))).kind).toBe("division-by-zero");
    expect(await db.query(sql`select 2`)).toEqual([{ a: 2 }]);
    expect(db.endpoints[0]?.stats().opened).toBe(1);
  });

  it("a stream gives the first of several results", async () => {
    const one = (name: string): Buffer[] => [columnMetadata([{ name, info: int(4).info }]), row([int(4).encode("1")])];
    const { open } = await scripted(() =>
      Buffer.concat([
        ...one("a"),
        done("statement", { count: 1, more: true }),
        ...one("b"),
        done("statement", { count: 1 }),
      ]),
    );
    const seen: unknown[] = [];
    for await (const found of open().stream(sql`select a; select b`, { batchSize: 1 })) seen.push(found);
    expect(seen).toEqual([{ a: 1 }]);
  });

  it("a fault of severity 20 costs the connection", async () => {
    let asked = 0;
    const { open } = await scripted(() =>
      asked++ === 0 ? failed(596, "Cannot continue: kill state.", 21) : undefined,
    );
    const db = open({ pool: { max: 1 } });
    expect(await rejection(db.execute(sql`select 1`))).toMatchObject({ kind: "connection-lost", connection: "evict" });
    await db.execute(sql`select 1`);
    expect(db.endpoints[0]?.stats().opened).toBe(2);
  });

  it("warnings come along", async () => {
    const told: unknown[] = [];
    const listener = (event: unknown): void => void told.push((event as { message?: unknown }).message);
    channels.notice?.subscribe(listener);
    const { open } = await scripted(() =>
      Buffer.concat([infoToken(0, 0, "mind"), infoToken(5701, 0, "context"), done("statement")]),
    );
    await open().execute(sql`print 'mind'`);
    channels.notice?.unsubscribe(listener);
    expect(told).toEqual(["mind"]);
  });

  it("a stream that nobody reads on makes the server wait", async () => {
    let written = 0;
    const { open } = await scripted(async (request, write) => {
      if (textOf(request) !== "select n") return undefined;
      await write(columnMetadata([{ name: "n", info: nvarchar(500).info }]));
      const filler = row([nvarchar(500).encode("x".repeat(500))]);
      for (; written < 100_000; written++) await write(filler);
      return done("statement", { count: written });
    });
    const stream = open().stream(sql`select n`, { batchSize: 10 });
    const rows = stream[Symbol.asyncIterator]();
    await rows.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const ahead = written;
    await new Promise((resolve) => setTimeout(resolve, 300));
    // 100 MB in all; what the sockets and the client hold is a part of it, and no more comes while nobody reads.
    expect(written).toBe(ahead);
    expect(ahead).toBeLessThan(20_000);
    await rows.return?.();
  }, 20_000);
});

describe("transactions", () => {
  it("begin with their level, which ends with them", async () => {
    const { open, texts } = await scripted();
    const db = open({ pool: { max: 1 } });
    await db.transaction((tx) => tx.execute(sql`select 1`), { isolation: "serializable" });
    await db.execute(sql`select 2`);
    await db.execute(sql`select 3`);
    await db.transaction(() => Promise.resolve(), { isolation: "snapshot" });
    await db.transaction(() => Promise.resolve(), { isolation: "repeatable-read" });
    await db.transaction(() => Promise.resolve());
    expect(texts()).toEqual([
      "begin 4",
      "select 1",
      "commit 0",
      "set transaction isolation level read committed",
      "select 2",
      "select 3",
      "begin 5",
      "commit 0",
      "begin 3",
      "commit 0",
      "set transaction isolation level read committed",
      "begin 0",
      "commit 0",
    ]);
  });

  it("that the server has rolled back are told as ended", async () => {
    const { open } = await scripted((request) =>
      textOf(request) === "select 1"
        ? Buffer.concat([fault(1205, "deadlocked", 13), rolledBack, done("statement", { error: true })])
        : undefined,
    );
    const error = await rejection(open().transaction((tx) => tx.execute(sql`select 1`)));
    expect(error).toMatchObject({ kind: "deadlock", transactionState: "ended", retry: "transaction" });
  });

  it("that can only be rolled back are not committed", async () => {
    const { open, texts } = await scripted((request) =>
      textOf(request) === "select 1" ? failed(3930, "The current transaction cannot be committed.") : undefined,
    );
    const error = await rejection(
      open().transaction(async (tx) => {
        expect(await rejection(tx.execute(sql`select 1`))).toMatchObject({
          kind: "transaction-failed",
          transactionState: "failed",
        });
      }),
    );
    expect(error.kind).toBe("rolled-back");
    expect(texts()).toEqual(["begin 0", "select 1", "rollback 0"]);
  });

  it("that a procedure has ended are told, though it succeeded", async () => {
    const { open } = await scripted((request) =>
      textOf(request) === "exec ends"
        ? Buffer.concat([bytesChange(changes.commit, Buffer.alloc(0), Buffer.alloc(8, 1)), done("statement")])
        : undefined,
    );
    const error = await rejection(open().transaction((tx) => tx.execute(sql`exec ends`)));
    expect(error).toMatchObject({ kind: "transaction-state", transactionState: "ended" });
  });

  it("undo themselves at any error where that is wished", async () => {
    const { open, texts } = await scripted();
    await open({ xactAbort: true }).ping();
    expect(texts()[0]).toBe("set xact_abort on");
    const other = await scripted();
    await other.open().ping();
    expect(other.texts()).toEqual(["select 1 as one"]);
  });

  it("requests say which transaction they belong to", async () => {
    const { open, requests } = await scripted();
    await open().transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      await tx.execute(sql`select ${1}`);
    });
    const descriptors = requests.map((request: BackendRequest) =>
      "descriptor" in request ? request.descriptor : undefined,
    );
    expect(descriptors).toEqual([0n, 1n, 1n, 1n]);
  });
});

describe("what the client's session leaves", () => {
  it("is reset before the next borrower, settings and all", async () => {
    const { open, requests } = await scripted();
    const db = open({ pool: { max: 1 } });
    await db.execute(sql`set lock_timeout 5`);
    await db.execute(sql`select 1`);
    expect(requests.map(({ kind }) => kind)).toEqual(["batch", "reset", "batch"]);
  });
});
