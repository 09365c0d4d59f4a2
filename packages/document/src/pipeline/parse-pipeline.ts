import { documentError } from "../errors.ts";
import type { ExpressionScope } from "../expression/expression.ts";
import { isDocument } from "../values/types.ts";
import { checkMetadata } from "./available-metadata.ts";
import type { Stage } from "./stage.ts";
import type { PipelinePlace } from "./stage-parser.ts";
import { stageRules, type StageRule } from "./stage-rules.ts";

/** A stage's name, operand and rule. */
interface Given {
  readonly name: string;
  readonly operand: unknown;
  readonly rule: StageRule;
}

/** What holds for a pipeline and all those within it. */
interface Surroundings {
  readonly overDatabase: boolean;
  readonly withinFacet: boolean;
  /** How deep it is within others. */
  readonly depth: number;
}

/** How deep pipelines may be within each other. */
const maxDepth = 20;

const fusions: ReadonlySet<string> = new Set(["$rankFusion", "$scoreFusion"]);

/**
 * Reads a pipeline in a scope. `place` says where it stands, which decides the stages it may have; `top`, over a
 * collection, unless it is given. Codes: 14 no array or a stage that is no document, 40323 a stage with more than one
 * field or none, 40324 an unknown one, 40602 one that must be first, 40601 one that must be last, 40600 one that no
 * facet has, 51047 one that no `$lookup` has, 31441 one that no `$unionWith` has, 167 one that no view has, 72 one that
 * no update has, 73 one that does not go with the collection, or with none, 40218 a `$meta` that no stage gives, 232
 * pipelines too deep within each other, and those of every stage.
 */
export function parsePipeline(
  value: unknown,
  scope: ExpressionScope,
  options: { readonly place?: PipelinePlace } = {},
): readonly Stage[] {
  const place = options.place ?? "top";
  return parseWithin(value, scope, place, { overDatabase: place === "database", withinFacet: false, depth: 0 });
}

function parseWithin(
  value: unknown,
  scope: ExpressionScope,
  place: PipelinePlace,
  around: Surroundings,
): readonly Stage[] {
  if (around.depth > maxDepth) throw documentError(232, `pipelines are more than ${maxDepth} deep within each other`);
  if (!Array.isArray(value)) throw documentError(14, "a pipeline must be an array");
  const given = value.map(readStage);
  if (place === "update") checkUpdate(given);
  const withinFacet = around.withinFacet || place === "facet";
  const depth = around.depth + 1;
  const names = given.map(({ name }) => name);
  const stages = given.flatMap(({ operand, rule }, n) =>
    rule.parse(operand, {
      scope,
      place,
      overDatabase: around.overDatabase,
      before: names.slice(0, n),
      parseInner: (inner, innerPlace, innerScope = scope) =>
        parseWithin(inner, innerScope, innerPlace, { ...around, withinFacet, depth }),
    }),
  );
  checkPlaces(given, place, withinFacet);
  if (place === "top" || place === "lookup" || place === "union") checkMetadata(given);
  return stages;
}

function readStage(value: unknown): Given {
  if (!isDocument(value)) throw documentError(14, "a stage of a pipeline must be a document");
  const names = Object.keys(value);
  const name = names[0];
  if (name === undefined || names.length > 1) throw documentError(40323, "a stage of a pipeline has exactly one field");
  const rule = Object.hasOwn(stageRules, name) ? stageRules[name] : undefined;
  if (rule === undefined) throw documentError(40324, `there is no stage of the name ${JSON.stringify(name)}`);
  return { name, operand: value[name], rule };
}

function checkUpdate(given: readonly Given[]): void {
  for (const { name, rule } of given) {
    if (rule.update !== true) throw documentError(72, `${name} may not be in an update`);
  }
}

/** The stages that write, which some places refuse with a code of their own. */
const writingRefused: Partial<Readonly<Record<PipelinePlace, number>>> = { lookup: 51047, union: 31441, view: 167 };

function checkPlaces(given: readonly Given[], place: PipelinePlace, withinFacet: boolean): void {
  for (const { name, rule } of given) {
    const refused = rule.position === "last" ? writingRefused[place] : undefined;
    if (refused !== undefined) throw documentError(refused, `${name} may not be in a pipeline of this place`);
    if (withinFacet && rule.facet === false) throw documentError(40600, `${name} may not be in a facet`);
  }
  checkSource(given[0], place);
  for (const [n, { name, rule }] of given.entries()) {
    if (n > 0 && fusions.has(name)) throw documentError(10170100, `${name} must be the first stage`);
    if (rule.position === "first" && n > 0) throw documentError(40602, `${name} must be the first stage`);
    if (rule.position === "last" && n < given.length - 1) throw documentError(40601, `${name} must be the last stage`);
  }
}

/** A pipeline over no collection begins with a stage that needs none, and one over a collection with one that has it. */
function checkSource(first: Given | undefined, place: PipelinePlace): void {
  const over = first?.rule.source;
  if (place === "database" && over === undefined) {
    throw documentError(73, "a pipeline over no collection must begin with a stage that needs none");
  }
  if (place === "top" && over === "database") {
    throw documentError(73, `${first?.name ?? "the stage"} is not over a collection`);
  }
}
