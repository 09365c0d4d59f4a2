import { documentError, type LogPosition } from "@db/document/engine";

/** A place in an outbox. */
export interface LogPlace {
  /** The outbox's own name, 16 digits. */
  readonly log: string;
  /** The number of a transaction. */
  readonly number: bigint;
  /** Which of its changes; {@link lastOfAll} for behind all of them. */
  readonly seq: bigint;
}

/** Behind all changes of a transaction. */
export const lastOfAll: bigint = 2n ** 63n - 1n;

const digits = (value: bigint): string => value.toString(16).padStart(16, "0");

export function positionOf({ log, number, seq }: LogPlace): LogPosition {
  return log + digits(number) + digits(seq);
}

/** Reads a position. Throws with code 286 for one of another engine's log. */
export function placeOf(position: LogPosition): LogPlace {
  if (position.length !== 48) throw historyLost();
  return {
    log: position.slice(0, 16),
    number: BigInt(`0x${position.slice(16, 32)}`),
    seq: BigInt(`0x${position.slice(32)}`),
  };
}

/** The error for a position whose changes are gone, or were never here. */
export function historyLost(): ReturnType<typeof documentError> {
  return documentError(286, "the changes behind this resume token are not kept");
}
