import type { Expression, Name, OrderItem } from "./nodes.ts";
import type { Type } from "./types.ts";

/** A column that a source of rows has, as far as it is known. */
export interface OutputColumn {
  readonly name: Name | undefined;
  readonly type: Type;
  /** Whether a table's column may be null; `undefined` where that is not known. */
  readonly nullable?: boolean | undefined;
  /** The expression behind it, for what columns are made of. */
  readonly expression?: Expression | undefined;
}

/** A member of a `from` clause. */
export type Source = TableSource | DerivedSource;

export interface TableSource {
  readonly kind: "table";
  name: readonly Name[];
  readonly alias: Name | undefined;
  readonly at: number;
  /** Known columns; `undefined` where the table is not. */
  columns?: readonly OutputColumn[] | undefined;
  /** An outer join may put nulls in the place of its rows. */
  optional?: boolean | undefined;
  /** A common table expression of the statement is meant. */
  common?: boolean | undefined;
}

export interface DerivedSource {
  readonly kind: "derived";
  readonly query: Query;
  readonly alias: Name | undefined;
  columnNames: readonly Name[];
  readonly at: number;
  columns?: readonly OutputColumn[] | undefined;
}

export type JoinKind = "inner" | "left" | "right" | "full" | "cross";

/** `from` is a chain: a first source, and joins to it. */
export interface Join {
  readonly kind: JoinKind;
  readonly source: FromItem;
  on?: Expression | undefined;
  readonly using?: readonly Name[] | undefined;
  readonly at: number;
}

/** A source, or joins in parentheses. */
export interface FromItem {
  readonly source: Source | { readonly kind: "group"; readonly from: FromItem };
  readonly joins: readonly Join[];
}

export interface SelectItem {
  readonly kind: "expression" | "star";
  expression?: Expression | undefined;
  readonly qualifier?: Name | undefined;
  alias: Name | undefined;
  readonly at: number;
  /** As the source's text has it. */
  readonly text: string;
}

export interface Select {
  readonly kind: "select";
  readonly at: number;
  distinct: boolean;
  items: SelectItem[];
  from: FromItem[];
  where: Expression | undefined;
  group: Expression[];
  having: Expression | undefined;
}

export interface SetOperation {
  readonly kind: "set";
  readonly at: number;
  readonly operator: "union" | "intersect" | "except";
  readonly all: boolean;
  readonly left: Query;
  readonly right: Query;
}

export interface Values {
  readonly kind: "values";
  readonly at: number;
  rows: Expression[][];
}

export interface CommonTable {
  readonly name: Name;
  readonly columnNames: readonly Name[];
  readonly query: Query;
  columns?: readonly OutputColumn[] | undefined;
  readonly at: number;
}

export interface Lock {
  readonly strength: "update" | "share";
  readonly wait: "wait" | "nowait" | "skip-locked";
  readonly at: number;
}

/** A whole query: a body with what stands around it. */
export interface Query {
  readonly kind: "query";
  readonly at: number;
  readonly recursive: boolean;
  readonly with: readonly CommonTable[];
  body: Select | SetOperation | Values | Query;
  order: OrderItem[];
  limit: Expression | undefined;
  offset: Expression | undefined;
  lock: Lock | undefined;
  /** What the columns of `values` are called. */
  valuesNames?: readonly Name[] | undefined;
}

/** `column = value`. */
export interface Assignment {
  readonly column: Name;
  value: Expression;
}

export interface Upsert {
  readonly at: number;
  /** What the row that could not be inserted is called by, beside `values(…)`. */
  readonly proposed: string | undefined;
  /** The columns of the deciding key; `undefined` where the source does not name it. */
  key: readonly Name[] | undefined;
  /** Empty: leave the row as it is. */
  readonly set: Assignment[];
  where: Expression | undefined;
}

export interface Insert {
  readonly kind: "insert";
  readonly at: number;
  readonly table: TableSource;
  readonly columns: readonly Name[];
  /** Absent: one row of defaults. */
  readonly rows?: Expression[][] | undefined;
  readonly query?: Query | undefined;
  readonly upsert?: Upsert | undefined;
  readonly returning: SelectItem[];
}

export interface Update {
  readonly kind: "update";
  readonly at: number;
  readonly table: TableSource;
  readonly set: Assignment[];
  where: Expression | undefined;
  readonly returning: SelectItem[];
}

export interface Delete {
  readonly kind: "delete";
  readonly at: number;
  readonly table: TableSource;
  where: Expression | undefined;
  readonly returning: SelectItem[];
}

export interface ColumnDefinition {
  readonly name: Name;
  readonly type: Type;
  readonly at: number;
  readonly nullable: boolean;
  readonly identity: boolean;
  default: Expression | undefined;
}

export type TableConstraint =
  | {
      readonly kind: "primary" | "unique";
      readonly name: Name | undefined;
      readonly columns: readonly Name[];
      readonly at: number;
    }
  | { readonly kind: "check"; readonly name: Name | undefined; condition: Expression; readonly at: number }
  | {
      readonly kind: "foreign";
      readonly name: Name | undefined;
      readonly columns: readonly Name[];
      readonly table: readonly Name[];
      readonly referenced: readonly Name[];
      readonly onDelete: string | undefined;
      readonly at: number;
    };

export interface CreateTable {
  readonly kind: "create-table";
  readonly at: number;
  readonly table: TableSource;
  readonly ifNotExists: boolean;
  readonly columns: readonly ColumnDefinition[];
  readonly constraints: readonly TableConstraint[];
}

export interface DropTable {
  readonly kind: "drop-table";
  readonly at: number;
  readonly table: TableSource;
  readonly ifExists: boolean;
}

export interface CreateIndex {
  readonly kind: "create-index";
  readonly at: number;
  readonly name: Name;
  readonly unique: boolean;
  readonly table: TableSource;
  readonly columns: readonly { readonly name: Name; readonly descending: boolean }[];
}

export interface Truncate {
  readonly kind: "truncate";
  readonly at: number;
  readonly table: TableSource;
}

export type Statement =
  | { readonly kind: "query"; readonly at: number; readonly query: Query }
  | Insert
  | Update
  | Delete
  | CreateTable
  | DropTable
  | CreateIndex
  | Truncate;
