import type { Type } from "./types.ts";
import type { Query, Source } from "./statements.ts";

/**
 * A name after the source's folding. `regular` names are those that need no quotes in their own engine and are written
 * in each target's own case; the others keep their spelling.
 */
export interface Name {
  readonly text: string;
  readonly regular: boolean;
  readonly at: number;
}

/** What each node has: its place, the end of its text, and the type that the reading pass finds. */
interface Node {
  readonly at: number;
  readonly end: number;
  type: Type;
}

/** A constant. Numbers keep their text, binary is in hexadecimal digits. */
export interface Literal extends Node {
  readonly kind: "literal";
  readonly form: "number" | "text" | "boolean" | "null" | "binary" | "date" | "timestamp";
  readonly value: string;
}

/** A parameter, by its place among the source's. */
interface Parameter extends Node {
  readonly kind: "parameter";
  readonly index: number;
}

export interface ColumnReference extends Node {
  readonly kind: "column";
  readonly qualifier: readonly Name[];
  name: Name;
  /** The member of a `from` clause that has it, once found. */
  source?: Source | undefined;
  /** The select item whose alias is meant, for names of an `order by`. */
  outputOf?: Expression | undefined;
}

/** As the text has it: an operator whose meaning depends on engine and types. */
export interface Operator extends Node {
  readonly kind: "operator";
  readonly name: string;
  readonly args: readonly Expression[];
}

/** As the text has it: a call by name. */
export interface FunctionCall extends Node {
  readonly kind: "function";
  readonly name: string;
  readonly args: readonly Expression[];
  readonly star: boolean;
  readonly distinct: boolean;
  readonly order: readonly OrderItem[];
  readonly separator?: Expression | undefined;
  readonly filter?: Expression | undefined;
  readonly over?: Window | undefined;
  /** What stands instead of an argument's value: a unit of `extract`, the side of `trim`. */
  readonly word?: string | undefined;
  readonly nulls?: string | undefined;
}

/** An operation with one exact meaning. */
export interface Call extends Node {
  readonly kind: "call";
  readonly meaning: string;
  readonly args: readonly Expression[];
  /** A unit of time, where the meaning has one. */
  readonly unit?: string | undefined;
}

/** An aggregate or window function with one exact meaning. */
export interface Aggregate extends Node {
  readonly kind: "aggregate";
  readonly meaning: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly order: readonly OrderItem[];
  readonly filter?: Expression | undefined;
  readonly over?: Window | undefined;
}

interface Case extends Node {
  readonly kind: "case";
  readonly operand?: Expression | undefined;
  readonly whens: readonly (readonly [when: Expression, then: Expression])[];
  readonly otherwise?: Expression | undefined;
}

export interface Cast extends Node {
  readonly kind: "cast";
  readonly operand: Expression;
  readonly target: Type;
}

interface InList extends Node {
  readonly kind: "in";
  readonly operand: Expression;
  readonly list: readonly Expression[];
  readonly query?: Query | undefined;
  readonly negated: boolean;
}

interface Between extends Node {
  readonly kind: "between";
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly negated: boolean;
}

/** `pattern` is a list of parts when it is a constant. */
export interface Like extends Node {
  readonly kind: "like";
  readonly operand: Expression;
  readonly pattern: Expression;
  readonly escape?: string | undefined;
  readonly negated: boolean;
  readonly parts?: readonly LikePart[] | undefined;
  /** `like`, or SQLite's `glob`. */
  readonly operator: "like" | "glob";
}

/** A piece of a constant pattern: any text, one character, or characters as they are. */
export type LikePart = "any" | "one" | { readonly text: string };

interface IsTest extends Node {
  readonly kind: "is";
  readonly operand: Expression;
  readonly test: "null" | "true" | "false";
  readonly negated: boolean;
}

interface Exists extends Node {
  readonly kind: "exists";
  readonly query: Query;
}

/** A query in the place of a value. */
interface Subquery extends Node {
  readonly kind: "subquery";
  readonly query: Query;
}

/** `interval '1' day`: an amount of one unit. */
export interface Interval extends Node {
  readonly kind: "interval";
  readonly amount: Expression;
  readonly unit: string;
}

/** The keyword `default` in the place of a value. */
interface DefaultValue extends Node {
  readonly kind: "default";
}

/** The value that an upsert could not insert: `excluded.c`, `values(c)`. */
interface Proposed extends Node {
  readonly kind: "proposed";
  readonly name: Name;
}

export type Expression =
  | Literal
  | Parameter
  | ColumnReference
  | Operator
  | FunctionCall
  | Call
  | Aggregate
  | Case
  | Cast
  | InList
  | Between
  | Like
  | IsTest
  | Exists
  | Subquery
  | Interval
  | DefaultValue
  | Proposed;

export interface OrderItem {
  expression: Expression;
  readonly descending: boolean;
  nullsFirst: boolean | undefined;
  readonly at: number;
}

export interface Window {
  readonly at: number;
  partition: readonly Expression[];
  readonly order: readonly OrderItem[];
  readonly frame?: string | undefined;
}
