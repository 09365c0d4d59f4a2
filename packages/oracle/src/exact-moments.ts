import { databaseError } from "@db/core";
import { momentText } from "./oracle-moments.ts";
import { client, type ClientConnection, type DbType } from "./wire.ts";

/** The parts of the thin client that read and write dates. */
interface ReadBuffer {
  readonly caps?: { readonly dbTzOffset?: number | null; readonly dbTzRegion?: string | null };
  parseOracleDate(bytes: Buffer, useLocalTime?: boolean, useDbTz?: boolean): unknown;
}
interface WriteBuffer {
  writeOracleDate(date: Date, type: DbType, writeLength?: boolean): void;
}
interface ThinParts {
  readonly _impl?: { readonly _protocol?: { readonly readBuf?: ReadBuffer; readonly writeBuf?: WriteBuffer } };
}

/**
 * Has one thin connection read dates and timestamps as text of all their digits, and write those without a zone in UTC. The
 * client itself makes a `Date` of them in the zone of the process, where an hour of each year does not exist, and drops
 * what is finer than a millisecond. Outside of `run` the connection is as the client made it, for whoever borrows it.
 */
export class ExactMoments {
  readonly #enable: (() => void) | undefined;
  readonly #disable: (() => void) | undefined;

  /** @throws DatabaseError `internal` where the client is not the one that was pinned. */
  constructor(connection: ClientConnection) {
    if (!connection.thin) return;
    // oxlint-disable-next-line no-underscore-dangle
    const { readBuf, writeBuf } = (connection as ThinParts)._impl?._protocol ?? {};
    if (typeof readBuf?.parseOracleDate !== "function" || typeof writeBuf?.writeOracleDate !== "function")
      throw databaseError({
        kind: "internal",
        engine: "oracle",
        message: "the installed oracledb is not the version this package was made for",
      });
    const read = readBuf.parseOracleDate;
    const write = writeBuf.writeOracleDate;
    const exactRead: ReadBuffer["parseOracleDate"] = function (this: ReadBuffer, bytes, useLocalTime, useDbTz) {
      // A zone of the database that is a region is the client's to refuse.
      if (useDbTz === true && (this.caps?.dbTzRegion ?? "") !== "")
        return read.call(this, bytes, useLocalTime, useDbTz);
      return momentText(
        bytes,
        useLocalTime === true ? undefined : ((useDbTz === true ? this.caps?.dbTzOffset : 0) ?? 0),
      );
    };
    const exactWrite: WriteBuffer["writeOracleDate"] = function (this: WriteBuffer, date, type, writeLength) {
      const zoneless = type === client.DB_TYPE_DATE || type === client.DB_TYPE_TIMESTAMP;
      write.call(this, zoneless ? inUtc(date) : date, type, writeLength);
    };
    this.#enable = () => {
      readBuf.parseOracleDate = exactRead;
      writeBuf.writeOracleDate = exactWrite;
    };
    this.#disable = () => {
      readBuf.parseOracleDate = read;
      writeBuf.writeOracleDate = write;
    };
  }

  /** Runs a task of the driver's own, one at a time. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    this.#enable?.();
    try {
      return await task();
    } finally {
      this.#disable?.();
    }
  }
}

/** A date that says in every zone what it says in UTC. */
function inUtc(date: Date): Date {
  const view = {
    getFullYear: () => date.getUTCFullYear(),
    getMonth: () => date.getUTCMonth(),
    getDate: () => date.getUTCDate(),
    getHours: () => date.getUTCHours(),
    getMinutes: () => date.getUTCMinutes(),
    getSeconds: () => date.getUTCSeconds(),
    getUTCMilliseconds: () => date.getUTCMilliseconds(),
  };
  return view as unknown as Date;
}
