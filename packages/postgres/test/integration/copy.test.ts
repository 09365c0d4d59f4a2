import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { copyIn, copyOut, pglite, type CopyTarget } from "../../src/index.ts";
import { databases, rejection } from "./support/database.ts";

async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describeServer("postgres", "COPY", (server) => {
  const made = databases(() => server.url);
  const table = `copied_${process.pid}`;
  const name = sql.id(table);
  let db: RelationalDatabase;
  const folder = mkdtempSync(join(tmpdir(), "db-postgres-copy-"));

  beforeEach(async () => {
    // One session, so that each test after another shows that the connection is usable, and is the same.
    db ??= made.make({ pool: { max: 1, acquireTimeout: "5s" } });
    await db.execute(sql`drop table if exists ${name}`);
    await db.execute(sql`create table ${name} (id int primary key, word text)`);
  });
  made.finally(() => db.execute(sql`drop table if exists ${name}`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const backend = async (): Promise<number> =>
    (await db.queryOne<{ pid: number }>(sql`select pg_backend_pid() as pid`)).pid;
  const ids = async (): Promise<number[]> =>
    (await db.query<{ id: number }>(sql`select id from ${name} order by id`)).map(({ id }) => id);

  const places: readonly [string, (use: (target: CopyTarget) => Promise<void>) => Promise<void>][] = [
    ["a database", (use) => use(db)],
    ["a session", (use) => db.session(use)],
    ["a transaction", (use) => db.transaction(use)],
  ];

  describe.each(places)("on %s", (_place, on) => {
    it("takes an iterable of bytes and text cut anywhere, and gives it back", async () => {
      await on(async (target) => {
        expect(
          await copyIn(target, sql`copy ${name} from stdin (format csv)`, [
            "1,o",
            Buffer.from("ne\n2,"),
            "tw",
            "o\n",
            "",
          ]),
        ).toBe(2);
        expect(await text(copyOut(target, sql`copy (select * from ${name} order by id) to stdout (format csv)`))).toBe(
          "1,one\n2,two\n",
        );
      });
    });

    it("gives an early exit's session back usable", async () => {
      const before = await backend();
      await on(async (target) => {
        for await (const piece of copyOut(target, "copy (select g from generate_series(1, 5000000) g) to stdout")) {
          expect(piece.length).toBeGreaterThan(0);
          break;
        }
        expect(await copyIn(target, sql`copy ${name} from stdin`, ["3\tc\n"])).toBe(1);
      });
      expect(await backend()).toBe(before);
      expect(await ids()).toEqual([3]);
    });

    it("refuses another statement on the same session meanwhile", async () => {
      await on(async (target) => {
        if (target === db) return;
        for await (const _ of copyOut(target, "copy (select 1) to stdout")) {
          expect(await rejection(copyIn(target, sql`copy ${name} from stdin`, []))).toMatchObject({ kind: "usage" });
        }
      });
    });
  });

  it("rolls back with its transaction", async () => {
    await rejection(
      db.transaction(async (tx) => {
        await copyIn(tx, sql`copy ${name} from stdin`, ["1\ta\n"]);
        throw new Error("undo");
      }),
    );
    expect(await ids()).toEqual([]);
  });

  it("copies files by Node streams, binary too, byte for byte", async () => {
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    await db.execute(sql`insert into ${name} select g, md5(g::text) from generate_series(1, 50000) g`);
    await pipeline(
      copyOut(db, sql`copy (select * from ${name} order by id) to stdout (format binary)`),
      createWriteStream(one),
    );
    expect(statSync(one).size).toBeGreaterThan(2_000_000);
    await db.execute(sql`truncate ${name}`);
    expect(await copyIn(db, sql`copy ${name} from stdin (format binary)`, createReadStream(one))).toBe(50_000);
    await pipeline(
      copyOut(db, sql`copy (select * from ${name} order by id) to stdout (format binary)`),
      createWriteStream(two),
    );
    const digest = async (file: string): Promise<string> => {
      const hash = createHash("sha256");
      for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
      return hash.digest("hex");
    };
    expect(await digest(two)).toBe(await digest(one));
  });

  it("takes no more of the source than the server does", async () => {
    // A lock held by another session keeps the server from asking for data at all.
    const other = made.make();
    let taken = 0;
    function* source(): Generator<Buffer> {
      for (let id = 0; id < 100; id++) {
        taken++;
        yield Buffer.from(`${id}\t${"x".repeat(1000)}\n`);
      }
    }
    const holder = await other.begin();
    await holder.execute(sql`lock table ${name} in access exclusive mode`);
    const copying = copyIn(db, sql`copy ${name} from stdin`, source());
    await sleep(200);
    expect(taken).toBe(0);
    await holder.rollback();
    expect(await copying).toBe(100);
  });

  it("reads no further ahead than its reader", async () => {
    let first = true;
    const before = process.memoryUsage().arrayBuffers;
    for await (const _ of copyOut(db, "copy (select repeat('x', 1000) from generate_series(1, 100000)) to stdout")) {
      if (first) {
        first = false;
        await sleep(300);
        // 100 MB are on their way; what is held here is the high-water mark and what the socket had read by then.
        expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
      }
    }
    expect(first).toBe(false);
  });

  it("tells the source's own error, and nothing of it counts", async () => {
    const failure = new Error("disk on fire");
    async function* source(): AsyncGenerator<string> {
      yield "1\ta\n";
      throw failure;
    }
    const before = await backend();
    expect(await rejection(copyIn(db, sql`copy ${name} from stdin`, source()))).toBe(failure);
    expect(
      await rejection(copyIn(db, sql`copy ${name} from stdin`, createReadStream(join(folder, "missing")))),
    ).toMatchObject({ code: "ENOENT" });
    expect(await ids()).toEqual([]);
    expect(await backend()).toBe(before);
  });

  it("tells what the server said of the data, however much was still to come", async () => {
    let returned = false;
    async function* source(): AsyncGenerator<string> {
      try {
        yield "1\ta\n1\tb\n";
        for (let id = 2; id < 100_000; id++) {
          yield `${id}\t${"x".repeat(100)}\n`;
          if (id % 100 === 0) await sleep(1);
        }
      } finally {
        returned = true;
      }
    }
    const before = await backend();
    const error = await rejection(copyIn(db, sql`copy ${name} from stdin`, source()));
    expect(error).toMatchObject({
      kind: "unique-violation",
      sqlState: "23505",
      constraint: `${table}_pkey`,
      retry: "never",
    });
    expect(await rejection(copyIn(db, sql`copy ${name} from stdin`, ["x\n"]))).toMatchObject({ kind: "invalid-value" });
    expect(await rejection(copyIn(db, sql`copy ${sql.id(`${table}_none`)} from stdin`, ["x\n"]))).toMatchObject({
      kind: "undefined-table",
    });
    await sleep(10);
    expect(returned).toBe(true);
    expect(await backend()).toBe(before);
  });

  it("tells of a bulk insert's bad row though more batches were to come", async () => {
    async function* rows(): AsyncGenerator<readonly unknown[]> {
      for (let id = 0; id < 20_000; id++) {
        yield [id === 1 ? 0 : id, "x".repeat(200)];
        if (id % 500 === 0) await sleep(1);
      }
    }
    const before = await backend();
    expect(await rejection(db.bulkInsert(table, rows(), { columns: ["id", "word"], batchSize: 100 }))).toMatchObject({
      kind: "unique-violation",
    });
    expect(await backend()).toBe(before);
    expect(await ids()).toEqual([]);
  });

  it("tells a bulk insert's own source from the connection", async () => {
    async function* rows(): AsyncGenerator<readonly unknown[]> {
      yield [1, "a"];
      for await (const _ of createReadStream(join(folder, "missing"))) yield [2, "b"];
    }
    const before = await backend();
    const error = await rejection(db.bulkInsert(table, rows(), { columns: ["id", "word"] }));
    expect(error).toMatchObject({ kind: "unknown", cause: expect.objectContaining({ code: "ENOENT" }) });
    expect(await backend()).toBe(before);
    expect(await ids()).toEqual([]);
  });

  describe("limits", () => {
    async function* stuck(): AsyncGenerator<string> {
      yield "1\ta\n";
      await new Promise(() => undefined);
    }

    it("ends a copy whose source is stuck, by signal and by time", async () => {
      const before = await backend();
      const start = performance.now();
      expect(
        await rejection(copyIn(db, sql`copy ${name} from stdin`, stuck(), { signal: AbortSignal.timeout(100) })),
      ).toMatchObject({ kind: "aborted" });
      expect(await rejection(copyIn(db, sql`copy ${name} from stdin`, stuck(), { timeout: 100 }))).toMatchObject({
        kind: "timeout",
      });
      expect(
        await rejection(
          db.bulkInsert(
            table,
            (async function* () {
              for await (const line of stuck()) yield [1, line];
            })(),
            { columns: ["id", "word"], batchSize: 1, timeout: 100 },
          ),
        ),
      ).toMatchObject({ kind: "timeout" });
      expect(performance.now() - start).toBeLessThan(2000);
      expect(await backend()).toBe(before);
      expect(await ids()).toEqual([]);
    });

    it("ends a copy that waits for a lock", async () => {
      const other = made.make();
      const holder = await other.begin();
      await holder.execute(sql`lock table ${name} in access exclusive mode`);
      try {
        const start = performance.now();
        expect(await rejection(copyIn(db, sql`copy ${name} from stdin`, ["1\ta\n"], { timeout: 100 }))).toMatchObject({
          kind: "timeout",
        });
        expect(await rejection(text(copyOut(db, sql`copy ${name} to stdout`, { timeout: 100 })))).toMatchObject({
          kind: "timeout",
        });
        expect(performance.now() - start).toBeLessThan(2000);
      } finally {
        await holder.rollback();
      }
      expect(await copyIn(db, sql`copy ${name} from stdin`, ["1\ta\n"])).toBe(1);
    });

    it("stops an output between two pieces, and leaves a transaction as it was", async () => {
      const aborting = new AbortController();
      await db.transaction(async (tx) => {
        await tx.execute(sql`insert into ${name} values (1, 'kept')`);
        const error = await rejection(async () => {
          for await (const _ of copyOut(
            tx,
            "copy (select pg_sleep(0.0001), g from generate_series(1, 1000000) g) to stdout",
            { signal: aborting.signal },
          ))
            aborting.abort();
        });
        expect(error).toMatchObject({ kind: "aborted" });
        await tx.execute(sql`insert into ${name} values (2, 'kept')`);
      });
      expect(await ids()).toEqual([1, 2]);
    });

    it("ends a copy at the very moment it begins", async () => {
      const before = await backend();
      const start = performance.now();
      for (let round = 0; round < 20; round++) {
        const aborting = new AbortController();
        const copying = rejection(copyIn(db, sql`copy ${name} from stdin`, stuck(), { signal: aborting.signal }));
        if (round % 2 === 0) setImmediate(() => aborting.abort());
        else process.nextTick(() => queueMicrotask(() => aborting.abort()));
        expect(await copying).toMatchObject({ kind: "aborted" });
      }
      expect(performance.now() - start).toBeLessThan(900);
      expect(await backend()).toBe(before);
    });

    it("is refused before anything is done when the signal was aborted already", async () => {
      expect(
        await rejection(copyIn(db, sql`copy ${name} from stdin`, ["1\ta\n"], { signal: AbortSignal.abort() })),
      ).toMatchObject({ kind: "aborted" });
    });
  });

  it("fails a transaction by the server's error, as any statement does", async () => {
    const error = await rejection(
      db.transaction(async (tx) => {
        const refused = await rejection(text(copyOut(tx, "copy nowhere to stdout")));
        expect(refused).toMatchObject({ kind: "undefined-table", transactionState: "failed" });
        await tx.query(sql`select 1`);
      }),
    );
    expect(error).toMatchObject({ kind: "transaction-failed" });
  });

  it("takes no other statement, no values, no other driver's session", async () => {
    expect(await rejection(copyIn(db, "drop table x", []))).toMatchObject({ kind: "usage" });
    expect(() => copyOut(db, "select 1")).toThrow(expect.objectContaining({ kind: "usage" }));
    expect(await rejection(copyIn(db, sql`copy ${name} from stdin (delimiter ${","})`, []))).toMatchObject({
      kind: "usage",
    });
    expect(await rejection(copyIn(db, sql`copy ${name} to stdout`, []))).toMatchObject({ kind: "usage" });
    expect(await rejection(text(copyOut(db, sql`copy ${name} from stdin`)))).toMatchObject({ kind: "usage" });
    expect(await rejection(copyIn({ native: (use) => use({}) }, "copy x from stdin", []))).toMatchObject({
      kind: "usage",
    });
    expect(await rejection(copyIn(db, sql`copy ${name} from stdin`, 5 as never))).toMatchObject({ kind: "usage" });
    expect(await rejection(copyIn(db, sql`copy ${name} from stdin`, [5] as never))).toMatchObject({ kind: "usage" });
    expect(await ids()).toEqual([]);
  });

  it("is refused as a statement of query and stream, which could neither send nor read it", async () => {
    expect(await rejection(db.query(sql`copy ${name} from stdin`))).toMatchObject({ kind: "usage" });
    expect(await rejection(db.query(sql`/* all */ copy ${name} to stdout`))).toMatchObject({ kind: "usage" });
    expect(
      await rejection(async () => {
        for await (const _ of db.stream(sql`copy ${name} to stdout`)) break;
      }),
    ).toMatchObject({ kind: "usage" });
    expect(await ids()).toEqual([]);
  });

  it("carries 8 MiB in one piece", async () => {
    const word = randomBytes(4 * 1024 * 1024).toString("hex");
    expect(await copyIn(db, sql`copy ${name} from stdin`, [`1\t${word}\n`])).toBe(1);
    expect((await text(copyOut(db, sql`copy ${name} to stdout`))).length).toBe(word.length + 3);
  });

  it("tells of a connection that breaks meanwhile, and the next call gets another", async () => {
    const killer = made.make();
    const victim = await backend();
    async function* source(): AsyncGenerator<string> {
      yield "1\ta\n";
      await killer.query(sql`select pg_terminate_backend(${victim})`);
      await new Promise(() => undefined);
    }
    expect(await rejection(copyIn(db, sql`copy ${name} from stdin`, source()))).toMatchObject({
      kind: "connection-lost",
      retry: "reconnect",
    });
    expect(await backend()).not.toBe(victim);
    const next = await backend();
    const error = await rejection(async () => {
      for await (const _ of copyOut(
        db,
        "copy (select pg_sleep(0.001), g from generate_series(1, 10000000) g) to stdout",
      ))
        await killer.query(sql`select pg_terminate_backend(${next})`);
    });
    expect(error).toMatchObject({ kind: "connection-lost" });
    expect(await backend()).not.toBe(next);
  });
});

describe("COPY on PGlite", () => {
  const db = createDatabase(pglite());
  afterAll(() => db.close());

  it("gives output, and refuses input with a way out", async () => {
    await db.execute(sql`create table copied (id int, word text)`);
    await db.bulkInsert(
      "copied",
      [
        [1, "one"],
        [2, null],
      ],
      { columns: ["id", "word"] },
    );
    expect(await text(copyOut(db, "copy copied to stdout"))).toBe("1\tone\n2\t\\N\n");
    for await (const _ of copyOut(db, "copy (select g from generate_series(1, 100000) g) to stdout")) break;
    expect(await rejection(copyIn(db, "copy copied from stdin", ["3\tc\n"]))).toMatchObject({
      kind: "unsupported",
      message: expect.stringContaining("bulkInsert"),
    });
    expect(await rejection(db.query(sql`/* sly */ copy copied from stdin`))).toMatchObject({ kind: "usage" });
    expect(await db.query(sql`select count(*)::int as n from copied`)).toEqual([{ n: 2 }]);
  });

  it("gives output inside a transaction that goes on after an early exit", async () => {
    await db.transaction(async (tx) => {
      for await (const _ of copyOut(tx, "copy (select g from generate_series(1, 100000) g) to stdout")) break;
      expect(await tx.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    });
  });
});

it("a Readable is a source too", async () => {
  const db = createDatabase(pglite());
  expect(await rejection(copyIn(db, "copy x from stdin", Readable.from(["1"])))).toMatchObject({ kind: "unsupported" });
  await db.close();
});
