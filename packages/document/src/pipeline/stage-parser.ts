import type { ExpressionScope } from "../expression/expression.ts";
import type { Stage } from "./stage.ts";

/**
 * Where a pipeline stands, which decides the stages that it may have: over a collection (`top`), over none (`database`,
 * for `{ aggregate: 1 }`), within `$facet`, `$lookup` or `$unionWith`, as a view's definition, or as an update.
 */
export type PipelinePlace = "top" | "database" | "facet" | "lookup" | "union" | "view" | "update";

/** What a stage's parser is given beside its operand. */
export interface ParseContext {
  readonly scope: ExpressionScope;
  readonly place: PipelinePlace;
  /** Whether the outermost pipeline is over no collection. */
  readonly overDatabase: boolean;
  /** The names of the stages before it in its pipeline. */
  readonly before: readonly string[];
  /** Reads a pipeline within this stage; in this stage's scope when no other is given. */
  parseInner(value: unknown, place: PipelinePlace, scope?: ExpressionScope): readonly Stage[];
}

/** Reads a stage's operand: one stage, or several where the stage is a short form of them. */
export type StageParser = (value: unknown, context: ParseContext) => readonly Stage[];
