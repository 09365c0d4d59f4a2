import type { AnyDocument } from "@db/core";
import { documentError } from "../errors.ts";
import { fieldOf, type Document } from "../values/types.ts";
import type { LogPosition } from "./change-log.ts";

/** What a resume token says. */
export interface ResumePoint {
  readonly position: LogPosition;
  /** Whether it is that of an `invalidate`, which comes behind the change that it follows from. */
  readonly invalidated: boolean;
}

/** The token for a point: `{ _data }`, a text whose order is that of the changes. */
export function resumeToken({ position, invalidated }: ResumePoint): Document {
  return { _data: `${position}${invalidated ? "01" : "00"}` };
}

/**
 * Reads a token. Throws with code 40647 for a document that has no `_data`, 9 for one that is no token of such a log, and
 * 260 (InvalidResumeToken) for that of an `invalidate` where `resumeAfter` is asked for.
 */
export function readResumeToken(token: AnyDocument, option: "resumeAfter" | "startAfter"): ResumePoint {
  const data = fieldOf(token, "_data");
  if (typeof data !== "string") throw documentError(40647, `${option} needs a resume token: a document with _data`);
  const read = /^([0-9a-f]+)0([01])$/.exec(data);
  if (read === null) throw documentError(9, `the resume token of ${option} is not one of this engine`);
  const invalidated = read[2] === "1";
  if (invalidated && option === "resumeAfter") {
    throw documentError(260, "a stream that was invalidated goes on with startAfter, not with resumeAfter");
  }
  return { position: read[1] as string, invalidated };
}
