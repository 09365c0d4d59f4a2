import { Int32 } from "bson";
import { documentError } from "../errors.ts";
import { matchedPosition } from "../filter/match.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { parseProjection } from "../projection/parse-projection.ts";
import { project } from "../projection/project.ts";
import type { CollectionInfo, StoreTransaction } from "../store/store.ts";
import { type Document } from "../values/types.ts";
import { changeDocuments, readLocked, targetStages } from "./change-documents.ts";
import { inTransaction, type Command } from "./command.ts";
import { collectionName, documentField, flagField, givenField } from "./fields.ts";
import { checkHint } from "./hint.ts";
import { commandLanguage } from "./query-options.ts";
import { checkUpdateType } from "./update.ts";
import { writableCollection } from "./writable-collection.ts";

/** `findAndModify` (https://www.mongodb.com/docs/manual/reference/command/findAndModify). */
export const findAndModify: Command = {
  name: "findAndModify",
  writes: true,
  fields: {
    arrayFilters: "array",
    bypassDocumentValidation: "bool-like",
    collation: "object",
    fields: "object",
    hint: "hint",
    let: "object",
    new: "bool-like",
    query: "object",
    remove: "bool-like",
    sort: "object",
    update: "any",
    upsert: "bool-like",
  },
  async run(command, context) {
    const name = collectionName(command, "findAndModify");
    const remove = flagField(command, "remove");
    checkCombination(command, remove);
    return inTransaction(context, async (transaction) => {
      const collection = await writableCollection(transaction, name, flagField(command, "upsert"));
      return remove
        ? removeOne(transaction, name, collection, command)
        : changeOne(transaction, name, collection, command);
    });
  },
};

/** Code 9 (FailedToParse) for what excludes each other. */
function checkCombination(command: Document, remove: boolean): void {
  const update = givenField(command, "update");
  if (remove) {
    if (update !== undefined) throw documentError(9, "findAndModify takes update or remove, not both");
    if (flagField(command, "upsert")) throw documentError(9, "findAndModify cannot remove and upsert");
    if (flagField(command, "new")) throw documentError(9, "findAndModify cannot give the new document of a removal");
  } else if (update === undefined) throw documentError(9, "findAndModify needs update or remove");
  else checkUpdateType(update, "findAndModify.update");
  if (givenField(command, "arrayFilters") !== undefined && Array.isArray(update)) {
    throw documentError(9, "arrayFilters are not for updates by a pipeline");
  }
}

async function changeOne(
  transaction: StoreTransaction,
  name: string,
  collection: CollectionInfo | undefined,
  command: Document,
): Promise<Document> {
  const shown = projectionOf(command, collection);
  const outcome = await changeDocuments(transaction, name, collection, {
    filter: documentField(command, "query"),
    update: command["update"],
    multi: false,
    upsert: flagField(command, "upsert"),
    arrayFilters: givenField(command, "arrayFilters") as readonly unknown[] | undefined,
    // With an order, even an empty one, the documents are needed, not their number alone.
    sort: documentField(command, "sort"),
    hint: givenField(command, "hint"),
    language: command,
    bypassValidation: flagField(command, "bypassDocumentValidation"),
  });
  const value = flagField(command, "new") ? outcome.after : outcome.before;
  return {
    lastErrorObject: {
      n: new Int32(outcome.upsertedId === undefined ? outcome.matched : 1),
      updatedExisting: outcome.matched > 0,
      ...(outcome.upsertedId === undefined ? {} : { upserted: outcome.upsertedId }),
    },
    value: value === undefined ? null : shown(value),
  };
}

async function removeOne(
  transaction: StoreTransaction,
  name: string,
  collection: CollectionInfo | undefined,
  command: Document,
): Promise<Document> {
  const shown = projectionOf(command, collection);
  const { settings, scope } = commandLanguage(command, collection);
  const filter = parseFilter(documentField(command, "query"), scope);
  await checkHint(transaction, name, givenField(command, "hint"));
  const [found] = await readLocked(
    transaction,
    name,
    targetStages(filter, documentField(command, "sort"), false),
    settings,
  );
  if (found !== undefined) await transaction.remove(name, [found["_id"]]);
  return {
    lastErrorObject: { n: new Int32(found === undefined ? 0 : 1) },
    value: found === undefined ? null : shown(found),
  };
}

/** How the answered document is shown, by `fields`. */
function projectionOf(command: Document, collection: CollectionInfo | undefined): (document: Document) => Document {
  const fields = documentField(command, "fields");
  if (Object.keys(fields).length === 0) return (document) => document;
  const { settings, scope } = commandLanguage(command, collection);
  const filter = parseFilter(documentField(command, "query"), scope);
  const projection = parseProjection(fields, { scope, find: true });
  return (document) =>
    project(
      projection,
      document,
      settings,
      projection.positional ? matchedPosition(filter, document, settings) : undefined,
    );
}
