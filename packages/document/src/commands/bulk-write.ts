import { Double, Int32 } from "bson";
import { documentError, unsupportedFeature } from "../errors.ts";
import { isNumber, toDouble } from "../values/numbers.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../values/types.ts";
import type { StoreTransaction } from "../store/store.ts";
import { changeDocuments } from "./change-documents.ts";
import { inTransaction, type Command } from "./command.ts";
import { cursorAnswer, cursorOver } from "./cursor-registry.ts";
import { deleteDocuments } from "./delete.ts";
import {
  arrayField,
  checkCollectionName,
  checkFields,
  countField,
  documentField,
  flagField,
  givenField,
  type FieldTypes,
} from "./fields.ts";
import { checkStatementCount, insertDocuments } from "./insert.ts";
import { checkUpdateType } from "./update.ts";
import { writableCollection } from "./writable-collection.ts";
import { writeError } from "./write-errors.ts";

/** `bulkWrite` (https://www.mongodb.com/docs/manual/reference/command/bulkWrite): writes to several collections. */
export const bulkWrite: Command = {
  name: "bulkWrite",
  writes: true,
  fields: {
    bypassDocumentValidation: "bool-like",
    cursor: "object",
    errorsOnly: "bool",
    let: "object",
    nsInfo: "array",
    ops: "array",
    ordered: "bool",
  },
  required: ["ops", "nsInfo"],
  async run(command, context) {
    const options = documentField(command, "cursor");
    checkFields(options, "cursor", { fields: { batchSize: "count" }, writes: true });
    const collections = arrayField(command, "nsInfo").map((info) => collectionOf(info, context.store.databaseName));
    const operations = arrayField(command, "ops").map((operation) => parseOperation(operation, collections));
    checkStatementCount(operations, "bulkWrite.ops");
    const totals = { nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
    const answers: Document[] = [];
    let failures = 0;
    await inTransaction(context, async (transaction) => {
      for (const [index, operation] of operations.entries()) {
        try {
          const done = await runOperation(transaction, operation, command);
          for (const total of Object.keys(totals) as (keyof typeof totals)[]) totals[total] += done[total] ?? 0;
          answers.push(answerOf(index, done));
        } catch (error) {
          const { code, errmsg } = writeError(index, error);
          failures++;
          answers.push({ ok: new Double(0), idx: new Int32(index), code, errmsg, n: new Int32(0) });
          if (flagField(command, "ordered", true)) break;
        }
      }
    });
    const shown = flagField(command, "errorsOnly") ? answers.filter(({ ok }) => toDouble(ok as Double) === 0) : answers;
    const cursor = cursorOver("admin.$cmd.bulkWrite", {
      async *[Symbol.asyncIterator]() {
        yield shown;
      },
    });
    return {
      ...(await cursorAnswer(cursor, context.cursors, countField(options, "batchSize"))),
      nErrors: new Int32(failures),
      ...Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, new Int32(total)])),
    };
  },
};

/** One write, checked. */
interface Operation {
  readonly kind: "insert" | "update" | "delete";
  readonly collection: string;
  readonly fields: Document;
}

const operationFields: Readonly<Record<Operation["kind"], { fields: FieldTypes; required: readonly string[] }>> = {
  insert: { fields: { document: "object" }, required: ["document"] },
  update: {
    fields: {
      arrayFilters: "array",
      collation: "object",
      constants: "object",
      filter: "object",
      hint: "hint",
      multi: "bool",
      sort: "object",
      updateMods: "any",
      upsert: "bool",
    },
    required: ["filter", "updateMods"],
  },
  delete: {
    fields: { collation: "object", filter: "object", hint: "hint", multi: "bool" },
    required: ["filter"],
  },
};

function collectionOf(info: unknown, databaseName: string): string {
  if (!isDocument(info)) throw documentError(14, `bulkWrite.nsInfo has an item of type ${typeOf(info)}`);
  checkFields(info, "nsInfo", { writes: true, fields: { ns: "string", collectionUUID: "any" }, required: ["ns"] });
  const namespace = fieldOf(info, "ns") as string;
  const dot = namespace.indexOf(".");
  if (dot < 1) throw documentError(73, "bulkWrite.nsInfo.ns must be a namespace: database.collection");
  if (namespace.slice(0, dot) !== databaseName) throw unsupportedFeature("a bulkWrite to another database");
  const name = namespace.slice(dot + 1);
  checkCollectionName(name);
  return name;
}

function parseOperation(value: unknown, collections: readonly string[]): Operation {
  if (!isDocument(value)) throw documentError(14, `bulkWrite.ops has an item of type ${typeOf(value)}`);
  const kind = Object.keys(value)[0] as Operation["kind"] | undefined;
  if (kind === undefined || !Object.hasOwn(operationFields, kind)) {
    throw documentError(40415, "an operation of bulkWrite begins with insert, update or delete");
  }
  const { fields, required } = operationFields[kind];
  checkFields(value, kind, { writes: true, fields, required });
  const place = value[kind];
  if (place === null) throw documentError(40414, `the operation ${kind} needs the place of its namespace`);
  if (!isNumber(place)) throw documentError(14, `the place of a namespace cannot be of type ${typeOf(place)}`);
  const collection = collections[Math.trunc(toDouble(place))];
  if (collection === undefined) throw documentError(2, `the operation ${kind} names a namespace that is not in nsInfo`);
  if (kind === "update") checkUpdateType(fieldOf(value, "updateMods"), "updateMods");
  return { kind, collection, fields: value };
}

interface Done {
  readonly n: number;
  readonly nInserted?: number;
  readonly nMatched?: number;
  readonly nModified?: number;
  readonly nUpserted?: number;
  readonly nDeleted?: number;
  readonly upsertedId?: unknown;
}

async function runOperation(
  transaction: StoreTransaction,
  { kind, collection: name, fields }: Operation,
  command: Document,
): Promise<Done> {
  const bypassValidation = flagField(command, "bypassDocumentValidation");
  if (kind === "insert") {
    const document = fieldOf(fields, "document") as Document;
    const { errors } = await insertDocuments(transaction, name, [document], {
      ordered: true,
      bypass: bypassValidation,
    });
    const refused = errors[0];
    if (refused !== undefined) throw documentError((refused["code"] as Int32).value, String(refused["errmsg"]));
    return { n: 1, nInserted: 1 };
  }
  const shared = {
    filter: documentField(fields, "filter"),
    multi: flagField(fields, "multi"),
    hint: givenField(fields, "hint"),
    language: {
      collation: givenField(fields, "collation"),
      let: { ...documentField(command, "let"), ...documentField(fields, "constants") },
    },
  };
  if (kind === "delete") {
    const deleted = await deleteDocuments(transaction, name, shared);
    return { n: deleted, nDeleted: deleted };
  }
  const upsert = flagField(fields, "upsert");
  const outcome = await changeDocuments(transaction, name, await writableCollection(transaction, name, upsert), {
    ...shared,
    update: fieldOf(fields, "updateMods"),
    upsert,
    arrayFilters: givenField(fields, "arrayFilters") as readonly unknown[] | undefined,
    sort: givenField(fields, "sort") as Document | undefined,
    bypassValidation,
  });
  if (outcome.upsertedId !== undefined) return { n: 1, nUpserted: 1, nModified: 0, upsertedId: outcome.upsertedId };
  return { n: outcome.matched, nMatched: outcome.matched, nModified: outcome.modified };
}

function answerOf(index: number, done: Done): Document {
  return {
    ok: new Double(1),
    idx: new Int32(index),
    n: new Int32(done.n),
    ...(done.nModified === undefined ? {} : { nModified: new Int32(done.nModified) }),
    ...(done.upsertedId === undefined ? {} : { upserted: { _id: done.upsertedId } }),
  };
}
