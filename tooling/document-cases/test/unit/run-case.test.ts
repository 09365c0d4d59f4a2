import { describe, expect, it } from "@jest/globals";
import { databaseError } from "@db/core";
import { Int32, type Document } from "bson";
import type { Case, Expectation } from "../../src/read-cases.ts";
import { Report } from "../../src/report.ts";
import { runCase, type Target } from "../../src/run-case.ts";

const given = (expectation: Expectation, commands: Document[] = [{ find: "c" }], id = "a/b"): Case => ({
  id,
  family: "sample",
  commands,
  expect: expectation,
  documentdb: true,
});
const answering = (answer: (command: Document) => Document): Target => ({
  command: async (command) => answer(command),
  close: async () => {},
});
const failing = (code: number, kind: "invalid-value" | "unsupported" = "invalid-value"): Target =>
  answering(() => {
    throw databaseError({ kind, engine: "sample", nativeCode: code, message: "refused" });
  });

describe("a case", () => {
  it("is passed by the same documents, or the same code", async () => {
    const found = answering(() => ({ cursor: { firstBatch: [{ a: "x" }] } }));
    expect(await runCase(given({ value: [{ a: "x" }] }), found, 1000)).toEqual({ result: "passed" });
    expect(await runCase(given({ value: [{ a: "y" }] }), found, 1000)).toMatchObject({ result: "failed" });
    expect(await runCase(given({ errorCode: 2 }), failing(2), 1000)).toEqual({ result: "passed" });
    expect(await runCase(given({ errorCode: 2 }), failing(9), 1000)).toMatchObject({ result: "failed" });
    expect(await runCase(given({ errorCode: 2 }), found, 1000)).toMatchObject({ result: "failed" });
    const refusedWrite = answering(() => ({ n: new Int32(0), writeErrors: [{ index: 0, code: new Int32(11_000) }] }));
    expect(await runCase(given({ errorCode: 11_000 }), refusedWrite, 1000)).toEqual({ result: "passed" });
  });

  it("is refused by name, failed by anything else, and hung after its time", async () => {
    expect(await runCase(given({ value: [] }), failing(238, "unsupported"), 1000)).toMatchObject({ result: "refused" });
    expect(await runCase(given({ ok: true }), failing(2), 1000)).toMatchObject({ result: "failed" });
    const never: Target = { command: () => new Promise(() => {}), close: async () => {} };
    expect(await runCase(given({ ok: true }), never, 20)).toMatchObject({ result: "hung" });
  });

  it("is about the command before its cleaning up", async () => {
    const target = answering((command) => ("drop" in command ? { dropped: true } : { cursor: { firstBatch: [] } }));
    const commands = [{ find: "c" }, { drop: "c" }];
    expect(await runCase(given({ value: [] }, commands), target, 1000)).toEqual({ result: "passed" });
    const dropped = given({ value: { dropped: true }, of: "response" }, commands, "commands/drop/test");
    expect(await runCase(dropped, target, 1000)).toEqual({ result: "passed" });
  });

  it("is counted by family and by the parts of its id", () => {
    const report = new Report(1);
    report.add(given({ ok: true }), { result: "passed" });
    report.add(given({ ok: true }), { result: "failed", reason: "x" });
    expect(report.text()).toContain("| sample | 1 | 2 | 50.0 | 0 | 1 | 0 |");
    expect(report.unsound).toBe(false);
    report.add(given({ ok: true }), { result: "hung", reason: "x" });
    expect(report.unsound).toBe(true);
  });
});
