import type { Path } from "../path.ts";
import type { QuerySettings } from "../settings.ts";
import type { Document } from "../values/types.ts";

/** Which variables an expression may name, without `$$`; the system's own are always known. */
export interface ExpressionScope {
  readonly variables: ReadonlySet<string>;
  /** Variables of the system that have no value where the expression stands; to name one is code 51144. */
  readonly unavailable?: ReadonlySet<string>;
}

/** An expression of the aggregation language, parsed and checked. */
export type Expression =
  | { readonly kind: "literal"; readonly value: unknown }
  /** `$a.b`: a path of `$$CURRENT`. */
  | { readonly kind: "field"; readonly path: Path }
  /** `$$name.a.b`, the system's variables included; `path` may be empty. */
  | { readonly kind: "variable"; readonly name: string; readonly path: Path }
  | { readonly kind: "object"; readonly fields: readonly (readonly [name: string, value: Expression])[] }
  | { readonly kind: "array"; readonly items: readonly Expression[] }
  | Call;

/** An operator and its arguments. */
export interface Call {
  readonly kind: "call";
  /** With its `$`. */
  readonly operator: string;
  /** The arguments by place; empty for an operator whose arguments have names. */
  readonly args: readonly Expression[];
  /** The arguments by name, in their order; absent ones are left out. */
  readonly named: Readonly<Record<string, Expression>>;
  /** How it is evaluated. */
  readonly evaluate: (call: Call, context: ExpressionContext) => unknown;
}

/** What an expression is evaluated in. */
export interface ExpressionContext {
  /** `$$ROOT`. */
  readonly root: Document;
  /** `$$CURRENT`: the root unless `$let` or the like has set it. */
  readonly current: unknown;
  /** Variables by name without `$$`: those of `let` and of `$let`, `$map` and the like around this place. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly settings: QuerySettings;
}

/** The context at the top of a document. */
export function rootContext(root: Document, settings: QuerySettings): ExpressionContext {
  return { root, current: root, variables: settings.variables, settings };
}
