import { databaseError, DatabaseError, usage, type AnyDocument, type DocumentCollection, type Filter } from "@db/core";
import { importValue } from "../values/import-value.ts";
import { valueKey } from "../values/value-key.ts";
import { literal } from "./where.ts";

/** The options of {@link handle}. */
export interface HandleOptions {
  /** The field that counts the versions of a document. Default: `version`. */
  readonly versionField?: string;
  /** How often it is tried when others get in the way. Default: 10. */
  readonly attempts?: number;
  /** Stops it; it rejects with kind `aborted`. */
  readonly signal?: AbortSignal;
}

/**
 * Changes one document without locking it: reads it, asks `decide` what becomes of it, and writes that if it is still as it was read, which
 * a field of its own tells by counting; else it begins again, so `decide` may run several times and is best without effects. `decide`
 * gets `undefined` where there is no such document; it gives the document to be written, the same one to change nothing, or
 * `undefined` to delete it. A document without the field counts as version 0. Gives what was written.
 *
 * Writers that do not go through it must raise the field as well. Rejects with `serialization-failure` when others got in the way
 * each time, `usage` for a document with another `_id`, and with whatever `decide` rejects with.
 */
export async function handle<T extends AnyDocument>(
  collection: DocumentCollection<T>,
  id: unknown,
  decide: (current: T | undefined) => T | undefined | Promise<T | undefined>,
  options: HandleOptions = {},
): Promise<T | undefined> {
  const { versionField = "version", attempts = 10, signal } = options;
  if (!Number.isInteger(attempts) || attempts < 1) throw usage("attempts must be a whole number from 1");
  const call = signal === undefined ? {} : { signal };
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const found = await collection.findOne({ _id: literal(id) } as Filter<T>, call);
    const decided = await decide(found);
    if (decided === found) return found;
    if (decided !== undefined && Object.hasOwn(decided, "_id") && !sameId(decided["_id"], id)) {
      throw usage("the document that was decided on has another _id");
    }
    const written = await write(collection, { id, found, decided, versionField, call });
    if (written !== undefined) return written.document;
  }
  throw databaseError({
    kind: "serialization-failure",
    message: `others changed the document each of ${attempts} times`,
    hint: "Try again, or raise attempts",
  });
}

/** One decision to be written. */
interface Decision<T> {
  readonly id: unknown;
  readonly found: T | undefined;
  readonly decided: T | undefined;
  readonly versionField: string;
  readonly call: { readonly signal?: AbortSignal };
}

/** Writes a decision; `undefined` when the document is no longer as it was found. */
async function write<T extends AnyDocument>(
  collection: DocumentCollection<T>,
  { id, found, decided, versionField, call }: Decision<T>,
): Promise<{ document: T | undefined } | undefined> {
  if (found === undefined) {
    const document = { ...decided, _id: id, [versionField]: 1 } as unknown as T;
    try {
      await collection.insertOne(document, call);
      return { document };
    } catch (error) {
      // Somebody else has made it.
      if (DatabaseError.is(error) && error.kind === "unique-violation" && (await exists(collection, id)))
        return undefined;
      throw error;
    }
  }
  const version: unknown = found[versionField];
  // A missing version is null in a filter.
  const unchanged = { _id: literal(id), [versionField]: literal(version ?? null) } as Filter<T>;
  if (decided === undefined) {
    const { deletedCount } = await collection.deleteOne(unchanged, call);
    return deletedCount === 1 ? { document: undefined } : undefined;
  }
  const document = { ...decided, _id: found["_id"], [versionField]: Number(version ?? 0) + 1 } as T;
  const { matchedCount } = await collection.replaceOne(unchanged, document, call);
  return matchedCount === 1 ? { document } : undefined;
}

async function exists<T extends AnyDocument>(collection: DocumentCollection<T>, id: unknown): Promise<boolean> {
  return (await collection.countDocuments({ _id: literal(id) } as Filter<T>)) > 0;
}

function sameId(left: unknown, right: unknown): boolean {
  return valueKey(importValue(left)) === valueKey(importValue(right));
}
