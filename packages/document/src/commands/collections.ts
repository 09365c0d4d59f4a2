import { Int32 } from "bson";
import { parseCollation } from "../collation.ts";
import { documentError, unsupportedFeature } from "../errors.ts";
import { matches } from "../filter/match.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { indexDocument } from "./indexes.ts";
import { parsePipeline } from "../pipeline/parse-pipeline.ts";
import { defaultSettings } from "../settings.ts";
import { importDocument } from "../values/import-value.ts";
import type { CollectionInfo } from "../store/store.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";
import { validatorFeatures } from "./validation.ts";
import { changeIndex } from "./change-index.ts";
import { changingCollections, inSnapshot, type Command } from "./command.ts";
import { cursorAnswer, cursorOver } from "./cursor-registry.ts";
import {
  checkCollectionName,
  checkFields,
  collectionName,
  countField,
  documentField,
  flagField,
  givenField,
} from "./fields.ts";

const anywhere = { variables: new Set<string>() };

/** Options of a collection that this engine keeps, and means. */
const keptOptions = ["collation", "validator", "validationLevel", "validationAction", "viewOn", "pipeline"] as const;

/** Options that ask for storage this engine has not. */
const refusedOptions = [
  "capped",
  "clusteredIndex",
  "timeseries",
  "changeStreamPreAndPostImages",
  "encryptedFields",
] as const;

/** `create` (https://www.mongodb.com/docs/manual/reference/command/create). */
export const create: Command = {
  name: "create",
  writes: true,
  fields: {
    autoIndexId: "bool-like",
    capped: "bool-like",
    changeStreamPreAndPostImages: "object",
    clusteredIndex: "any",
    collation: "object",
    encryptedFields: "object",
    expireAfterSeconds: "number",
    idIndex: "object",
    indexOptionDefaults: "object",
    max: "number",
    pipeline: "array",
    size: "number",
    storageEngine: "object",
    timeseries: "object",
    validationAction: "string",
    validationLevel: "string",
    validator: "object",
    viewOn: "string",
  },
  async run(command, context) {
    const name = collectionName(command, "create");
    for (const option of refusedOptions) {
      const value = givenField(command, option);
      if (value !== undefined && value !== false) throw unsupportedFeature(`a collection with ${option}`);
    }
    const options = collectionOptions(command, name);
    return changingCollections(context, [name], async (transaction) => {
      const existing = await transaction.collection(name);
      if (existing !== undefined) {
        if (sameOptions(existing.options, options)) return {};
        throw documentError(48, "the collection exists with other options");
      }
      await transaction.createCollection({
        name,
        type: Object.hasOwn(options, "viewOn") ? "view" : "collection",
        options,
      });
      return {};
    });
  },
};

/** Reads the options that a collection keeps, and checks what they say. */
function collectionOptions(command: Document, name: string): Document {
  const options: Document = {};
  for (const option of keptOptions) {
    const value = givenField(command, option);
    if (value !== undefined) options[option] = value;
  }
  parseCollation(options["collation"]);
  checkValidation(options);
  const on = options["viewOn"];
  if (on === undefined) {
    if (options["pipeline"] !== undefined) throw documentError(72, "a pipeline is for a view: viewOn is missing");
    return importDocument(options);
  }
  checkCollectionName(on as string);
  if (on === name) throw documentError(5, "a view cannot stand on itself");
  if (options["validator"] !== undefined) throw documentError(72, "a view has no validator");
  parsePipeline(options["pipeline"] ?? [], anywhere, { place: "view" });
  return importDocument({ ...options, pipeline: options["pipeline"] ?? [] });
}

function checkValidation(options: Document): void {
  const validator = options["validator"];
  if (isDocument(validator)) parseFilter(validator, anywhere, validatorFeatures);
  if (!["off", "moderate", "strict", undefined].includes(options["validationLevel"] as string | undefined)) {
    throw documentError(2, "validationLevel must be off, moderate or strict");
  }
  if (!["error", "warn", undefined].includes(options["validationAction"] as string | undefined)) {
    throw documentError(2, "validationAction must be error or warn");
  }
}

function sameOptions(left: Document, right: Document): boolean {
  const settings = defaultSettings();
  return keptOptions.every((option) =>
    matches(
      { kind: "compare", path: [option], operator: "$eq", value: fieldOf(right, option) ?? null },
      { [option]: fieldOf(left, option) ?? null },
      settings,
    ),
  );
}

/** `drop` (https://www.mongodb.com/docs/manual/reference/command/drop). */
export const drop: Command = {
  name: "drop",
  writes: true,
  fields: {},
  async run(command, context) {
    const name = collectionName(command, "drop");
    await context.cursors.invalidate(`${context.store.databaseName}.${name}`);
    return changingCollections(context, [name], async (transaction) => {
      const collection = await transaction.collection(name);
      const indexes = collection?.type === "collection" ? await transaction.indexes(name) : [];
      if (!(await transaction.dropCollection(name))) return {};
      return {
        ...(collection?.type === "collection" ? { nIndexesWas: new Int32(indexes.length) } : {}),
        ns: `${context.store.databaseName}.${name}`,
      };
    });
  },
};

/** `listCollections` (https://www.mongodb.com/docs/manual/reference/command/listCollections). */
export const listCollections: Command = {
  name: "listCollections",
  writes: false,
  fields: { authorizedCollections: "bool-like", cursor: "object", filter: "object", nameOnly: "bool-like" },
  async run(command, context) {
    const options = documentField(command, "cursor");
    checkFields(options, "cursor", { fields: { batchSize: "count" }, writes: false });
    const filter = parseFilter(documentField(command, "filter"), anywhere);
    const nameOnly = flagField(command, "nameOnly");
    const all = await inSnapshot(context, async (transaction) => transaction.collections());
    const shown = all
      .map(collectionDocument)
      .filter((document) => matches(filter, document, defaultSettings()))
      .map((document) => (nameOnly ? { name: document["name"], type: document["type"] } : document));
    const cursor = cursorOver(`${context.store.databaseName}.$cmd.listCollections`, {
      async *[Symbol.asyncIterator]() {
        yield shown;
      },
    });
    return cursorAnswer(cursor, context.cursors, countField(options, "batchSize"));
  },
};

/** A collection as `listCollections` shows it. */
function collectionDocument({ name, type, options }: CollectionInfo): Document {
  const shared = { name, type, options, info: { readOnly: type === "view" } };
  if (type === "view") return shared;
  return { ...shared, idIndex: indexDocument({ name: "_id_", key: { _id: new Int32(1) }, options: {} }) };
}

/** `renameCollection` (https://www.mongodb.com/docs/manual/reference/command/renameCollection). */
export const renameCollection: Command = {
  name: "renameCollection",
  writes: true,
  fields: { collectionUUID: "any", dropTarget: "any", stayTemp: "bool-like", to: "string" },
  required: ["to"],
  async run(command, context) {
    const { databaseName } = context.store;
    const from = ownName(collectionNamespace(command, "renameCollection"), databaseName);
    const to = ownName(collectionNamespace(command, "to"), databaseName);
    if (from === to) throw documentError(20, "a collection cannot be renamed to its own name");
    for (const name of [from, to]) await context.cursors.invalidate(`${databaseName}.${name}`);
    return changingCollections(context, [from, to], async (transaction) => {
      const source = await transaction.collection(from);
      if (source === undefined) throw documentError(26, "the collection to rename does not exist");
      if (source.type === "view") throw documentError(166, "a view cannot be renamed");
      if ((await transaction.collection(to)) !== undefined) {
        if (fieldOf(command, "dropTarget") !== true)
          throw documentError(48, "the target exists: drop it, or set dropTarget");
        await transaction.dropCollection(to);
      }
      await transaction.renameCollection(from, to);
      return {};
    });
  },
};

function collectionNamespace(command: Document, field: string): string {
  const value = fieldOf(command, field);
  if (typeof value !== "string") throw documentError(14, `${field} must be a namespace`);
  const dot = value.indexOf(".");
  if (dot < 1 || dot === value.length - 1) throw documentError(73, `${field} must be a namespace: database.collection`);
  return value;
}

/** The collection of a namespace, which must be one of this database. */
function ownName(namespace: string, databaseName: string): string {
  if (!namespace.startsWith(`${databaseName}.`)) throw unsupportedFeature("renaming to another database");
  const name = namespace.slice(databaseName.length + 1);
  checkCollectionName(name);
  return name;
}

/** `collMod` (https://www.mongodb.com/docs/manual/reference/command/collMod): validators, views and indexes. */
export const collMod: Command = {
  name: "collMod",
  writes: true,
  fields: {
    changeStreamPreAndPostImages: "object",
    dryRun: "bool-like",
    expireAfterSeconds: "any",
    index: "object",
    pipeline: "array",
    timeseries: "object",
    validationAction: "string",
    validationLevel: "string",
    validator: "object",
    viewOn: "string",
  },
  async run(command, context) {
    const name = collectionName(command, "collMod");
    if (flagField(command, "dryRun")) throw unsupportedFeature("collMod.dryRun");
    return changingCollections(context, [name], async (transaction) => {
      const collection = await transaction.collection(name);
      if (collection === undefined) throw documentError(26, "the collection does not exist");
      for (const option of ["changeStreamPreAndPostImages", "timeseries", "expireAfterSeconds"] as const) {
        if (givenField(command, option) !== undefined) throw unsupportedFeature(`collMod.${option}`);
      }
      const view = givenField(command, "viewOn") !== undefined || givenField(command, "pipeline") !== undefined;
      if (view !== (collection.type === "view"))
        throw documentError(72, "these options are not for this kind of collection");
      const index = givenField(command, "index");
      const answer = index === undefined ? {} : await changeIndex(transaction, name, index as Document);
      const options = { ...collection.options, ...collectionOptions(command, name) };
      await transaction.changeCollection({ ...collection, options });
      return answer;
    });
  },
};
