import { ObjectId } from "bson";
import type { UpdateForm } from "../../changes/update-form.ts";
import { documentError } from "../../errors.ts";
import type { Expression } from "../../expression/expression.ts";
import type { Path } from "../../path.ts";
import type { QuerySettings } from "../../settings.ts";
import { equals } from "../../values/compare.ts";
import { fieldOf, setField, type Document } from "../../values/types.ts";
import { batchesFrom, collectDocuments } from "../batches.ts";
import { nestedField } from "../nested-field.ts";
import { mapStages } from "../run-pipeline.ts";
import type { PipelineWriter, Stage } from "../stage.ts";
import { checkTargetDatabase } from "../collection-names.ts";
import { withLet } from "./lookup.ts";

/** What becomes of a document that the collection has already. */
export type WhenMatched = "replace" | "merge" | "keepExisting" | "fail" | "pipeline";

/** What becomes of a document that the collection has not. */
export type WhenNotMatched = "insert" | "discard" | "fail";

/** What a `$merge` asks for. */
interface MergeOptions {
  readonly database: string | undefined;
  readonly into: string;
  /** The fields by which documents are the same. */
  readonly on: readonly string[];
  readonly whenMatched: WhenMatched;
  readonly whenNotMatched: WhenNotMatched;
  /** The variables of the pipeline, of the document that comes; `new` is that document. */
  readonly let: readonly (readonly [name: string, value: Expression])[];
  /** Reads the pipeline where some of the variables have no value; code 17276 when it uses one of them. */
  readonly pipeline: (missing: readonly string[]) => readonly Stage[];
}

/** Writes documents into a collection, over what is there or beside it. Gives no documents. */
export interface MergeStage extends Stage, MergeOptions {
  readonly name: "$merge";
}

/**
 * A `$merge` that has been parsed. When it runs: 51183 no unique index over `on`, 51185 an array and 51132 no value in
 * such a field, 66 another `_id`, 11000 and 13113 where it is to fail.
 */
export function mergeStage(options: MergeOptions): MergeStage {
  return {
    name: "$merge",
    ...options,
    run: (source, { host, settings }) =>
      batchesFrom(async function* () {
        checkTargetDatabase(options.database, host.databaseName, "$merge");
        const { writer } = host;
        if (!(await writer.uniqueOn(options.into, options.on))) {
          throw documentError(51183, "$merge needs a unique index over the fields of on");
        }
        // All is read before anything is written, as both may be one collection.
        for (const document of await collectDocuments(source)) await mergeOne(document, options, writer, settings);
        yield* [];
      }),
  };
}

async function mergeOne(
  given: Document,
  options: MergeOptions,
  writer: PipelineWriter,
  settings: QuerySettings,
): Promise<void> {
  const document =
    options.on.includes("_id") && fieldOf(given, "_id") === undefined ? { _id: new ObjectId(), ...given } : given;
  const existing = await writer.findBy(options.into, keyOf(document, options.on));
  if (existing === undefined) {
    if (options.whenNotMatched === "fail") throw documentError(13113, "$merge found no document for one that came");
    if (options.whenNotMatched === "insert") await writer.insert(options.into, document);
    return;
  }
  if (options.whenMatched === "keepExisting") return;
  if (options.whenMatched === "fail") throw documentError(11000, "$merge found a document that is there already");
  const merged = changed(existing, document, options, settings);
  if (merged !== existing) {
    await writer.replace(options.into, existing["_id"], merged, formOf(options.whenMatched, document));
  }
}

/** What MongoDB's own updates for a `$merge` are: fields that are set, a replacement, or a pipeline. */
function formOf(whenMatched: MergeOptions["whenMatched"], document: Document): UpdateForm {
  if (typeof whenMatched !== "string") return "pipeline";
  return whenMatched === "replace" ? "replace" : Object.keys(document).map((name) => [[name]]);
}

function keyOf(document: Document, on: readonly string[]): Document {
  const key: Document = {};
  for (const field of on) {
    const value = valueFor(document, field.split("."));
    if (Array.isArray(value)) throw documentError(51185, "a field of $merge.on cannot be an array");
    setField(key, field, value ?? null);
  }
  return key;
}

/** The value of a field of `on`; an array on the way is refused as one at the end is. */
function valueFor(document: Document, path: Path): unknown {
  for (let length = 1; length < path.length; length++) {
    const value = nestedField(document, path.slice(0, length));
    if (Array.isArray(value)) return value;
  }
  return nestedField(document, path);
}

/** What takes the place of a document. Its `_id` stays. */
function changed(existing: Document, document: Document, options: MergeOptions, settings: QuerySettings): Document {
  const made = changes[options.whenMatched]?.(existing, document, options, settings) ?? existing;
  const id = fieldOf(made, "_id");
  if (id === undefined) return { _id: existing["_id"], ...made };
  if (!equals(id, existing["_id"])) throw documentError(66, "$merge cannot change an _id");
  return made;
}

type ChangeMaker = (existing: Document, document: Document, options: MergeOptions, settings: QuerySettings) => Document;

const changes: Partial<Readonly<Record<WhenMatched, ChangeMaker>>> = {
  replace: (_existing, document) => document,
  merge: (existing, document) => {
    const made = { ...existing };
    for (const name of Object.keys(document)) setField(made, name, document[name]);
    return made;
  },
  pipeline: (existing, document, options, settings) => {
    const inner = withLet(options.let, document, settings);
    const missing = options.let.map(([name]) => name).filter((name) => inner.variables[name] === undefined);
    return mapStages(options.pipeline(missing), existing, inner);
  },
};
