import { DatabaseError } from "@db/core";
import { codeOf } from "../filter/matching.ts";
import { parseCollation } from "../../../src/collation.ts";
import { batchesOf, collectDocuments } from "../../../src/pipeline/batches.ts";
import { parsePipeline } from "../../../src/pipeline/parse-pipeline.ts";
import { runPipeline } from "../../../src/pipeline/run-pipeline.ts";
import type { PipelineHost } from "../../../src/pipeline/stage.ts";
import type { PipelinePlace } from "../../../src/pipeline/stage-parser.ts";
import { defaultSettings } from "../../../src/settings.ts";
import { equals } from "../../../src/values/compare.ts";
import { exportDocument, importDocument } from "../../../src/values/import-value.ts";
import type { Document } from "../../../src/values/types.ts";

const scope = { variables: new Set<string>() };

/** Collections in memory, by name. */
export type Collections = Record<string, Document[]>;

/** What a pipeline gives for the documents of the collection `items`, with plain numbers. */
export async function run(
  pipeline: readonly object[],
  items: readonly object[],
  others: Record<string, readonly object[]> = {},
  collation?: object,
): Promise<Document[]> {
  return (await runTyped(pipeline, items, others, collation)).map(exportDocument);
}

/** As `run`, with numbers as they are: `Int32` and `Double` and the like. */
export async function runTyped(
  pipeline: readonly object[],
  items: readonly object[],
  others: Record<string, readonly object[]> = {},
  collation?: object,
): Promise<Document[]> {
  return runIn(pipeline, imported({ items, ...others }), collation);
}

/** Runs a pipeline over `items` of collections that it may change. */
export async function runIn(
  pipeline: readonly object[],
  collections: Collections,
  collation?: object,
): Promise<Document[]> {
  const settings = defaultSettings({ collation: parseCollation(collation), random: () => 0 });
  const host = hostOf(collections);
  const stages = parsePipeline(pipeline, scope);
  const source = batchesOf(collections["items"] ?? []);
  return collectDocuments(runPipeline(stages, source, { settings, host, collection: "items" }));
}

/** Documents as an engine keeps them. */
export function imported(collections: Record<string, readonly object[]>): Collections {
  return Object.fromEntries(
    Object.entries(collections).map(([name, documents]) => [
      name,
      documents.map((document) => importDocument(document as Document)),
    ]),
  );
}

function hostOf(collections: Collections): PipelineHost {
  const host: PipelineHost = {
    databaseName: "shop",
    read: (collection, stages, settings) =>
      runPipeline(stages, batchesOf(collections[collection ?? ""] ?? []), { settings, host, collection }),
    describe: async (collection, what) => [{ collection, what }],
    writer: {
      async replaceCollection(name, documents) {
        collections[name] = await collectDocuments(documents);
      },
      uniqueOn: async (_name, fields) => fields.length === 1 && (fields[0] === "_id" || fields[0] === "code"),
      findBy: async (name, values) =>
        collections[name]?.find((document) =>
          Object.keys(values).every((field) => equals(document[field], values[field])),
        ),
      async insert(name, document) {
        (collections[name] ??= []).push(document);
      },
      async replace(name, id, document) {
        collections[name] = (collections[name] ?? []).map((old) => (equals(old["_id"], id) ? document : old));
      },
    },
  };
  return host;
}

/** The code that a pipeline is refused with when it is read; `undefined` when it is not. */
export function refusal(pipeline: unknown, place: PipelinePlace = "top"): number | string | undefined {
  return codeOf(() => parsePipeline(pipeline, scope, { place }));
}

/** The code that a pipeline fails with when it runs. */
export async function failure(
  pipeline: readonly object[],
  items: readonly object[],
  others: Record<string, readonly object[]> = {},
): Promise<number | undefined> {
  try {
    await run(pipeline, items, others);
    return undefined;
  } catch (error) {
    if (!DatabaseError.is(error)) throw error;
    return error.nativeCode as number;
  }
}
