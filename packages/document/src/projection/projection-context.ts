import { documentError } from "../errors.ts";
import type { ExpressionScope } from "../expression/expression.ts";
import type { Path } from "../path.ts";
import { ProjectionTree } from "./projection-tree.ts";

/** What is known while a projection is parsed. */
export interface ProjectionContext {
  readonly scope: ExpressionScope;
  readonly find: boolean;
  readonly tree: ProjectionTree;
  /** What the fields so far have decided. */
  kind: "inclusion" | "exclusion" | undefined;
  /** Whether `_id` was named to stay or to go. */
  id: boolean | undefined;
  slice: boolean;
  elemMatch: boolean;
  positional: Path | undefined;
  /** Decides what the named fields are; throws `code` when it was decided otherwise. */
  demand(kind: "inclusion" | "exclusion", code: number, name: string): void;
}

/** The context at the beginning. */
export function newProjectionContext(scope: ExpressionScope, find: boolean): ProjectionContext {
  return {
    scope,
    find,
    tree: new ProjectionTree(),
    kind: undefined,
    id: undefined,
    slice: false,
    elemMatch: false,
    positional: undefined,
    demand(kind, code, name) {
      if (this.kind !== undefined && this.kind !== kind) {
        throw documentError(code, `the field ${JSON.stringify(name)} cannot be in an ${this.kind} projection`);
      }
      this.kind = kind;
    },
  };
}
