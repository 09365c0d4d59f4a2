import { Int32 } from "bson";
import { documentError } from "../errors.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../values/types.ts";
import { changeDocuments, type ChangeRequest } from "./change-documents.ts";
import { inTransaction, type Command } from "./command.ts";
import {
  arrayField,
  checkFields,
  collectionName,
  documentField,
  flagField,
  givenField,
  type FieldRules,
} from "./fields.ts";
import { checkStatementCount } from "./insert.ts";
import { writableCollection } from "./writable-collection.ts";
import { runStatements } from "./write-errors.ts";

const statementRules: FieldRules = {
  writes: true,
  fields: {
    q: "object",
    u: "any",
    c: "object",
    upsert: "bool-like",
    multi: "bool-like",
    collation: "object",
    arrayFilters: "array",
    hint: "hint",
    sort: "object",
    upsertSupplied: "bool-like",
    sampleId: "any",
    allowShardKeyUpdatesWithoutFullShardKeyInQuery: "bool-like",
  },
  required: ["q", "u"],
};

/** `update` (https://www.mongodb.com/docs/manual/reference/command/update). */
export const update: Command = {
  name: "update",
  writes: true,
  fields: { updates: "array", ordered: "bool", bypassDocumentValidation: "bool-like", let: "object" },
  required: ["updates"],
  async run(command, context) {
    const name = collectionName(command, "update");
    const statements = arrayField(command, "updates").map((statement) => updateStatement(statement, command));
    checkStatementCount(statements, "update.updates");
    return inTransaction(context, async (transaction) => {
      let [n, nModified] = [0, 0];
      const upserted: Document[] = [];
      const errors = await runStatements(statements, flagField(command, "ordered", true), async (statement, index) => {
        const collection = await writableCollection(transaction, name, statement.upsert);
        const outcome = await changeDocuments(transaction, name, collection, statement);
        n += outcome.upsertedId === undefined ? outcome.matched : 1;
        nModified += outcome.modified;
        if (outcome.upsertedId !== undefined) upserted.push({ index: new Int32(index), _id: outcome.upsertedId });
      });
      return {
        n: new Int32(n),
        ...(upserted.length > 0 ? { upserted } : {}),
        nModified: new Int32(nModified),
        ...(errors.length > 0 ? { writeErrors: errors } : {}),
      };
    });
  },
};

function updateStatement(statement: unknown, command: Document): ChangeRequest {
  if (!isDocument(statement)) throw documentError(14, `update.updates has an item of type ${typeOf(statement)}`);
  checkFields(statement, "updates", statementRules);
  checkUpdateType(fieldOf(statement, "u"), "u");
  const constants = documentField(statement, "c");
  if (givenField(statement, "c") !== undefined && !Array.isArray(fieldOf(statement, "u"))) {
    throw documentError(51198, "constants (c) are for updates by a pipeline");
  }
  const multi = flagField(statement, "multi");
  if (multi && givenField(statement, "sort") !== undefined)
    throw documentError(9, "sort is for updates of one document");
  return {
    filter: documentField(statement, "q"),
    update: fieldOf(statement, "u"),
    multi,
    upsert: flagField(statement, "upsert"),
    arrayFilters: givenField(statement, "arrayFilters") as readonly unknown[] | undefined,
    sort: givenField(statement, "sort") as Document | undefined,
    hint: givenField(statement, "hint"),
    language: {
      collation: givenField(statement, "collation"),
      let: { ...documentField(command, "let"), ...constants },
    },
    bypassValidation: flagField(command, "bypassDocumentValidation"),
  };
}

/** Code 9 (FailedToParse) for an update that is neither a document nor a pipeline. */
export function checkUpdateType(value: unknown, where: string): void {
  if (!isDocument(value) && !Array.isArray(value)) throw documentError(9, `${where} must be a document or a pipeline`);
}
