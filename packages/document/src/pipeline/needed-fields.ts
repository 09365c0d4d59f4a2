import type { Expression } from "../expression/expression.ts";
import type { Filter } from "../filter/filter.ts";
import type { Projection, ProjectionNode } from "../projection/projection.ts";
import type { Accumulator } from "./accumulators/accumulator.ts";
import type { Stage } from "./stage.ts";
import type { AddFieldsStage } from "./stages/add-fields.ts";
import type { BucketAutoStage } from "./stages/bucket-auto.ts";
import type { DistinctStage } from "./stages/distinct.ts";
import type { FacetStage } from "./stages/facet.ts";
import type { FindProjectionStage } from "./stages/find-projection.ts";
import type { GroupStage } from "./stages/group.ts";
import type { LookupStage } from "./stages/lookup.ts";
import type { MatchStage } from "./stages/match.ts";
import type { ProjectStage } from "./stages/project.ts";
import type { ReplaceRootStage } from "./stages/replace-root.ts";
import type { SortStage } from "./stages/sort.ts";
import type { UnwindStage } from "./stages/unwind.ts";

/** The fields at the top of documents that a pipeline looks at. */
export interface NeededFields {
  readonly names: ReadonlySet<string>;
  /** Whether the order of these fields among each other shows in the answer. */
  readonly ordered: boolean;
}

/** The names of fields, or `undefined` for all that a document has. */
type Names = readonly string[] | undefined;

/**
 * Which fields of the documents that come a pipeline needs, so that a store may leave out the others. `undefined` when the
 * whole documents may show in the answer, or when that cannot be told.
 */
export function neededFields(stages: readonly Stage[]): NeededFields | undefined {
  const names = new Set<string>();
  for (const stage of stages) {
    const { needs, ends, ordered } = needsOf(stage);
    if (needs === undefined) return undefined;
    for (const name of needs) names.add(name);
    if (ends) return { names, ordered };
  }
  return undefined;
}

/** What one stage needs, and whether what comes out of it has nothing of the documents beside. */
interface Needs {
  readonly needs: Names;
  readonly ends: boolean;
  readonly ordered: boolean;
}

const passing = (needs: Names): Needs => ({ needs, ends: false, ordered: false });
const ending = (needs: Names): Needs => ({ needs, ends: true, ordered: false });

/** By the names of stages; of what is not here everything is needed. */
const rules: Readonly<Record<string, (stage: Stage) => Needs>> = {
  $addFields: (stage) => passing(ofNode((stage as AddFieldsStage).added.root)),
  $bucketAuto: (stage) => {
    const { groupBy, output } = stage as BucketAutoStage;
    return ending(union([ofExpression(groupBy), ...output.map(([, accumulator]) => ofAccumulator(accumulator))]));
  },
  $count: () => ending([]),
  $distinct: (stage) => ending((stage as DistinctStage).path.slice(0, 1)),
  $facet: (stage) => {
    const inner = (stage as FacetStage).facets.map(([, stages]) => neededFields(stages));
    const ordered = inner.some((needed) => needed?.ordered === true);
    return { ...ending(union(inner.map((needed) => (needed === undefined ? undefined : [...needed.names])))), ordered };
  },
  $findProjection: (stage) => ofProjection((stage as FindProjectionStage).projection),
  $group: (stage) => {
    const { id, fields } = stage as GroupStage;
    return ending(union([ofExpression(id), ...fields.map(([, accumulator]) => ofAccumulator(accumulator))]));
  },
  $limit: () => passing([]),
  $lookup: (stage) => {
    const { equality, as, let: variables } = stage as LookupStage;
    const local = equality === undefined ? [] : equality.localField.slice(0, 1);
    // What is beside a nested field stays.
    const target = as.length > 1 ? as.slice(0, 1) : [];
    return passing(union([local, target, ...variables.map(([, value]) => ofExpression(value))]));
  },
  $match: (stage) => passing(ofFilter((stage as MatchStage).filter)),
  $project: (stage) => ofProjection((stage as ProjectStage).projection),
  $replaceRoot: (stage) => ending(ofExpression((stage as ReplaceRootStage).newRoot)),
  $skip: () => passing([]),
  $sort: (stage) =>
    passing((stage as SortStage).sort.flatMap((part) => (part.kind === "field" ? part.path.slice(0, 1) : []))),
  $unwind: (stage) => {
    const { path, indexField } = stage as UnwindStage;
    return passing([...path.slice(0, 1), ...(indexField?.slice(0, 1) ?? [])]);
  },
};

function needsOf(stage: Stage): Needs {
  const rule = Object.hasOwn(rules, stage.name) ? rules[stage.name] : undefined;
  return rule === undefined ? passing(undefined) : rule(stage);
}

function union(parts: readonly Names[]): Names {
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** An exclusion leaves all others; of an inclusion the fields that it names, which stay in their order, are all there is. */
function ofProjection({ kind, root, id, positional }: Projection): Needs {
  // A positional `$` looks for what the filter found.
  if (kind === "exclusion" || positional !== undefined) return passing(positional === undefined ? [] : undefined);
  return { needs: union([ofNode(root), id ? ["_id"] : []]), ends: true, ordered: true };
}

/** The fields that a projection names, and those that its expressions need. */
function ofNode(node: ProjectionNode): Names {
  return union([[...node.children.keys()], ...computedIn(node)]);
}

function computedIn(node: ProjectionNode): Names[] {
  return [...node.children.values()].flatMap((child) => {
    if (child.kind === "node") return computedIn(child.node);
    return child.kind === "computed" ? [ofExpression(child.expression)] : [];
  });
}

function ofAccumulator({ input, n, sortBy = [] }: Accumulator): Names {
  const sorted = sortBy.flatMap((part) => (part.kind === "field" ? part.path.slice(0, 1) : []));
  return union([ofExpression(input), n === undefined ? [] : ofExpression(n), sorted]);
}

function ofExpression(expression: Expression): Names {
  switch (expression.kind) {
    case "literal":
      return [];
    case "field":
      return expression.path.slice(0, 1);
    case "variable":
      if (expression.name !== "ROOT" && expression.name !== "CURRENT") return [];
      return expression.path.length === 0 ? undefined : expression.path.slice(0, 1);
    case "object":
      return union(expression.fields.map(([, value]) => ofExpression(value)));
    case "array":
      return union(expression.items.map(ofExpression));
    case "call":
      return union([...expression.args, ...Object.values(expression.named)].map(ofExpression));
  }
}

function ofFilter(filter: Filter): Names {
  switch (filter.kind) {
    case "and":
    case "or":
    case "nor":
      return union(filter.filters.map(ofFilter));
    case "not":
      return ofFilter(filter.filter);
    case "constant":
      return [];
    case "expr":
      return ofExpression(filter.expression);
    case "jsonSchema":
    case "text":
      return undefined;
    default:
      return filter.path.slice(0, 1);
  }
}
