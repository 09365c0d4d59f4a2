import { usage } from "@db/core";
import type { ErrorPolicy, TransformStep } from "./transform/steps.ts";
import type { TransferProgress } from "./progress/progress.ts";
import type { VerificationMode } from "./verify/verification.ts";

/** A collection to transfer. */
export interface CollectionChoice {
  readonly name: string;
  /** Its name in the target; the same unless given. */
  readonly as?: string;
  /** What is done to its documents on their way, in this order. */
  readonly transform?: readonly TransformStep[];
}

/** What {@link planTransfer} and all else agree on. */
export interface TransferOptions {
  /**
   * The transfer's name in the target: the same call with the same name goes on where the one before it stopped, whatever stopped it.
   * `"transfer"` unless given.
   */
  readonly id?: string;
  /** Which collections; all, and all views, unless given. */
  readonly collections?: readonly (string | CollectionChoice)[];
  /**
   * When a target's collection has documents already: `refuse` rejects with kind `usage`; `replace` puts documents in the place of those
   * with the same `_id` and keeps the others; `drop` drops it first. `refuse` unless given.
   */
  readonly existing?: "refuse" | "replace" | "drop";
  /** What to do with a document that a transformation or the target refuses; `fail` unless given. */
  readonly onError?: ErrorPolicy;
  /** Whether the target's validators count; they do not unless given, since the source has the documents too. */
  readonly validate?: boolean;
  /** Whether the indexes are made, when all documents are there; they are unless given. */
  readonly indexes?: boolean;
  /** How many ranges of `_id`s are copied at once; 4 unless given. An engine with one session does them in turn. */
  readonly parallel?: number;
  /** How many documents are read and written at once, at most; 1,000 unless given. Large ones come fewer at a time. */
  readonly chunkSize?: number;
  /** How many documents a range has, about; what gives four ranges to each of `parallel`, and at least 5,000, unless given. */
  readonly rangeSize?: number;
  /** How a finished transfer is verified; `hash` unless given. See {@link VerificationMode}. */
  readonly verify?: VerificationMode | "none";
  /** How many differing documents a verification names at most; 100 unless given. */
  readonly differenceLimit?: number;
  /** How many documents of a collection the plan looks at; 1,000 unless given. */
  readonly sampleSize?: number;
  /** Whether the plan tries the sample in the target, and takes it back; it does unless given. */
  readonly trial?: boolean;
  /** How often a step is tried when the connection is lost or transactions meet; 5 unless given. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; it doubles each time. 200 unless given. */
  readonly retryDelay?: number;
  /** Ends the transfer; it rejects with what the signal's call rejects with, and may be resumed. */
  readonly signal?: AbortSignal;
}

/** The options of a run. */
export interface RunOptions extends TransferOptions {
  /** Plans and gives the report with the plan; nothing is written, and what the trial writes is rolled back. */
  readonly dryRun?: boolean;
  /** Told of progress, at most every 200 ms, and at the end of each phase. */
  readonly onProgress?: (progress: TransferProgress) => void;
  /** A file that the report is written to as JSON when the transfer ends, well or not. */
  readonly reportFile?: string;
}

/** The options with nothing left open. */
export interface Settings {
  readonly id: string;
  readonly collections: readonly CollectionChoice[] | undefined;
  readonly existing: "refuse" | "replace" | "drop";
  readonly onError: ErrorPolicy;
  readonly validate: boolean;
  readonly indexes: boolean;
  readonly parallel: number;
  readonly chunkSize: number;
  readonly rangeSize: number | undefined;
  readonly verify: VerificationMode | "none";
  readonly differenceLimit: number;
  readonly sampleSize: number;
  readonly trial: boolean;
  readonly retry: { readonly attempts: number; readonly delay: number };
  readonly signal: AbortSignal | undefined;
}

const known: ReadonlySet<string> = new Set([
  "id",
  "collections",
  "existing",
  "onError",
  "validate",
  "indexes",
  "parallel",
  "chunkSize",
  "rangeSize",
  "verify",
  "differenceLimit",
  "sampleSize",
  "trial",
  "attempts",
  "retryDelay",
  "signal",
  "dryRun",
  "onProgress",
  "reportFile",
  "capture",
]);

/** Checks options and fills in what is not given. Throws kind `usage`. */
export function readOptions(options: TransferOptions): Settings {
  for (const name of Object.keys(options))
    if (!known.has(name)) throw usage(`there is no option ${JSON.stringify(name)}`);
  const id = options.id ?? "transfer";
  if (typeof id !== "string" || id === "") throw usage("id must be a text");
  return {
    id,
    collections: readCollections(options.collections),
    existing: oneOf("existing", options.existing ?? "refuse", ["refuse", "replace", "drop"]),
    onError: oneOf("onError", options.onError ?? "fail", ["fail", "skip", "dead-letter"]),
    validate: options.validate ?? false,
    indexes: options.indexes ?? true,
    parallel: whole("parallel", options.parallel ?? 4, 1, 64),
    chunkSize: whole("chunkSize", options.chunkSize ?? 1000, 1, 100_000),
    rangeSize: options.rangeSize === undefined ? undefined : whole("rangeSize", options.rangeSize, 1),
    verify: oneOf("verify", options.verify ?? "hash", ["none", "counts", "hash", "full"]),
    differenceLimit: whole("differenceLimit", options.differenceLimit ?? 100, 1, 100_000),
    sampleSize: whole("sampleSize", options.sampleSize ?? 1000, 1, 100_000),
    trial: options.trial ?? true,
    retry: {
      attempts: whole("attempts", options.attempts ?? 5, 1),
      delay: whole("retryDelay", options.retryDelay ?? 200, 0),
    },
    signal: options.signal,
  };
}

function readCollections(given: TransferOptions["collections"]): readonly CollectionChoice[] | undefined {
  if (given === undefined) return undefined;
  const choices = given.map((choice) => (typeof choice === "string" ? { name: choice } : choice));
  if (choices.length === 0) throw usage("collections is empty", "leave it out for all of them");
  for (const side of [choices.map(({ name }) => name), choices.map(({ name, as }) => as ?? name)]) {
    const twice = side.find((name, n) => side.indexOf(name) !== n);
    if (twice !== undefined) throw usage(`the collection ${JSON.stringify(twice)} is named twice`);
  }
  return choices;
}

function whole(name: string, value: number, least: number, most: number = Number.MAX_SAFE_INTEGER): number {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw usage(`${name} must be a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`);
  }
  return value;
}

function oneOf<T extends string>(name: string, value: T, words: readonly T[]): T {
  if (!words.includes(value)) throw usage(`${name} must be one of ${words.join(", ")}`);
  return value;
}
