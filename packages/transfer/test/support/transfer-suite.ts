import { beforeEach, describe, expect, it } from "@jest/globals";
import type { DocumentDatabase } from "@db/core";
import { Double, Int32 } from "@db/document";
import { canonicalBytes } from "../../src/exact/canonical.ts";
import { planTransfer, stateCollection, transfer, verifyTransfer } from "../../src/index.ts";
import { everyType, ids } from "./any-documents.ts";
import { everything, fill } from "./fill.ts";
import { rejection } from "./rejection.ts";

/** What a transfer between two databases must do, whatever they are. `open` gives two, which it closes itself. */
export function transferSuite(
  name: string,
  open: () => Promise<{ source: DocumentDatabase; target: DocumentDatabase }>,
): void {
  describe(name, () => {
    let [source, target]: DocumentDatabase[] = [];
    let round = 0;
    beforeEach(async () => {
      if (source === undefined) ({ source, target } = await open());
      round++;
    });
    const both = (): [DocumentDatabase, DocumentDatabase] => [source as DocumentDatabase, target as DocumentDatabase];
    // Several suites may share a database.
    const named = (text: string): string => `${text}_${name.replaceAll(" ", "_")}_${round}`;
    const bytes = (documents: readonly Record<string, unknown>[]): string[] =>
      documents.map((document) => Buffer.from(canonicalBytes(document)).toString("hex"));

    it("brings every type and every kind of _id, exactly, in small chunks", async () => {
      const [from, to] = both();
      const things = named("things");
      await fill(
        from,
        things,
        ids.map((id) => everyType(id)),
      );
      const options = {
        id: named("exact"),
        collections: [things],
        chunkSize: 3,
        rangeSize: 2,
        verify: "full",
      } as const;
      const report = await transfer(from, to, options);
      expect(report.verification).toMatchObject({ equal: true, differences: [] });
      expect(report.collections).toMatchObject([{ name: things, read: ids.length, written: ids.length, skipped: 0 }]);
      expect(report.plan?.collections[0]?.losses).toEqual([]);
      expect(bytes(await everything(to, things))).toEqual(bytes(await everything(from, things)));
    });

    it("makes indexes, options and views, and does nothing a second time", async () => {
      const [from, to] = both();
      const [people, old] = [named("people"), named("old")];
      await from.createCollection(people, { validator: { age: { $type: "int" } }, validationLevel: "moderate" });
      await from.createCollection(old, { viewOn: people, pipeline: [{ $match: { age: { $gt: 50 } } }] });
      await fill(
        from,
        people,
        [1, 60, 70].map((age) => ({ _id: new Int32(age), age: new Int32(age) })),
      );
      await from.collection(people).createIndexes([{ key: { age: -1 }, unique: true }, { key: { "a.b": 1, c: 1 } }]);
      const options = { id: named("whole"), collections: [{ name: people, as: `${people}_new` }, old] };
      const report = await transfer(from, to, options);
      expect(report.collections.map(({ indexes }) => indexes)).toEqual([["age_-1", "a.b_1_c_1"], []]);
      const indexes = await to.collection(`${people}_new`).listIndexes();
      expect(indexes.map((index) => [index.name, index["unique"] ?? false])).toEqual([
        ["_id_", false],
        ["age_-1", true],
        ["a.b_1_c_1", false],
      ]);
      expect(await to.collection(old).find().toArray()).toHaveLength(2);
      const [described] = await to.listCollections({ name: `${people}_new` });
      expect(described?.options).toMatchObject({ validationLevel: "moderate", validator: { age: { $type: "int" } } });
      await to.collection(`${people}_new`).deleteOne({ _id: 1 });
      expect(await transfer(from, to, options)).toMatchObject({
        outcome: "done",
        runs: 1,
        verification: { equal: true },
      });
      expect(await to.collection(`${people}_new`).countDocuments()).toBe(2);
    });

    it("finds what is missing, extra or different, by hashes and one by one", async () => {
      const [from, to] = both();
      const things = named("things");
      const documents = Array.from({ length: 3000 }, (_, n) => ({ _id: new Int32(n), n: new Int32(n), text: `t${n}` }));
      await fill(from, things, documents);
      const options = { id: named("damaged"), collections: [things], rangeSize: 700 };
      expect(await transfer(from, to, options)).toMatchObject({ verification: { equal: true } });
      await to.collection(things).deleteOne({ _id: 1234 });
      await to.command({ insert: things, documents: [{ _id: "more" }] });
      // The same number as another type, and nothing else.
      await to.command({ update: things, updates: [{ q: { _id: 2222 }, u: { $set: { n: new Double(2222) } } }] });
      const expected = [
        { collection: things, kind: "missing", id: new Int32(1234) },
        { collection: things, kind: "different", id: new Int32(2222), path: "n" },
        { collection: things, kind: "extra", id: "more" },
      ];
      for (const verify of ["hash", "full"] as const) {
        const found = await verifyTransfer(from, to, { ...options, verify });
        expect(found).toMatchObject({ equal: false, truncated: false });
        expect(found.differences).toHaveLength(3);
        expect(found.differences).toEqual(expect.arrayContaining(expected));
      }
      expect((await verifyTransfer(from, to, { ...options, verify: "counts" })).equal).toBe(true);
      await to.collection(things).deleteMany({ _id: { $lt: 10 } });
      expect((await verifyTransfer(from, to, { ...options, verify: "counts" })).equal).toBe(false);
      const limited = await verifyTransfer(from, to, { ...options, differenceLimit: 4 });
      expect([limited.differences.length, limited.truncated]).toEqual([4, true]);
    });

    it("refuses a collection that has documents, or replaces or drops what is there", async () => {
      const [from, to] = both();
      const things = named("things");
      const ones = (text: string, ...given: number[]): Record<string, unknown>[] =>
        given.map((n) => ({ _id: new Int32(n), text }));
      await fill(from, things, ones("new", 1, 2));
      await fill(to, things, ones("old", 2, 3));
      const options = { collections: [things] };
      const refused = await rejection(transfer(from, to, { ...options, id: named("refuse") }));
      expect(refused).toMatchObject({ kind: "usage" });
      const replaced = await transfer(from, to, { ...options, id: named("replace"), existing: "replace" });
      expect(replaced.verification).toMatchObject({ equal: true, differences: [{ kind: "extra", id: new Int32(3) }] });
      expect((await everything(to, things)).map(({ text }) => text)).toEqual(["new", "new", "old"]);
      await transfer(from, to, { ...options, id: named("drop"), existing: "drop" });
      expect((await everything(to, things)).map(({ text }) => text)).toEqual(["new", "new"]);
    });

    it("plans without writing anything", async () => {
      const [from, to] = both();
      const things = named("things");
      await fill(
        from,
        things,
        ids.map((id) => everyType(id)),
      );
      await from.collection(things).createIndex({ key: { zebra: 1 } });
      const before = (await to.listCollections()).map((each) => each.name).sort();
      const plan = await planTransfer(from, to, { collections: [things] });
      expect(plan).toMatchObject({
        transactions: true,
        collections: [{ name: things, documents: ids.length, existing: 0 }],
      });
      const [collection] = plan.collections;
      expect(collection?.indexes).toEqual([{ name: "zebra_1", refused: undefined }]);
      const types = new Map(collection?.census.map((each) => [each.path, each.types]));
      expect(types.get("list[]")).toEqual({ int: 32, double: 32, array: 32, object: 64 });
      expect(types.get("list[].b")).toEqual({ string: 32 });
      expect(types.get("decimal")).toEqual({ decimal: 32 });
      const dry = await transfer(from, to, { id: named("dry"), collections: [things], dryRun: true });
      expect(dry).toMatchObject({ outcome: "planned", plan: { collections: [{ name: things }] } });
      expect((await to.listCollections()).map((each) => each.name).sort()).toEqual(before);
    });

    it("goes on where a signal stopped it", async () => {
      const [from, to] = both();
      const things = named("things");
      await fill(
        from,
        things,
        Array.from({ length: 2000 }, (_, n) => ({ _id: new Int32(n) })),
      );
      const stop = new AbortController();
      let seen = 0;
      const transform = [
        (document: object): object => {
          if (++seen === 700) stop.abort();
          return document;
        },
      ];
      const options = {
        id: named("stopped"),
        collections: [{ name: things, transform }],
        chunkSize: 50,
        rangeSize: 500,
      };
      await expect(
        transfer(from, to, { ...options, trial: false, sampleSize: 1, signal: stop.signal }),
      ).rejects.toBeDefined();
      expect(await to.collection(things).countDocuments()).toBeGreaterThan(0);
      expect(await to.collection(things).countDocuments()).toBeLessThan(2000);
      const report = await transfer(from, to, options);
      expect(report).toMatchObject({
        runs: 2,
        collections: [{ read: 2000, written: 2000 }],
        verification: { equal: true },
      });
      expect(await rejection(transfer(from, to, { ...options, existing: "drop" }))).toMatchObject({ kind: "usage" });
      expect(await to.collection(stateCollection).countDocuments({ transfer: options.id, done: false })).toBe(0);
    });
  });
}
