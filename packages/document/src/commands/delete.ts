import { Int32 } from "bson";
import { documentError } from "../errors.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { toDouble } from "../values/numbers.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../values/types.ts";
import type { StoreTransaction } from "../store/store.ts";
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
import { checkHint } from "./hint.ts";
import { checkStatementCount } from "./insert.ts";
import { deleteMatching } from "./delete-matching.ts";
import { commandLanguage } from "./query-options.ts";
import { writableCollection } from "./writable-collection.ts";
import { runStatements } from "./write-errors.ts";

const statementRules: FieldRules = {
  writes: true,
  fields: { q: "object", limit: "number", collation: "object", hint: "hint", sampleId: "any" },
  required: ["q", "limit"],
};

/** `delete` (https://www.mongodb.com/docs/manual/reference/command/delete). */
export const deleteCommand: Command = {
  name: "delete",
  writes: true,
  fields: { deletes: "array", ordered: "bool", let: "object" },
  required: ["deletes"],
  async run(command, context) {
    const name = collectionName(command, "delete");
    const statements = arrayField(command, "deletes").map(checkStatement);
    checkStatementCount(statements, "delete.deletes");
    return inTransaction(context, async (transaction) => {
      let n = 0;
      const errors = await runStatements(statements, flagField(command, "ordered", true), async (statement) => {
        n += await deleteDocuments(transaction, name, {
          filter: documentField(statement, "q"),
          multi: toDouble(fieldOf(statement, "limit") as number) === 0,
          hint: givenField(statement, "hint"),
          language: { collation: givenField(statement, "collation"), let: documentField(command, "let") },
        });
      });
      return { n: new Int32(n), ...(errors.length > 0 ? { writeErrors: errors } : {}) };
    });
  },
};

function checkStatement(statement: unknown): Document {
  if (!isDocument(statement)) throw documentError(14, `delete.deletes has an item of type ${typeOf(statement)}`);
  checkFields(statement, "deletes", statementRules);
  const limit = toDouble(fieldOf(statement, "limit") as number);
  if (limit !== 0 && limit !== 1) throw documentError(9, "deletes.limit must be 0 (all) or 1");
  return statement;
}

/** Deletes the first or all documents that match; gives how many. */
export async function deleteDocuments(
  transaction: StoreTransaction,
  name: string,
  request: { readonly filter: Document; readonly multi: boolean; readonly hint: unknown; readonly language: Document },
): Promise<number> {
  const collection = await writableCollection(transaction, name, false);
  const { settings, scope } = commandLanguage(request.language, collection);
  const filter = parseFilter(request.filter, scope);
  await checkHint(transaction, name, request.hint);
  return deleteMatching(transaction, name, { filter, settings, limit: request.multi ? undefined : 1 });
}
