import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext, type Expression } from "../../expression/expression.ts";
import type { Filter } from "../../filter/filter.ts";
import type { Path } from "../../path.ts";
import type { QuerySettings } from "../../settings.ts";
import type { Document } from "../../values/types.ts";
import { batchesFrom, collectDocuments } from "../batches.ts";
import { distribute, equalityFilter, type Equality } from "../equality-join.ts";
import { keepMeta } from "../../metadata.ts";
import { withNestedField } from "../nested-field.ts";
import type { Stage, StageContext } from "../stage.ts";
import { matchStage } from "./match.ts";

/** What a `$lookup` asks for. */
interface LookupOptions {
  /** `undefined` where the pipeline reads no collection: it begins with `$documents`. */
  readonly from: string | undefined;
  readonly as: Path;
  /** The fields that must be equal; without them every document of `from` goes through the pipeline. */
  readonly equality: Equality | undefined;
  /** The variables that the pipeline may use, of the document that comes. */
  readonly let: readonly (readonly [name: string, value: Expression])[];
  /** `undefined` in the short form. */
  readonly pipeline: readonly Stage[] | undefined;
}

/** Adds to each document an array of those that belong to it in another collection. */
export interface LookupStage extends Stage, LookupOptions {
  readonly name: "$lookup";
}

/** A `$lookup` that has been parsed. */
export function lookupStage(options: LookupOptions): LookupStage {
  return {
    name: "$lookup",
    ...options,
    run: (source, context) =>
      batchesFrom(async function* () {
        const find = finder(options, context);
        for await (const batch of source) {
          const found = await find(batch);
          yield batch.map((document, n) => keepMeta(document, withNestedField(document, options.as, found[n] ?? [])));
        }
      }),
  };
}

/** For each document of a batch, those that belong to it. */
type Finder = (batch: readonly Document[]) => Promise<readonly (readonly Document[])[]>;

function finder(options: LookupOptions, context: StageContext): Finder {
  const { equality } = options;
  if (options.pipeline === undefined && equality !== undefined) return byEquality(options.from, equality, context);
  return equality === undefined && options.let.length === 0
    ? uncorrelated(options, context)
    : correlated(options, context);
}

/** Reads what belongs to all documents of a batch at once, and then tells it apart. */
function byEquality(from: string | undefined, equality: Equality, { host, settings }: StageContext): Finder {
  return async (batch) => {
    const filters = batch.map((document) => equalityFilter(document, equality));
    const values = filters.flatMap((filter) => filter.values);
    const any: Filter = { kind: "in", path: equality.foreignField, values, patterns: [] };
    const documents = await collectDocuments(host.read(from, [matchStage(any)], settings));
    return distribute(documents, filters, equality, settings);
  };
}

/** Runs the pipeline for each document. */
function correlated(options: LookupOptions, { host, settings }: StageContext): Finder {
  return async (batch) => {
    const found: Document[][] = [];
    for (const document of batch) {
      const first = options.equality === undefined ? [] : [matchStage(equalityFilter(document, options.equality))];
      const pipeline = options.pipeline ?? [];
      // What reads no collection comes before the equality.
      const stages =
        options.from === undefined
          ? [...pipeline.slice(0, 1), ...first, ...pipeline.slice(1)]
          : [...first, ...pipeline];
      found.push(await collectDocuments(host.read(options.from, stages, withLet(options.let, document, settings))));
    }
    return found;
  };
}

/** Runs the pipeline once for all documents, unless chance plays a part in it. */
function uncorrelated(options: LookupOptions, { host, settings }: StageContext): Finder {
  const pipeline = options.pipeline ?? [];
  const read = (): Promise<Document[]> => collectDocuments(host.read(options.from, pipeline, settings));
  if (pipeline.some((stage) => stage.name === "$sample")) {
    return async (batch) => {
      const found: Document[][] = [];
      for (let n = 0; n < batch.length; n++) found.push(await read());
      return found;
    };
  }
  let known: Promise<Document[]> | undefined;
  return async (batch) => {
    const documents = await (known ??= read());
    return batch.map(() => documents);
  };
}

/** Settings with the variables of a `let` as a document gives them. */
export function withLet(variables: LookupOptions["let"], document: Document, settings: QuerySettings): QuerySettings {
  if (variables.length === 0) return settings;
  const context = rootContext(document, settings);
  const given = variables.map(([name, expression]) => [name, evaluateExpression(expression, context)] as const);
  return { ...settings, variables: { ...settings.variables, ...Object.fromEntries(given) } };
}
