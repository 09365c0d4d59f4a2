import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { Int32, memoryDatabase } from "@db/document";
import {
  forgetTransfer,
  progressBar,
  stateCollection,
  transfer,
  verifyTransfer,
  type RunOptions,
  type TransferProgress,
} from "../../src/index.ts";
import { fill } from "../support/fill.ts";
import { rejection } from "../support/rejection.ts";

it.each<[string, unknown]>([
  ["an unknown option", { paralel: 3 }],
  ["a wrong word", { existing: "keep" }],
  ["a number out of its range", { parallel: 0 }],
  ["no collection", { collections: [] }],
  ["a collection twice", { collections: ["a", "a"] }],
  [
    "two collections into one",
    {
      collections: [
        { name: "a", as: "c" },
        { name: "b", as: "c" },
      ],
    },
  ],
  ["a collection that is not there", { collections: ["none"] }],
  ["capture without a way to end it", { capture: true }],
])("refuses %s", async (_, options) => {
  expect(await rejection(transfer(memoryDatabase(), memoryDatabase(), options as RunOptions))).toMatchObject({
    kind: "usage",
  });
});

it("tells of progress, draws it, and writes the report into a file", async () => {
  const [source, target] = [memoryDatabase(), memoryDatabase()];
  await fill(
    source,
    "things",
    Array.from({ length: 500 }, (_, n) => ({ _id: new Int32(n) })),
  );
  const directory = await mkdtemp(join(tmpdir(), "transfer-"));
  const reportFile = join(directory, "report.json");
  const told: TransferProgress[] = [];
  const drawn: string[] = [];
  const bar = progressBar({ isTTY: true, columns: 60, write: (text) => drawn.push(text) });
  try {
    await transfer(source, target, {
      chunkSize: 50,
      reportFile,
      onProgress(progress) {
        told.push(progress);
        bar.update(progress);
      },
    });
    bar.end();
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual(["plan", "copy", "indexes", "verify", "done"]);
    expect(told.findLast(({ phase }) => phase === "verify")).toMatchObject({ documents: 1000, total: 1000 });
    expect(drawn.at(-1)).toBe("\n");
    expect(drawn.every((text) => text === "\n" || (text.startsWith("\r") && text.length <= 60 + 4))).toBe(true);
    expect(drawn.some((text) => text.includes("[####################] 100%"))).toBe(true);
    const report = JSON.parse(await readFile(reportFile, "utf8")) as object;
    expect(report).toMatchObject({ outcome: "done", collections: [{ written: 500 }], verification: { equal: true } });
    await rejection(transfer(source, target, { id: "other", reportFile }));
    expect(JSON.parse(await readFile(reportFile, "utf8"))).toMatchObject({
      outcome: "failed",
      error: { kind: "usage" },
    });
  } finally {
    await rm(directory, { recursive: true });
  }
});

it("writes a line now and then where there is no terminal", () => {
  const lines: string[] = [];
  const { update } = progressBar({ write: (text) => lines.push(text) });
  const progress = {
    phase: "copy",
    collection: "a\u001Bb",
    documents: 5,
    total: 10,
    rate: 2,
    eta: 90,
    changes: 0,
  } as const;
  for (const elapsed of [0, 100, 9000, 11_000]) update({ ...progress, elapsed } as unknown as TransferProgress);
  expect(lines).toEqual(Array.from({ length: 2 }, () => "copy    [##########----------] 50% 5/10 2/s 1m30s a?b\n"));
});

it("forgets a transfer, and only this one", async () => {
  const [source, target] = [memoryDatabase(), memoryDatabase()];
  await fill(source, "things", [{ _id: new Int32(1) }]);
  await transfer(source, target, { id: "one" });
  await transfer(source, target, { id: "two", existing: "drop" });
  expect(await forgetTransfer(target, "one")).toBe(true);
  expect(await forgetTransfer(target, "one")).toBe(false);
  expect(await target.collection(stateCollection).countDocuments({ _id: { $regex: "^two" } })).toBe(2);
  expect(await target.collection(stateCollection).countDocuments()).toBe(2);
  expect(await transfer(source, target, { id: "one", existing: "drop" })).toMatchObject({ runs: 1 });
  await expect(verifyTransfer(source, target, { verify: "none" })).rejects.toMatchObject({ kind: "usage" });
});
