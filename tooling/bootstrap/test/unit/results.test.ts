import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closingLine, countTests } from "../../src/results.ts";

const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numRuntimeErrorTestSuites: 0 };

describe("countTests", () => {
  let folder: string;
  const write = (name: string, result: object): void =>
    writeFileSync(join(folder, name), JSON.stringify({ ...none, ...result }));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "db-results-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("adds up all results and reads no other file", () => {
    write("a.unit.jest.json", { numPassedTests: 2, numFailedTests: 1 });
    write("b.unit.jest.json", { numPassedTests: 3, numPendingTests: 1 });
    write("other.json", { numPassedTests: 100 });
    expect(countTests(folder)).toEqual({ passed: 5, failed: 1, skipped: 1 });
  });

  it("counts a file that could not be loaded as a failure", () => {
    write("a.unit.jest.json", { numRuntimeErrorTestSuites: 1 });
    expect(countTests(folder).failed).toBe(1);
  });
});

describe("closingLine", () => {
  it("names skipped tests only when there are some", () => {
    expect(closingLine({ passed: 5, failed: 0, skipped: 0 })).toBe("5 passed, 0 failed");
    expect(closingLine({ passed: 5, failed: 1, skipped: 2 })).toBe("5 passed, 1 failed, 2 skipped");
  });
});
