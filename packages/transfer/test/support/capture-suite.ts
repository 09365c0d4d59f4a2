import { setImmediate } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "@jest/globals";
import type { DocumentDatabase } from "@db/core";
import { Double, Int32 } from "@db/document";
import { startTransfer } from "../../src/index.ts";
import { fill } from "./fill.ts";

/** What following changes must do between two databases, of which the source keeps a record of its changes. */
export function captureSuite(name: string, open: () => { source: DocumentDatabase; target: DocumentDatabase }): void {
  describe(`${name}, while others write`, () => {
    let [source, target]: DocumentDatabase[] = [];
    const suffix = name.replaceAll(" ", "_");
    beforeAll(() => {
      ({ source, target } = open());
    });
    const both = (): [DocumentDatabase, DocumentDatabase] => [source as DocumentDatabase, target as DocumentDatabase];
    const plain = (n: number): Record<string, unknown> => ({ _id: new Int32(n), n: new Int32(n), half: new Double(n) });

    it("carries every change over until the cut-over", async () => {
      const [from, to] = both();
      const things = `live_${suffix}`;
      await fill(
        from,
        things,
        Array.from({ length: 2000 }, (_, n) => plain(n)),
      );
      const collection = from.collection(things);
      let writing = true;
      const writer = (async () => {
        for (let n = 0; writing; n++) {
          await fill(from, things, [plain(10_000 + n)]);
          await collection.updateOne({ _id: (n * 37) % 2000 }, { $set: { half: n + 0.5, seen: [n] } });
          await collection.deleteOne({ _id: (n * 91) % 2000 });
          // A database in memory never waits, and nothing else would come to run.
          await setImmediate();
        }
      })();
      const running = startTransfer(from, to, {
        id: `live_${suffix}`,
        collections: [things],
        capture: true,
        chunkSize: 100,
        // Until all is copied, and some changes are carried over while more come.
        onProgress: ({ phase, changes }) => (writing &&= phase !== "follow" || changes < 100),
      });
      running.finished.catch(() => (writing = false));
      await writer;
      await running.caughtUp;
      // Between the last look and the cut-over, and of a type that plain values do not tell.
      await to.collection(things).estimatedDocumentCount();
      await from.command({ insert: things, documents: [{ _id: "last", v: new Double(2) }] });
      const report = await running.cutOver();
      expect(report.changes).toBeGreaterThan(100);
      expect(report.verification).toMatchObject({ equal: true, differences: [] });
      expect(await to.collection(things).countDocuments({ _id: "last", v: { $type: "double" } })).toBe(1);
    }, 120_000);

    it("goes on behind the last change that was carried over", async () => {
      const [from, to] = both();
      const things = `resumed_${suffix}`;
      await fill(from, things, [plain(1), plain(2)]);
      const options = { id: `resumed_${suffix}`, collections: [things], capture: true } as const;
      const stop = new AbortController();
      const stopped = startTransfer(from, to, { ...options, signal: stop.signal });
      await stopped.caughtUp;
      stop.abort();
      await expect(stopped.finished).rejects.toBeDefined();
      await from.collection(things).deleteOne({ _id: 1 });
      await fill(from, things, [plain(3)]);
      const resumed = startTransfer(from, to, options);
      await resumed.caughtUp;
      const report = await resumed.cutOver();
      expect(report).toMatchObject({ runs: 2, changes: 2, verification: { equal: true } });
      const left = await to
        .collection(things)
        .find({}, { sort: { _id: 1 } })
        .toArray();
      expect(left.map(({ _id }) => _id)).toEqual([2, 3]);
    }, 60_000);

    it("refuses to follow a collection that is dropped, and _ids that change", async () => {
      const [from, to] = both();
      for (const [things, transform, change] of [
        [`dropped_${suffix}`, [], () => from.collection(`dropped_${suffix}`).drop()],
        [
          `changed_${suffix}`,
          [{ cast: { _id: "string" } }] as const,
          () => fill(from, `changed_${suffix}`, [plain(2)]),
        ],
      ] as const) {
        await fill(from, things, [plain(1)]);
        const running = startTransfer(from, to, {
          id: things,
          collections: [{ name: things, transform }],
          capture: true,
        });
        await running.caughtUp;
        await change();
        await expect(running.cutOver()).rejects.toMatchObject({ kind: "usage" });
      }
    }, 60_000);
  });
}
