import { documentError } from "../../errors.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext, type Expression } from "../../expression/expression.ts";
import { parseFieldPath } from "../../expression/field-names.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import { pathsOverlap, type Path } from "../../path.ts";
import type { QuerySettings } from "../../settings.ts";
import { compare } from "../../values/compare.ts";
import { isDocument, type Document } from "../../values/types.ts";
import { collected } from "../batches.ts";
import { keepMeta } from "../../metadata.ts";
import { parseSort, sortOrder, type Sort } from "../sort.ts";
import { checkSpec, specField } from "../spec-fields.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";
import { withOutputField } from "../windows/output-field.ts";
import { parseWindowFunction } from "../windows/registry.ts";
import type { WindowFunction } from "../windows/window-function.ts";

/** What a `$setWindowFields` asks for. */
interface WindowOptions {
  readonly partitionBy: Expression | undefined;
  readonly sortBy: Sort | undefined;
  readonly output: readonly (readonly [field: Path, func: WindowFunction])[];
}

/** Adds to each document what functions make of the documents around it. */
export interface SetWindowFieldsStage extends Stage, WindowOptions {
  readonly name: "$setWindowFields";
}

/** A `$setWindowFields` that has been parsed. It throws code 14 for an array as the value of `partitionBy`. */
function setWindowFieldsStage(options: WindowOptions): SetWindowFieldsStage {
  return {
    name: "$setWindowFields",
    ...options,
    run: (source, { settings }) => collected(source, (documents) => addWindowFields(documents, options, settings)),
  };
}

function addWindowFields(documents: readonly Document[], options: WindowOptions, settings: QuerySettings): Document[] {
  const { sortBy } = options;
  return partitions(documents, options, settings).flatMap((partition) => {
    const given = { documents: partition, settings, sortBy };
    const columns = options.output.map(([field, func]) => [field, func.evaluate(given)] as const);
    return partition.map((document, n) =>
      keepMeta(
        document,
        columns.reduce((made, [field, values]) => withOutputField(made, field, values[n]), document),
      ),
    );
  });
}

/** The documents by the value of `partitionBy`, in its order, each partition in the order of `sortBy`. */
function partitions(
  documents: readonly Document[],
  { partitionBy, sortBy }: WindowOptions,
  settings: QuerySettings,
): Document[][] {
  const order = sortBy === undefined || sortBy.length === 0 ? () => 0 : sortOrder(sortBy, settings);
  if (partitionBy === undefined) return documents.length === 0 ? [] : [[...documents].sort(order)];
  const entries = documents.map((document) => {
    const key = evaluateExpression(partitionBy, rootContext(document, settings)) ?? null;
    if (Array.isArray(key)) throw documentError(14, "$setWindowFields cannot partition by an array");
    return { key, document };
  });
  const byKey = (left: unknown, right: unknown): number => compare(left, right, settings.collation.order);
  entries.sort((left, right) => byKey(left.key, right.key) || order(left.document, right.document));
  const found: Document[][] = [];
  for (const [n, { key, document }] of entries.entries()) {
    const before = entries[n - 1];
    if (before === undefined || byKey(before.key, key) !== 0) found.push([]);
    found.at(-1)?.push(document);
  }
  return found;
}

/**
 * Reads a `$setWindowFields`. Codes: 9 no document, 40415, 14 and 40414 for unknown, wrong and missing options, 14 a
 * constant array as `partitionBy`, 6307900 two fields of `output` in each other's way, and those of sorts, expressions,
 * field paths and window functions.
 */
export const parseSetWindowFields: StageParser = (value, { scope }) => {
  if (!isDocument(value)) throw documentError(9, "$setWindowFields needs a document");
  checkSpec(value, "$setWindowFields", { partitionBy: "any", sortBy: "object", output: "object" }, ["output"]);
  const partition = specField(value, "partitionBy");
  const partitionBy = partition === undefined ? undefined : parseExpression(partition, scope);
  if (partitionBy?.kind === "literal" && Array.isArray(partitionBy.value)) {
    throw documentError(14, "$setWindowFields cannot partition by an array");
  }
  const sort = specField(value, "sortBy") as Document | undefined;
  const sortBy = sort === undefined ? undefined : Object.keys(sort).length === 0 ? [] : parseSort(sort);
  const paths: Path[] = [];
  const output = Object.entries(specField(value, "output") as Document).map(([field, given]) => {
    const path = parseFieldPath(field);
    if (paths.some((other) => pathsOverlap(other, path))) {
      throw documentError(6307900, "two fields of $setWindowFields.output are in each other's way");
    }
    paths.push(path);
    return [path, parseWindowFunction(given, sortBy, scope)] as const;
  });
  return [setWindowFieldsStage({ partitionBy, sortBy, output })];
};
