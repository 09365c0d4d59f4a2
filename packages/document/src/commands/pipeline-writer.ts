import type { PipelineWriter } from "../pipeline/stage.ts";
import { matchStage } from "../pipeline/stages/match.ts";
import type { QuerySettings } from "../settings.ts";
import type { StoreTransaction } from "../store/store.ts";
import { fieldOf, type Document } from "../values/types.ts";
import { readLocked } from "./change-documents.ts";
import { withId } from "./store-document.ts";
import { validatorOf } from "./validation.ts";
import { writableCollection } from "./writable-collection.ts";

/** How `$out` and `$merge` write in the transaction of their command. */
export function pipelineWriter(
  transaction: StoreTransaction,
  settings: QuerySettings,
  bypassValidation: boolean,
): PipelineWriter {
  const validator = async (name: string): Promise<ReturnType<typeof validatorOf>> => {
    const collection = await writableCollection(transaction, name, true);
    return bypassValidation ? undefined : validatorOf(collection, settings);
  };
  const insertAll = async (name: string, documents: readonly Document[]): Promise<void> => {
    const { error } = await transaction.insert(name, documents);
    if (error !== undefined) throw error;
  };
  return {
    async replaceCollection(name, documents) {
      const check = await validator(name);
      const fresh: Document[] = [];
      for await (const batch of documents) {
        for (const document of batch) {
          const stored = withId(document);
          check?.check(stored);
          fresh.push(stored);
        }
      }
      const old = await readLocked(transaction, name, [], settings);
      await transaction.remove(
        name,
        old.map((document) => document["_id"]),
      );
      await insertAll(name, fresh);
    },
    async uniqueOn(name, fields) {
      if (fields.length === 1 && fields[0] === "_id") return true;
      const wanted = [...fields].sort().join("\u0000");
      const indexes = (await transaction.collection(name)) === undefined ? [] : await transaction.indexes(name);
      return indexes.some(
        ({ key, options }) =>
          options["unique"] === true &&
          fieldOf(options, "partialFilterExpression") === undefined &&
          Object.keys(key).sort().join("\u0000") === wanted,
      );
    },
    async findBy(name, values) {
      const equal = Object.entries(values).map(([field, value]) => ({
        kind: "compare" as const,
        path: field.split("."),
        operator: "$eq" as const,
        value: value ?? null,
      }));
      await writableCollection(transaction, name, false);
      const [found] = await readLocked(transaction, name, [matchStage({ kind: "and", filters: equal })], settings);
      return found;
    },
    async insert(name, document) {
      const check = await validator(name);
      const stored = withId(document);
      check?.check(stored);
      await insertAll(name, [stored]);
    },
    async replace(name, id, document, form) {
      const check = await validator(name);
      check?.check(document);
      await transaction.replace(name, [{ id, document }], form);
    },
  };
}
