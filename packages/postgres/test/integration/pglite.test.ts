import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { PGlite } from "@electric-sql/pglite";
import { pglite, postgresCapabilities, pgliteCapabilities, postgres, type PgliteOptions } from "../../src/index.ts";
import { rejection } from "./support/database.ts";

describe("PGlite", () => {
  const db = createDatabase(pglite());
  afterAll(() => db.close());

  it("has one session, in which everything takes its turn", async () => {
    expect(await Promise.all([1, 2, 3].map((n) => db.query(sql`select ${n}::int as n`)))).toEqual([
      [{ n: 1 }],
      [{ n: 2 }],
      [{ n: 3 }],
    ]);
    expect(db.endpoints[0]!.stats()).toMatchObject({ size: 1 });
    expect(await db.server()).toMatchObject({
      flavour: "pglite",
      role: "primary",
      readOnly: false,
      version: [18, expect.any(Number)],
    });
  });

  it("refuses what its one session cannot do", async () => {
    expect(await rejection(db.listen("x", () => undefined))).toMatchObject({ kind: "unsupported" });
    const tx = await db.begin();
    expect(await rejection(tx.prepare("x"))).toMatchObject({ kind: "unsupported" });
    await tx.rollback();
    for (const options of [{ hosts: [{ host: "h" }] }, { tls: true }, { replicas: [{ file: "x", maxLag: "1s" }] }]) {
      expect(() => pglite(options as PgliteOptions)).toThrow(expect.objectContaining({ kind: "configuration" }));
    }
  });

  it("cannot be stopped: a statement beyond its time limit gives its result", async () => {
    const start = performance.now();
    expect(await db.query(sql`select pg_sleep(0.4)::text as v`, { timeout: 50 })).toEqual([{ v: "" }]);
    expect(performance.now() - start).toBeGreaterThan(350);
  });

  it("keeps its data in a directory", async () => {
    const file = mkdtempSync(join(tmpdir(), "db-pglite-"));
    try {
      const first = createDatabase(pglite({ file }));
      await first.execute(sql`create table kept (id int)`);
      await first.bulkInsert("kept", [[1]], { columns: ["id"] });
      await first.close();
      const second = createDatabase(pglite({ url: `pglite:${file}` }));
      expect(await second.query(sql`select * from kept`)).toEqual([{ id: 1 }]);
      await second.close();
    } finally {
      rmSync(file, { recursive: true, force: true });
    }
  }, 60_000);

  it("works with one of the caller's, and leaves it open", async () => {
    const client = await PGlite.create();
    const borrowed = createDatabase(pglite({ client }));
    expect(await borrowed.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    await borrowed.close();
    expect((await client.query("select 2 as two")).rows).toEqual([{ two: 2 }]);
    await client.close();
  }, 60_000);
});

it("differs from the server only by what is declared", () => {
  const differing = Object.entries(postgresCapabilities)
    .filter(([name, value]) => pgliteCapabilities[name as "cancel"] !== value)
    .map(([name]) => name);
  expect(differing.toSorted()).toEqual([
    "atomicBulkInsert",
    "cancel",
    "concurrentSessions",
    "multipleHosts",
    "notifications",
    "pipelining",
    "replicationLag",
    "tls",
    "twoPhase",
  ]);
  expect(postgres({}).driver.capabilities).toBe(postgresCapabilities);
});
