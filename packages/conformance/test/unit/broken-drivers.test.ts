import { describe, expect, it } from "@jest/globals";
import { concerns, describeDriver } from "@db/conformance";
import type { BulkBatch, Result, Row, Session } from "@db/core";
import { RecordingRunner } from "../support/recording-runner.ts";
import { cancelled, sqliteSubject, type Changes } from "../support/sqlite-subject.ts";

const minutes = 180_000;

async function failuresOf(changes: Changes, only?: readonly string[]): Promise<string[]> {
  const runner = new RecordingRunner();
  describeDriver(runner, sqliteSubject(changes));
  const failures = await runner.failures(only);
  return failures.map(({ concern, test }) => `${concern}: ${test}`);
}

const mapRows = (result: Result, change: (value: unknown) => unknown): Result => ({
  ...result,
  rows: result.rows.map((row): Row =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, change(value)])),
  ),
});

/** Each broken driver, the concerns that must catch it, and a test of theirs that must be among those that fail. */
const broken: readonly (readonly [name: string, changes: Changes, caughtBy: readonly string[], test: string])[] = [
  [
    "a rollback that is swallowed",
    { session: lying(() => ({ rollback: () => Promise.resolve() })) },
    ["transactions"],
    "transactions: rolls back when the callback throws, and rejects with the same error",
  ],
  [
    "a commit that does not commit",
    { session: (session) => ({ commit: () => session.rollback() }) },
    ["transactions", "bulk"],
    "transactions: commits when the callback returns, and gives its value",
  ],
  [
    "a close that leaves the session open",
    { session: () => ({ close: () => Promise.resolve() }) },
    ["aborts"],
    "aborts: after aborts no session is left on the server",
  ],
  [
    "a stream that does not close its cursor when its reader leaves",
    {
      session: (session) => ({
        stream: (bound, call) => {
          const rows = session.stream(bound, call)[Symbol.asyncIterator]();
          return {
            [Symbol.asyncIterator]: () => ({
              next: () => rows.next(),
              return: () => Promise.resolve({ done: true, value: undefined }),
            }),
          };
        },
      }),
    },
    ["streams"],
    "streams: leaving early closes the cursor and gives the connection back",
  ],
  [
    "errors that are all unknown",
    { driver: () => ({ classify: () => ({ kind: "unknown" }) }) },
    ["errors", "bulk"],
    "errors: unique-violation",
  ],
  [
    "64-bit integers that lose digits",
    {
      session: (session) => ({
        run: async (bound, call) =>
          mapRows(await session.run(bound, call), (value) => (typeof value === "bigint" ? Number(value) : value)),
      }),
    },
    ["values"],
    "values: bigint comes back as it was",
  ],
  [
    "texts that end at U+0000",
    {
      session: (session) => ({
        run: async (bound, call) =>
          mapRows(await session.run(bound, call), (value) =>
            typeof value === "string" ? value.split("\0")[0] : value,
          ),
      }),
    },
    ["values"],
    "values: text comes back as it was",
  ],
  [
    "bytes that are the client's own class",
    {
      session: (session) => ({
        run: async (bound, call) =>
          mapRows(await session.run(bound, call), (value) =>
            value instanceof Uint8Array ? Buffer.from(value) : value,
          ),
      }),
    },
    ["values"],
    "values: binary comes back as it was",
  ],
  [
    "a bulk insert that rounds",
    {
      session: (session) => ({
        bulkInsert: (request, call) => {
          const rows = async function* (): AsyncGenerator<BulkBatch> {
            for await (const batch of request.rows)
              yield {
                length: batch.length,
                read(row, into, at) {
                  batch.read(row, into, at);
                  into.forEach((value, index) => (into[index] = typeof value === "bigint" ? Number(value) : value));
                },
              };
          };
          return session.bulkInsert?.({ ...request, rows: rows() }, call) ?? Promise.resolve(0);
        },
      }),
    },
    ["values"],
    "values: bigint comes back as it was",
  ],
  [
    "a reset that resets nothing",
    { session: () => ({ reset: () => Promise.resolve() }) },
    ["sessions"],
    "sessions: a setting changed by one borrower is gone for the next",
  ],
  [
    "a session that never says it was changed",
    { session: () => ({ dirty: false }) },
    ["sessions"],
    "sessions: a setting changed by a single call is gone for the next",
  ],
  [
    "a request to stop that hits the next statement",
    (() => {
      let poisoned = false;
      return {
        cancel: (stop) => {
          stop();
          poisoned = true;
          return Promise.resolve();
        },
        session: (session: Session): Partial<Session> => ({
          run: (bound, call) => {
            if (!poisoned) return session.run(bound, call);
            poisoned = false;
            return Promise.reject(cancelled());
          },
        }),
      } satisfies Changes;
    })(),
    ["aborts"],
    "aborts: a late stop never hits the next statement",
  ],
  [
    "a request to stop that stops nothing",
    { cancel: () => Promise.resolve() },
    ["aborts"],
    "aborts: a time limit stops the statement on the server",
  ],
  [
    "an option of a transaction that is ignored",
    { session: (session) => ({ begin: (_settings, call) => session.begin({}, call) }) },
    ["transactions"],
    "transactions: a read-only transaction refuses writes, and only while it lasts",
  ],
  [
    "an option of the database that is ignored",
    { driver: (driver) => ({ parseOptions: (input) => ({ ...driver.parseOptions(input), timestamps: "date" }) }) },
    ["values"],
    "values: timestamp(6) comes back as it was, to the microsecond as text",
  ],
  [
    "capabilities that are not there",
    {
      driver: (driver) => ({
        capabilities: { ...driver.capabilities, notifications: true, arrays: true, specialFloats: true },
      }),
    },
    ["values", "notifications"],
    "values: array of integer comes back as it was",
  ],
];

/** A session that believes what it was told: after `commit` and `rollback` it claims that no transaction is open. */
function lying(changes: () => Partial<Session>): (session: Session) => Partial<Session> {
  return (session) => {
    const own = changes();
    let inside = false;
    return {
      ...own,
      get transaction() {
        return inside ? session.transaction : "none";
      },
      begin: async (settings, call) => {
        await session.begin(settings, call);
        inside = true;
      },
      rollback: async () => {
        await own.rollback?.();
        inside = false;
      },
    };
  };
}

describe("the suite", () => {
  it("has tests in every concern", () => {
    const runner = new RecordingRunner();
    describeDriver(runner, sqliteSubject());
    expect(Object.keys(runner.counts)).toEqual(Object.keys(concerns));
  });

  it(
    "lets a good driver pass everything",
    async () => {
      expect(await failuresOf({})).toEqual([]);
    },
    minutes,
  );

  for (const [name, changes, caughtBy, test] of broken) {
    it(
      `catches ${name}`,
      async () => {
        const failures = await failuresOf(changes, caughtBy);
        expect(failures).toContain(test);
        expect([...new Set(failures.map((failure) => failure.split(": ")[0]))].toSorted()).toEqual(caughtBy.toSorted());
      },
      minutes,
    );
  }

  it(
    "tells in its report what failed",
    async () => {
      const runner = new RecordingRunner();
      const reports: unknown[] = [];
      const subject = sqliteSubject({ driver: () => ({ classify: () => ({ kind: "unknown" }) }) });
      describeDriver(runner, {
        ...subject,
        report: (result) => void reports.push({ engine: result.engine, failures: result.failures }),
      });
      const failures = await runner.failures(["errors"]);
      expect(failures.length).toBeGreaterThan(0);
      expect(reports).toEqual([
        { engine: "sqlite", failures: failures.map(({ concern, test: title }) => `${concern}: ${title}`) },
      ]);
    },
    minutes,
  );
});
