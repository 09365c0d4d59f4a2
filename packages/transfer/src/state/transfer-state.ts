import { usage, type AnyDocument, type DocumentDatabase } from "@db/core";
import { Double } from "@db/document";
import { toDouble } from "@db/document/engine";
import { findAll, insertAll, putAll, removeAll, setFields, type Call } from "../exact/commands.ts";
import type { ExactDocument } from "../exact/document.ts";
import type { VerificationLog } from "../verify/verification-log.ts";
import { readRange, rangeDocument, type RangeState } from "./range-state.ts";
import { stateCollection } from "./state-names.ts";

/** Where a transfer stands: each is done when the next has been written down. */
export type Phase = "prepare" | "copy" | "finish" | "follow" | "verify" | "done";

/** A transfer as the target has it. */
export interface TransferRecord {
  readonly phase: Phase;
  /** A hash of what was asked for: it must be the same when a transfer is resumed. */
  readonly fingerprint: string;
  readonly startedAt: Date;
  /** How often it was begun or resumed. */
  readonly runs: number;
  /** Where the changes of the source go on. */
  readonly token: AnyDocument | undefined;
  /** How many changes were carried over. */
  readonly changes: number;
  /** What the verification found, as text; once it is done. */
  readonly verification: string | undefined;
}

/** Reads and writes a transfer's state in the target. */
export class TransferState {
  readonly id: string;
  readonly #database: DocumentDatabase;
  readonly #call: Call;

  constructor(database: DocumentDatabase, id: string, call: Call) {
    this.#database = database;
    this.#call = call;
    this.id = id;
  }

  async load(): Promise<TransferRecord | undefined> {
    const [found] = await findAll(this.#database, stateCollection, { _id: this.id }, this.#call);
    if (found === undefined) return undefined;
    return {
      phase: found["phase"] as Phase,
      fingerprint: found["fingerprint"] as string,
      startedAt: found["startedAt"] as Date,
      runs: toDouble(found["runs"] as never),
      token: found["token"] as AnyDocument | undefined,
      changes: toDouble(found["changes"] as never),
      verification: found["verification"] as string | undefined,
    };
  }

  /** Writes a new transfer down; rejects with kind `usage` when another process has just done so. */
  async begin(fingerprint: string, startedAt: Date): Promise<TransferRecord> {
    const fields = { phase: "prepare", fingerprint, startedAt } as const;
    const document = { _id: this.id, kind: "transfer", ...fields, runs: new Double(1), changes: new Double(0) };
    const [refused] = await insertAll(
      this.#database,
      stateCollection,
      [document],
      { bypassValidation: false },
      this.#call,
    );
    if (refused !== undefined) throw usage("another process has just begun this transfer");
    return { ...fields, runs: 1, token: undefined, changes: 0, verification: undefined };
  }

  /** Sets fields of the transfer's own document. */
  async set(fields: ExactDocument, database: DocumentDatabase = this.#database): Promise<void> {
    if (!(await setFields(database, stateCollection, { _id: this.id }, fields, this.#call))) throw forgotten();
  }

  /** Where the verification of this transfer writes down what it has found. */
  get verificationLog(): VerificationLog {
    const [prefix, filter] = [`${this.id}/verified/`, { transfer: this.id, kind: "verified" }];
    return {
      load: async () => {
        const found = await findAll(this.#database, stateCollection, filter, this.#call);
        return new Map(found.map((note) => [(note["_id"] as string).slice(prefix.length), note]));
      },
      save: async (name, fields) => {
        const note = { _id: `${prefix}${name}`, transfer: this.id, kind: "verified", ...fields };
        await putAll(this.#database, stateCollection, [note], { bypassValidation: true }, this.#call);
      },
    };
  }

  /** Removes what the verification wrote down, when it is done. */
  async clearVerification(): Promise<void> {
    const notes = [...(await this.verificationLog.load()).values()];
    await removeAll(
      this.#database,
      stateCollection,
      notes.map(({ _id }) => _id),
      this.#call,
    );
  }

  async ranges(): Promise<RangeState[]> {
    const filter = { transfer: this.id, kind: "range" };
    return (await findAll(this.#database, stateCollection, filter, this.#call)).map(readRange);
  }

  /** One range as it is now. */
  async range(id: string): Promise<RangeState> {
    const [found] = await findAll(this.#database, stateCollection, { _id: id }, this.#call);
    if (found === undefined) throw forgotten();
    return readRange(found);
  }

  /** Writes the ranges down, in place of those of a run that was stopped before it had written all. */
  async replaceRanges(ranges: readonly RangeState[]): Promise<void> {
    const before = await this.ranges();
    await removeAll(
      this.#database,
      stateCollection,
      before.map(({ id }) => id),
      this.#call,
    );
    for (let at = 0; at < ranges.length; at += 1000) {
      const documents = ranges.slice(at, at + 1000).map((range) => rangeDocument(this.id, range));
      await insertAll(this.#database, stateCollection, documents, { bypassValidation: false }, this.#call);
    }
  }
}

const forgotten = (): Error =>
  usage("the state of this transfer is gone from the target", "it was forgotten while the transfer ran");

/**
 * Removes what a transfer has written down about itself, but not its dead letters; gives whether there was anything. A transfer of this
 * id then begins anew.
 */
export async function forgetTransfer(target: DocumentDatabase, id: string, call: Call = {}): Promise<boolean> {
  const found = await findAll(target, stateCollection, { $or: [{ _id: id }, { transfer: id }] }, call);
  return (
    (await removeAll(
      target,
      stateCollection,
      found.map(({ _id }) => _id),
      call,
    )) > 0
  );
}
