import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { describeDriver } from "@db/conformance";
import { defineDatabase } from "@db/core";
import { RecordingRunner } from "../support/recording-runner.ts";
import { series, tinyDriver, type Faults } from "../support/tiny-driver.ts";
import { TinyServer } from "../support/tiny-server.ts";

const minutes = 180_000;

/** Each way of breaking, and a test that must catch it. */
const broken: readonly (readonly [name: string, faults: Faults, test: string])[] = [
  [
    "a lost connection that is not told",
    { keepsQuietWhenLost: true },
    "a connection that is cut while idle is noticed, and replaced at the next call",
  ],
  [
    "calls in flight that are forgotten",
    { forgetsPendingCalls: true },
    "a transaction whose connection is cut during a statement is rolled back",
  ],
  ["a close that leaves the socket open", { closesNothing: true }, "answers that come late are waited for"],
  [
    "a socket that is left when connecting takes too long",
    { forgetsLimitsOfConnecting: true },
    "a server that accepts and says nothing is given up after connectTimeout",
  ],
  [
    "a lost commit that is taken for done",
    { takesLostCommitsForDone: true },
    "a commit that never arrives has an unknown outcome, here not done",
  ],
  [
    "a session that connects again by itself",
    { reconnectsByItself: true },
    "a pinned session that lost its connection rejects, and does not get another",
  ],
  [
    "a cut stream that looks complete",
    { takesLostStreamsForEnded: true },
    "a cut in the middle of a stream rejects the reader, after rows in their order",
  ],
  [
    "a close that insists on an answer",
    { insistsOnGoodbyes: true },
    "closing does not wait for a server that says nothing",
  ],
];

describe("the concern of faults", () => {
  const folder = mkdtempSync(join(tmpdir(), "db-conformance-"));
  let server: TinyServer;

  beforeAll(async () => {
    server = await TinyServer.start(join(folder, "tiny.db"));
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function failuresOf(faults: Faults, title?: string): Promise<string[]> {
    const runner = new RecordingRunner();
    const place = { host: "127.0.0.1", port: server.port };
    describeDriver(runner, {
      name: "tiny",
      define: (overrides) => defineDatabase(tinyDriver(faults), { ...place, ...overrides }),
      statements: { series },
      shared: true,
      address: place,
    });
    return (await runner.failures(["faults"], title)).map(({ test }) => test);
  }

  it(
    "lets a good driver pass",
    async () => {
      expect(await failuresOf({})).toEqual([]);
    },
    minutes,
  );

  for (const [name, faults, test] of broken) {
    it(
      `catches ${name}`,
      async () => {
        expect(await failuresOf(faults, test)).toEqual([test]);
      },
      minutes,
    );
  }
});
