import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { defaultPoolOptions, Pool, type Lease } from "../../../src/pool/index.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { FakeSource, type Thing } from "./fake-source.ts";

type Step =
  | {
      readonly do:
        | "acquire"
        | "acquireShared"
        | "tryAcquire"
        | "abort"
        | "release"
        | "discard"
        | "dirty"
        | "break"
        | "lose"
        | "evict"
        | "suspend"
        | "resume"
        | "sicken";
    }
  | { readonly do: "advance"; readonly by: number }
  | { readonly do: "resize"; readonly max: number }
  | { readonly do: "mode"; readonly mode: FakeSource["mode"] };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom<Step>(
      { do: "acquire" },
      { do: "acquireShared" },
      { do: "acquireShared" },
      { do: "release" },
      { do: "release" },
      { do: "tryAcquire" },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>(
      { do: "abort" },
      { do: "discard" },
      { do: "dirty" },
      { do: "break" },
      { do: "sicken" },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Step>(
      { do: "lose" },
      { do: "evict" },
      { do: "suspend" },
      { do: "resume" },
      { do: "resume" },
    ),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("advance" as const), by: fc.nat({ max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("resize" as const), max: fc.integer({ min: 1, max: 6 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("mode" as const),
      mode: fc.constantFrom<FakeSource["mode"]>("open", "open", "hold", "fail"),
    }),
  },
);

/** A pool with its callers, and what must always be true of them. */
class Model {
  readonly clock = new FakeClock();
  readonly source = new FakeSource();
  readonly pool: Pool<Thing>;
  readonly held: Lease<Thing>[] = [];
  readonly aborts: AbortController[] = [];
  /** Callers that wait, by number of arrival; served ones must be the first of these. */
  readonly waiting = new Set<number>();
  readonly faults: string[] = [];
  #arrivals = 0;

  constructor(min: number, max: number) {
    const options = {
      ...defaultPoolOptions,
      min,
      max,
      maxQueue: 8,
      acquireTimeout: 500,
      idleTimeout: 300,
      maxLifetime: 900,
      validateAfter: 100,
      maxUses: 7,
    };
    this.pool = new Pool("model", options, this.source, {}, this.clock);
  }

  async apply(step: Step): Promise<void> {
    switch (step.do) {
      case "acquire":
      case "acquireShared":
        this.#acquire(step.do === "acquireShared");
        break;
      case "tryAcquire": {
        const lease = this.pool.tryAcquire();
        if (lease !== undefined) this.#lent(lease);
        break;
      }
      case "abort":
        this.aborts.shift()?.abort();
        break;
      case "release":
        this.#end((lease) => lease.release());
        break;
      case "discard":
        this.#end((lease) => lease.discard());
        break;
      case "dirty":
        if (this.held[0] !== undefined) this.held[0].resource.condition = "dirty";
        break;
      case "break":
        if (this.held[0] !== undefined) this.held[0].resource.condition = "broken";
        break;
      case "sicken":
        for (const thing of this.source.things) thing.sick = true;
        break;
      case "lose": {
        const living = this.source.things.find(({ closed }) => closed === 0);
        if (living !== undefined) this.pool.lost(living);
        break;
      }
      case "evict":
        this.pool.evict();
        break;
      case "suspend":
        this.pool.suspend();
        break;
      case "resume":
        this.pool.resume();
        break;
      case "advance":
        await this.clock.advance(step.by);
        break;
      case "resize":
        this.pool.resize({ max: step.max, min: Math.min(step.max, this.pool.options.min) });
        break;
      case "mode":
        this.source.mode = step.mode;
        this.source.letOpen();
        break;
    }
    await settle();
    this.check();
  }

  check(): void {
    const s = this.pool.stats();
    expect({ size: s.size }).toEqual({ size: s.idle + s.used + s.busy });
    expect(s.opened - s.closed).toBe(s.size);
    expect(s.requested).toBe(s.acquired + s.timedOut + s.aborted + s.refused + s.failed + s.waiting);
    expect(s.acquired).toBe(s.released + s.discarded + s.used + s.sharing);
    expect(s.used).toBe(new Set(this.held.map(({ resource }) => resource)).size);
    expect(s.used + s.sharing).toBe(this.held.length);
    expect(s.waiting).toBe(this.waiting.size);
    expect(this.source.misuse).toEqual([]);
    expect(this.faults).toEqual([]);
    const alone = this.held.filter(({ shared }) => !shared);
    expect(this.held.filter((lease) => alone.some(({ resource }) => resource === lease.resource))).toEqual(alone);
    expect(this.held.every(({ resource }) => resource.closed === 0)).toBe(true);
  }

  /** Everything ends: nothing is open, nothing waits, no timer runs. */
  async finish(): Promise<void> {
    this.source.mode = "open";
    this.source.letOpen();
    this.pool.resume();
    const closing = this.pool.close(1000);
    for (let round = 0; round < 50 && (this.held.length > 0 || this.waiting.size > 0); round++) {
      this.#end((lease) => lease.release());
      await this.clock.advance(100);
      this.source.letOpen();
    }
    await this.clock.advance(2000);
    await closing;
    expect(this.source.things.map(({ closed }) => closed)).toEqual(this.source.things.map(() => 1));
    expect(this.pool.stats()).toMatchObject({ size: 0, used: 0, waiting: 0, opening: 0, busy: 0 });
    expect(this.clock.pending).toBe(0);
  }

  #acquire(share: boolean): void {
    const arrival = this.#arrivals++;
    const abort = new AbortController();
    this.aborts.push(abort);
    this.waiting.add(arrival);
    const gone = (): void => {
      this.waiting.delete(arrival);
      this.aborts.splice(this.aborts.indexOf(abort), 1);
    };
    this.pool.acquire({ signal: abort.signal, share }).then((lease) => {
      if (lease.shared && !share) this.faults.push(`${arrival} got a shared session`);
      const [first] = this.waiting;
      if (first !== arrival) this.faults.push(`served ${arrival} before ${first}`);
      gone();
      this.#lent(lease);
    }, gone);
  }

  #lent(lease: Lease<Thing>): void {
    const others = this.held.filter(({ resource }) => resource === lease.resource);
    if (others.some(({ shared }) => !shared || !lease.shared)) this.faults.push(`lent ${lease.resource.id} twice`);
    if (others.length >= 8) this.faults.push(`lent ${lease.resource.id} to too many`);
    lease.resource.lent = true;
    this.held.push(lease);
  }

  #end(end: (lease: Lease<Thing>) => void): void {
    const lease = this.held.shift();
    if (lease === undefined) return;
    lease.resource.lent = this.held.some(({ resource }) => resource === lease.resource);
    end(lease);
  }
}

describe("whatever happens to a pool", () => {
  it("its figures add up, nobody overtakes, nothing is lent twice or leaks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 2, max: 4 }),
        fc.array(anyStep, { maxLength: 80 }),
        async (min, max, steps) => {
          const model = new Model(min, max);
          for (const one of steps) await model.apply(one);
          await model.finish();
        },
      ),
      { numRuns: 400 },
    );
  });
});
