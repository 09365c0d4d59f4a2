import { Int32 } from "bson";
import { documentError } from "../errors.ts";
import { newIndexes } from "../indexes/index-conflicts.ts";
import { parseIndexSpec } from "../indexes/index-spec.ts";
import { sameKey } from "../indexes/same-key.ts";
import { importDocument } from "../values/import-value.ts";
import type { BuiltIndexes, CollectionInfo, IndexInfo, StoreTransaction } from "../store/store.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../values/types.ts";
import { changingCollections, inSnapshot, type Command, type CommandContext } from "./command.ts";
import { cursorAnswer, cursorOver } from "./cursor-registry.ts";
import { arrayField, checkFields, collectionName, countField, documentField, flagField } from "./fields.ts";
import { writableCollection } from "./writable-collection.ts";

/** `createIndexes` (https://www.mongodb.com/docs/manual/reference/command/createIndexes). */
export const createIndexes: Command = {
  name: "createIndexes",
  writes: true,
  fields: { indexes: "array", commitQuorum: "any" },
  required: ["indexes"],
  async run(command, context) {
    const name = collectionName(command, "createIndexes");
    const specs = arrayField(command, "indexes");
    if (specs.length === 0) throw documentError(2, "createIndexes.indexes is empty");
    const { transaction, store } = context;
    if (transaction !== undefined || store.buildIndexes === undefined) return makeIndexes(context, name, specs);
    const steps = {
      plan: () => changingCollections(context, [name], (inner) => indexesToBuild(inner, name, specs)),
      work: (built: BuiltIndexes) => makeIndexes(context, name, specs, built),
    };
    return store.buildIndexes(name, steps, context.call);
  },
};

/** Makes the indexes that are not there yet, and the collection where that is not there. */
function makeIndexes(
  context: CommandContext,
  name: string,
  specs: readonly unknown[],
  built?: BuiltIndexes,
): Promise<Document> {
  return changingCollections(context, [name], async (transaction) => {
    const made = (await transaction.collection(name)) === undefined;
    const collection = await writableCollection(transaction, name, true);
    const before = await transaction.indexes(name);
    const fresh = newIndexes(before, parseSpecs(specs, collection));
    if (fresh.length > 0) await transaction.createIndexes(name, fresh, built);
    return {
      numIndexesBefore: new Int32(before.length),
      numIndexesAfter: new Int32(before.length + fresh.length),
      createdCollectionAutomatically: made,
      ...(fresh.length === 0 ? { note: "all indexes already exist" } : {}),
    };
  });
}

/** The indexes that are not there yet; none where it makes no difference how they are made: of an empty collection, or of none. */
async function indexesToBuild(
  transaction: StoreTransaction,
  name: string,
  specs: readonly unknown[],
): Promise<readonly IndexInfo[]> {
  const collection = await transaction.collection(name);
  if (collection?.type !== "collection" || (await transaction.isEmpty(name))) return [];
  return newIndexes(await transaction.indexes(name), parseSpecs(specs, collection));
}

function parseSpecs(specs: readonly unknown[], collection: CollectionInfo | undefined): IndexInfo[] {
  return specs.map((spec) => parseIndexSpec(isDocument(spec) ? importDocument(spec) : spec, collection));
}

/** `listIndexes` (https://www.mongodb.com/docs/manual/reference/command/listIndexes). */
export const listIndexes: Command = {
  name: "listIndexes",
  writes: false,
  fields: { cursor: "object", includeBuildUUIDs: "bool-like", includeIndexBuildInfo: "bool-like" },
  async run(command, context) {
    const name = collectionName(command, "listIndexes");
    const options = documentField(command, "cursor");
    checkFields(options, "cursor", { fields: { batchSize: "count" }, writes: false });
    if (flagField(command, "includeBuildUUIDs") && flagField(command, "includeIndexBuildInfo")) {
      throw documentError(72, "includeBuildUUIDs and includeIndexBuildInfo exclude each other");
    }
    const indexes = await inSnapshot(context, async (transaction) => {
      const collection = await transaction.collection(name);
      if (collection === undefined) throw documentError(26, "the collection does not exist");
      if (collection.type === "view") throw documentError(166, "a view has no indexes");
      return transaction.indexes(name);
    });
    const shown = indexes.map(indexDocument);
    const cursor = cursorOver(`${context.store.databaseName}.${name}`, {
      async *[Symbol.asyncIterator]() {
        yield shown;
      },
    });
    return cursorAnswer(cursor, context.cursors, countField(options, "batchSize"));
  },
};

/** An index as `listIndexes` shows it. */
export function indexDocument({ name, key, options }: IndexInfo): Document {
  const isText = Object.values(key).includes("text");
  const shownKey = isText ? textKey(key) : key;
  return { v: new Int32(2), key: shownKey, name, ...options };
}

/** The fields of a text index stand together under two names of the server's own. */
function textKey(key: Document): Document {
  const shown: Document = {};
  for (const [field, way] of Object.entries(key)) {
    if (way !== "text") shown[field] = way;
    else {
      shown["_fts"] = "text";
      shown["_ftsx"] = new Int32(1);
    }
  }
  return shown;
}

/** `dropIndexes` (https://www.mongodb.com/docs/manual/reference/command/dropIndexes). */
export const dropIndexes: Command = {
  name: "dropIndexes",
  writes: true,
  fields: { index: "any" },
  async run(command, context) {
    const name = collectionName(command, "dropIndexes");
    const which = fieldOf(command, "index");
    if (which === undefined) throw documentError(40414, "dropIndexes needs the field index");
    if (!isIndexChoice(which)) throw documentError(14, `dropIndexes.index cannot be of type ${typeOf(which)}`);
    return changingCollections(context, [name], async (transaction) => {
      const collection = await transaction.collection(name);
      if (collection === undefined) throw documentError(26, "the collection does not exist");
      if (collection.type === "view") throw documentError(166, "a view has no indexes");
      const indexes = await transaction.indexes(name);
      const names = chosenIndexes(indexes, which);
      if (names.length > 0) await transaction.dropIndexes(name, names);
      return {
        nIndexesWas: new Int32(indexes.length),
        ...(which === "*" ? { msg: "non-_id indexes dropped for collection" } : {}),
      };
    });
  },
};

type IndexChoice = string | readonly string[] | Document;

function isIndexChoice(value: unknown): value is IndexChoice {
  return (
    typeof value === "string" ||
    isDocument(value) ||
    (Array.isArray(value) && value.every((name) => typeof name === "string"))
  );
}

function chosenIndexes(indexes: readonly IndexInfo[], which: IndexChoice): string[] {
  if (which === "*") return indexes.filter(({ name }) => name !== "_id_").map(({ name }) => name);
  const names: string[] = [];
  for (const wanted of Array.isArray(which) ? (which as readonly string[]) : [which as string | Document]) {
    const found =
      typeof wanted === "string"
        ? indexes.filter(({ name }) => name === wanted)
        : indexes.filter(({ key }) => sameKey(key, wanted));
    if (found.length > 1) throw documentError(181, "several indexes have this key: name the one to drop");
    const name = found[0]?.name;
    if (name === undefined || names.includes(name)) throw documentError(27, "the index to drop does not exist");
    if (name === "_id_") throw documentError(72, "the index on _id cannot be dropped");
    names.push(name);
  }
  return names;
}
