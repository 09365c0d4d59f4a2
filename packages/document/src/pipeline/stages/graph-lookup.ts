import { Long } from "bson";
import { documentError } from "../../errors.ts";
import { evaluateExpression } from "../../expression/evaluate-expression.ts";
import { rootContext, type Expression } from "../../expression/expression.ts";
import { parseFieldPath } from "../../expression/field-names.ts";
import { evaluateFieldPath } from "../../expression/field-path.ts";
import { parseExpression } from "../../expression/parse-expression.ts";
import type { Filter } from "../../filter/filter.ts";
import { parseFilter } from "../../filter/parse-filter.ts";
import type { Path } from "../../path.ts";
import { isNumber, toDouble } from "../../values/numbers.ts";
import { isDocument, typeOf, type Document } from "../../values/types.ts";
import { valueKey } from "../../values/value-key.ts";
import { batchesFrom, collectDocuments } from "../batches.ts";
import { checkCollectionName } from "../collection-names.ts";
import { keepMeta } from "../../metadata.ts";
import { withNestedField } from "../nested-field.ts";
import type { Stage, StageContext } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";
import { wholePart } from "../whole-part.ts";
import { matchStage } from "./match.ts";

/** What a `$graphLookup` asks for. */
interface GraphLookupOptions {
  readonly from: string;
  readonly as: Path;
  readonly startWith: Expression;
  readonly connectFromField: Path;
  readonly connectToField: Path;
  readonly depthField: Path | undefined;
  readonly maxDepth: number | undefined;
  /** What every document that is found must match. */
  readonly restriction: Filter | undefined;
}

/** Adds to each document an array of all that can be reached from it, step by step, in another collection. */
export interface GraphLookupStage extends Stage, GraphLookupOptions {
  readonly name: "$graphLookup";
}

/** A `$graphLookup` that has been parsed. */
function graphLookupStage(options: GraphLookupOptions): GraphLookupStage {
  return {
    name: "$graphLookup",
    ...options,
    run: (source, context) =>
      batchesFrom(async function* () {
        for await (const batch of source) {
          const made: Document[] = [];
          for (const document of batch) {
            const found = await reach(document, options, context);
            made.push(keepMeta(document, withNestedField(document, options.as, found)));
          }
          yield made;
        }
      }),
  };
}

/** Goes on from what the last step found until a step finds nothing that is not known. */
async function reach(document: Document, options: GraphLookupOptions, context: StageContext): Promise<Document[]> {
  const { host, settings } = context;
  const key = (value: unknown): string => valueKey(value, settings.collation.key);
  const found = new Map<string, Document>();
  const visited = new Set<string>();
  const start = evaluateExpression(options.startWith, rootContext(document, settings));
  let frontier = unvisited(valuesOf(start), visited, key);
  for (let depth = 0; frontier.length > 0 && depth <= (options.maxDepth ?? Infinity); depth++) {
    const equality: Filter = { kind: "in", path: options.connectToField, values: frontier, patterns: [] };
    const filter: Filter =
      options.restriction === undefined ? equality : { kind: "and", filters: [equality, options.restriction] };
    let next: unknown[] = [];
    for (const reached of await collectDocuments(host.read(options.from, [matchStage(filter)], settings))) {
      const id = key(reached["_id"]);
      if (found.has(id)) continue;
      const level = Long.fromNumber(depth);
      found.set(id, options.depthField === undefined ? reached : withNestedField(reached, options.depthField, level));
      next = next.concat(valuesOf(evaluateFieldPath(reached, options.connectFromField)));
    }
    frontier = unvisited(next, visited, key);
  }
  return [...found.values()];
}

/** The items of an array, or the one value; a missing one leads nowhere. */
function valuesOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

function unvisited(values: readonly unknown[], visited: Set<string>, key: (value: unknown) => string): unknown[] {
  return values.filter((value) => {
    const known = key(value);
    if (visited.has(known)) return false;
    visited.add(known);
    return true;
  });
}

const names: readonly string[] = ["from", "as", "connectFromField", "connectToField", "depthField"];

/**
 * Reads a `$graphLookup`. Codes: 9 no document, 40100 to 40102 a wrong `maxDepth`, 40185 a wrong
 * `restrictSearchWithMatch`, 40103 a name that is no string, 40104 an unknown option, 40105 a missing one, 73 a wrong
 * collection, and those of field paths, expressions and filters.
 */
export const parseGraphLookup: StageParser = (value, { scope }) => {
  if (!isDocument(value)) throw documentError(9, "$graphLookup needs a document");
  const from = value["from"];
  if (from === undefined) throw documentError(9, "$graphLookup needs from");
  if (typeof from !== "string") throw documentError(9, "$graphLookup.from must be a collection's name");
  checkCollectionName(from, "$graphLookup");
  let startWith: Expression | undefined;
  let maxDepth: number | undefined;
  let restriction: Filter | undefined;
  const given = new Map<string, string>();
  for (const [name, option] of Object.entries(value)) {
    if (name === "startWith") startWith = parseExpression(option, scope);
    else if (name === "maxDepth") maxDepth = readMaxDepth(option);
    else if (name === "restrictSearchWithMatch") {
      if (!isDocument(option)) throw documentError(40185, `$graphLookup.${name} must be a document`);
      restriction = parseFilter(option, scope);
    } else if (names.includes(name)) {
      if (typeof option !== "string")
        throw documentError(40103, `$graphLookup.${name} cannot be of type ${typeOf(option)}`);
      given.set(name, option);
      if (name === "depthField") parseFieldPath(option);
    } else throw documentError(40104, `$graphLookup has no option ${JSON.stringify(name)}`);
  }
  const [as, connectFromField, connectToField] = ["as", "connectFromField", "connectToField"].map(
    (name) => given.get(name) ?? "",
  ) as [string, string, string];
  if (startWith === undefined || as === "" || connectFromField === "" || connectToField === "") {
    throw documentError(40105, "$graphLookup needs from, as, startWith, connectFromField and connectToField");
  }
  const depthField = given.get("depthField");
  return [
    graphLookupStage({
      from,
      as: parseFieldPath(as),
      startWith,
      connectFromField: parseFieldPath(connectFromField),
      connectToField: parseFieldPath(connectToField),
      depthField: depthField === undefined ? undefined : parseFieldPath(depthField),
      maxDepth,
      restriction,
    }),
  ];
};

function readMaxDepth(value: unknown): number {
  if (!isNumber(value)) throw documentError(40100, "$graphLookup.maxDepth must be a number");
  const depth = wholePart(value);
  if (depth < 0) throw documentError(40101, "$graphLookup.maxDepth must not be negative");
  if (depth !== toDouble(value)) throw documentError(40102, "$graphLookup.maxDepth must be a whole number");
  return depth;
}
