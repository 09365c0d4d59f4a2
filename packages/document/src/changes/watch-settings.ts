import { usage, type WatchOptions } from "@db/core";
import { documentError } from "../errors.ts";
import { isDocument, typeOf } from "../values/types.ts";
import { readResumeToken, type ResumePoint } from "./resume-token.ts";

/** The options of `watch`, checked. */
export interface WatchSettings {
  readonly fullDocument: NonNullable<WatchOptions["fullDocument"]>;
  readonly fullDocumentBeforeChange: NonNullable<WatchOptions["fullDocumentBeforeChange"]>;
  readonly batchSize: number;
  readonly maxAwaitTimeMS: number;
  /** Where to go on; at the end of what there is when `undefined`. */
  readonly from: ResumePoint | undefined;
}

const names: ReadonlySet<string> = new Set([
  "batchSize",
  "fullDocument",
  "fullDocumentBeforeChange",
  "maxAwaitTimeMS",
  "resumeAfter",
  "signal",
  "startAfter",
  "timeout",
]);

const fullDocument = ["default", "updateLookup", "whenAvailable", "required"] as const;
const beforeChange = ["off", "whenAvailable", "required"] as const;
const longestWait = 2_147_483_647;

/**
 * Reads the options of `watch`. Throws with code 40415 for one that is not known, 2 for a value that it cannot have, 14 for
 * a token that is no document, 50674 for two tokens, those of {@link readResumeToken}, and kind `usage` for numbers that
 * are none.
 */
export function watchSettings(options: WatchOptions): WatchSettings {
  for (const name of Object.keys(options)) {
    if (!names.has(name)) throw documentError(40415, `watch has no option ${JSON.stringify(name)}`);
  }
  const { timeout } = options;
  if (timeout !== undefined && !(timeout >= 0)) throw usage("timeout must be a number of milliseconds from 0");
  if (options.resumeAfter !== undefined && options.startAfter !== undefined) {
    throw documentError(50674, "a stream has resumeAfter or startAfter, not both");
  }
  return {
    fullDocument: oneOf(fullDocument, options.fullDocument, "fullDocument"),
    fullDocumentBeforeChange: oneOf(beforeChange, options.fullDocumentBeforeChange, "fullDocumentBeforeChange"),
    batchSize: whole(options.batchSize ?? 500, "batchSize"),
    maxAwaitTimeMS: whole(options.maxAwaitTimeMS ?? 1000, "maxAwaitTimeMS"),
    from: tokenOf(options, "resumeAfter") ?? tokenOf(options, "startAfter"),
  };
}

/** The first word is what holds when none is given. */
function oneOf<const W extends readonly string[]>(words: W, given: string | undefined, name: string): W[number] {
  if (given === undefined) return words[0] as W[number];
  if (!words.includes(given)) throw documentError(2, `${name} must be one of ${words.join(", ")}`);
  return given;
}

function whole(given: number, name: string): number {
  if (!Number.isInteger(given) || given < 1 || given > longestWait) {
    throw usage(`${name} must be a whole number from 1 to ${longestWait}`);
  }
  return given;
}

function tokenOf(options: WatchOptions, option: "resumeAfter" | "startAfter"): ResumePoint | undefined {
  const token = options[option];
  if (token === undefined) return undefined;
  if (!isDocument(token)) throw documentError(14, `${option} must be a resume token, not a ${typeOf(token)}`);
  return readResumeToken(token, option);
}
