import { expect } from "@jest/globals";
import type { Runner } from "@db/conformance";

/** What became of one test of the suite. */
export interface Outcome {
  readonly concern: string;
  readonly test: string;
  readonly error: unknown;
}

/** A test that has not ended by then counts as failed, so that a driver that hangs is found out too. */
const patience = 4000;

/** A runner that gathers the suite's tests, to run them when told and tell what became of each. */
export class RecordingRunner implements Runner {
  readonly #path: string[] = [];
  readonly #tests: { readonly concern: string; readonly test: string; readonly run: () => Promise<void> | void }[] = [];
  readonly #after: (() => Promise<void> | void)[] = [];

  describe(name: string, define: () => void): void {
    this.#path.push(name);
    define();
    this.#path.pop();
  }

  it(test: string, run: () => Promise<void> | void): void {
    this.#tests.push({ concern: this.#path[1] ?? "", test, run });
  }

  beforeAll(): void {
    throw new Error("the suite prepares nothing in advance");
  }

  afterAll(tidy: () => Promise<void> | void): void {
    this.#after.push(tidy);
  }

  expect(actual: unknown): { toEqual(expected: unknown): void } {
    return { toEqual: (expected) => expect(actual).toEqual(expected) };
  }

  /** How many tests the suite defined, by concern. */
  get counts(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { concern } of this.#tests) counts[concern] = (counts[concern] ?? 0) + 1;
    return counts;
  }

  /** Runs the tests of these concerns, or all; of them those with this title, or all. Gives those that failed. */
  async failures(concerns?: readonly string[], title?: string): Promise<Outcome[]> {
    const failures: Outcome[] = [];
    for (const { concern, test, run } of this.#tests) {
      if (concerns?.includes(concern) === false || (title !== undefined && test !== title)) continue;
      try {
        await inTime(run);
      } catch (error) {
        failures.push({ concern, test, error });
      }
    }
    for (const tidy of this.#after) await tidy();
    return failures;
  }
}

async function inTime(run: () => Promise<void> | void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no end after ${patience} ms`)), patience);
  });
  try {
    await Promise.race([Promise.resolve(run()), late]);
  } finally {
    clearTimeout(timer);
  }
}
