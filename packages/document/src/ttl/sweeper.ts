import { channel } from "node:diagnostics_channel";
import { usage } from "@db/core";
import type { DocumentStore } from "../store/store.ts";
import { sweep, type SweepResult } from "./sweep.ts";

/** What `@db:document:sweep` tells after each sweep that removed something or failed. It has no values of documents. */
export interface SweepEvent {
  readonly engine: string;
  readonly database: string;
  readonly removed: readonly SweepResult[];
  readonly error?: unknown;
}

const sweeps = channel("@db:document:sweep");

/** Sweeps a store at intervals. Its timer keeps no process alive. */
export class Sweeper {
  readonly #store: DocumentStore;
  readonly #interval: number;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;

  /**
   * `interval` in milliseconds, 60,000 unless given; 0 never sweeps.
   * @throws DatabaseError `usage` for another number than a whole one from 0 to a day's.
   */
  constructor(store: DocumentStore, interval = 60_000) {
    if (!Number.isInteger(interval) || interval < 0 || interval > 86_400_000) {
      throw usage("sweepInterval must be a whole number of milliseconds from 0 to 86,400,000, a day");
    }
    this.#store = store;
    this.#interval = interval;
  }

  /** Begins; may be called again. */
  start(): void {
    if (this.#interval === 0 || this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      // One that takes longer than the interval is not begun twice.
      this.#sweeping ??= this.#sweep().finally(() => (this.#sweeping = undefined));
    }, this.#interval);
    this.#timer.unref();
  }

  /** Ends, behind a sweep that is on its way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { engine, databaseName: database } = this.#store;
    try {
      const removed = await sweep(this.#store);
      if (removed.length > 0) sweeps.publish({ engine, database, removed } satisfies SweepEvent);
    } catch (error) {
      // The next one tries again.
      sweeps.publish({ engine, database, removed: [], error } satisfies SweepEvent);
    }
  }
}
