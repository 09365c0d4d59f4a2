import type { Counts } from "../state/range-state.ts";
import { addCounts, noCounts } from "../state/range-state.ts";

/** What a transfer is at. */
export type ProgressPhase = "plan" | "copy" | "indexes" | "follow" | "verify" | "done";

/** How far a transfer has come. */
export interface TransferProgress {
  readonly phase: ProgressPhase;
  /** What is being worked on, where it is one collection. */
  readonly collection: string | undefined;
  /** How many documents have been dealt with in this phase, those of earlier runs too. */
  readonly documents: number;
  /** How many there are to be, about. */
  readonly total: number;
  /** About how many bytes were read, those of earlier runs too. */
  readonly bytes: number;
  /** Documents a second since this phase of this run began; 0 at first. */
  readonly rate: number;
  /** Seconds that are left at this rate; `undefined` where nobody can tell. */
  readonly eta: number | undefined;
  /** Milliseconds since this run began. */
  readonly elapsed: number;
  /** Changes of the source that were carried over. */
  readonly changes: number;
  readonly counts: Counts;
}

/** How many milliseconds lie between two tellings at least. */
const interval = 200;

/** Adds up what is done and tells of it. */
export class ProgressMeter {
  readonly #tell: ((progress: TransferProgress) => void) | undefined;
  readonly #began = performance.now();
  #phase: ProgressPhase = "plan";
  #phaseBegan = performance.now();
  #before = 0;
  #documents = 0;
  #total = 0;
  #counts = noCounts;
  #collection: string | undefined;
  #told = Number.NEGATIVE_INFINITY;
  #changes = 0;

  constructor(tell: ((progress: TransferProgress) => void) | undefined) {
    this.#tell = tell;
  }

  /** Begins a phase in which `before` documents of `total` are done already. */
  begin(phase: ProgressPhase, total: number, before: number): void {
    [this.#phase, this.#total, this.#before, this.#documents] = [phase, total, before, before];
    this.#phaseBegan = performance.now();
    this.#report(true);
  }

  /** Sets what earlier runs have counted. */
  resume(counts: Counts): void {
    this.#counts = counts;
  }

  /** One chunk more is copied. */
  copied(collection: string, added: Counts): void {
    this.#counts = addCounts(this.#counts, added);
    this.advance(collection, added.read);
  }

  /** So many documents more have been dealt with. */
  advance(collection: string | undefined, documents: number): void {
    this.#collection = collection;
    this.#documents += documents;
    this.#report(false);
  }

  /** So many changes have been carried over in all. */
  changed(changes: number): void {
    this.#changes = changes;
    this.#report(false);
  }

  /** Tells of the end of the last phase. */
  end(): void {
    this.#report(true);
  }

  #report(always: boolean): void {
    const now = performance.now();
    if (this.#tell === undefined || (!always && now - this.#told < interval)) return;
    this.#told = now;
    const seconds = (now - this.#phaseBegan) / 1000;
    const rate = seconds > 0 ? (this.#documents - this.#before) / seconds : 0;
    const left = this.#total - this.#documents;
    this.#tell({
      phase: this.#phase,
      collection: this.#collection,
      documents: this.#documents,
      total: this.#total,
      bytes: this.#counts.bytes,
      rate,
      eta: rate > 0 && left >= 0 && this.#total > 0 ? left / rate : undefined,
      elapsed: now - this.#began,
      changes: this.#changes,
      counts: this.#counts,
    });
  }
}
