import { Int32 } from "bson";
import { documentError } from "../errors.ts";
import { importDocument } from "../values/import-value.ts";
import { defaultSettings } from "../settings.ts";
import type { StoreTransaction } from "../store/store.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import { inTransaction, type Command } from "./command.ts";
import { arrayField, collectionName, flagField } from "./fields.ts";
import { checkDepth, checkStored, withId } from "./store-document.ts";
import { validatorOf } from "./validation.ts";
import { writableCollection } from "./writable-collection.ts";
import { writeError } from "./write-errors.ts";

/** How many statements one command may have (https://www.mongodb.com/docs/manual/reference/limits). */
const maxStatements = 100_000;

/** `insert` (https://www.mongodb.com/docs/manual/reference/command/insert). */
export const insert: Command = {
  name: "insert",
  writes: true,
  fields: { documents: "array", ordered: "bool", bypassDocumentValidation: "bool-like" },
  required: ["documents"],
  async run(command, context) {
    const name = collectionName(command, "insert");
    const documents = arrayField(command, "documents");
    checkStatementCount(documents, "insert.documents");
    for (const document of documents) {
      if (!isDocument(document)) throw documentError(14, `insert.documents has an item of type ${typeOf(document)}`);
    }
    const ordered = flagField(command, "ordered", true);
    const bypass = flagField(command, "bypassDocumentValidation");
    return inTransaction(context, async (transaction) => {
      const outcome = await insertDocuments(transaction, name, documents as readonly Document[], { ordered, bypass });
      return {
        n: new Int32(outcome.inserted),
        ...(outcome.errors.length > 0 ? { writeErrors: outcome.errors } : {}),
      };
    });
  },
};

/** Code 16 (InvalidLength) for no statement or more than {@link maxStatements}. */
export function checkStatementCount(statements: readonly unknown[], what: string): void {
  if (statements.length === 0 || statements.length > maxStatements) {
    throw documentError(16, `${what} must have from 1 to ${maxStatements} items`);
  }
}

/** Inserts documents; `errors` are those of `writeErrors`, with the places of the documents. */
export async function insertDocuments(
  transaction: StoreTransaction,
  name: string,
  documents: readonly Document[],
  options: { readonly ordered: boolean; readonly bypass: boolean },
): Promise<{ inserted: number; errors: Document[] }> {
  const collection = await writableCollection(transaction, name, true);
  const validator = options.bypass ? undefined : validatorOf(collection, defaultSettings());
  const errors: Document[] = [];
  const ready: { document: Document; place: number }[] = [];
  for (const [place, document] of documents.entries()) {
    try {
      checkDepth(document);
      const stored = withId(importDocument(document));
      checkStored(stored);
      validator?.check(stored);
      ready.push({ document: stored, place });
    } catch (error) {
      errors.push(writeError(place, error));
      if (options.ordered) break;
    }
  }
  let inserted = 0;
  for (let from = 0; from < ready.length;) {
    const outcome = await transaction.insert(
      name,
      ready.slice(from).map(({ document }) => document),
    );
    inserted += outcome.inserted;
    from += outcome.inserted;
    if (outcome.error === undefined) break;
    const refused = writeError((ready[from] as { place: number }).place, outcome.error);
    if (options.ordered) return { inserted, errors: [refused] };
    errors.push(refused);
    from++;
  }
  return {
    inserted,
    errors: errors.sort((left, right) => (left["index"] as Int32).value - (right["index"] as Int32).value),
  };
}
