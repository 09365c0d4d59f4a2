import { databaseError } from "../../../src/errors/index.ts";
import type { PoolSource } from "../../../src/pool/index.ts";

/** A resource that notes what is done to it. */
export interface Thing {
  readonly id: number;
  closed: number;
  lent: boolean;
  condition: "clean" | "dirty" | "broken";
  resets: number;
  checks: number;
  sick: boolean;
}

/** Opens things at command, and notes every misuse. */
export class FakeSource implements PoolSource<Thing> {
  readonly things: Thing[] = [];
  readonly misuse: string[] = [];
  /** What opening does: at once, wait for `letOpen`, or fail. */
  mode: "open" | "hold" | "fail" | "refuse" = "open";
  opening = 0;
  attempts = 0;
  readonly #held: (() => void)[] = [];

  async open(signal: AbortSignal): Promise<Thing> {
    this.attempts++;
    this.opening++;
    try {
      if (this.mode === "hold") await new Promise<void>((resolve) => this.#held.push(resolve));
      if (signal.aborted) throw databaseError({ kind: "aborted" });
      if (this.mode === "fail") throw databaseError({ kind: "cannot-connect" });
      if (this.mode === "refuse") throw databaseError({ kind: "authentication-failed" });
      const thing: Thing = {
        id: this.things.length,
        closed: 0,
        lent: false,
        condition: "clean",
        resets: 0,
        checks: 0,
        sick: false,
      };
      this.things.push(thing);
      return thing;
    } finally {
      this.opening--;
    }
  }

  letOpen(): void {
    for (const go of this.#held.splice(0)) go();
  }

  close(thing: Thing): Promise<void> {
    if (thing.lent) this.misuse.push(`closed ${thing.id} under its borrower`);
    thing.closed++;
    return Promise.resolve();
  }

  check(thing: Thing): Promise<void> {
    thing.checks++;
    if (thing.closed > 0) this.misuse.push(`checked ${thing.id} after closing`);
    return thing.sick ? Promise.reject(new Error("sick")) : Promise.resolve();
  }

  condition(thing: Thing): Thing["condition"] {
    return thing.condition;
  }

  reset(thing: Thing): Promise<void> {
    thing.resets++;
    thing.condition = "clean";
    return Promise.resolve();
  }

  get living(): number {
    return this.things.filter(({ closed }) => closed === 0).length;
  }
}
