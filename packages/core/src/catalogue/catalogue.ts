import type { Version } from "../dialects/dialect.ts";

/** Where a reader gets its rows from: runs text in the engine's own placeholders. */
export interface CatalogueSource {
  query(text: string, parameters: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  readonly version: Version;
}

/** What to read. Without schemas: all but the engine's own. Names are exact, as the catalogue keeps them. */
export interface CatalogueFilter {
  readonly schemas?: readonly string[] | undefined;
  /** Only these tables and views; routines and sequences are then left out. */
  readonly tables?: readonly string[] | undefined;
}

/** What a database holds, in one shape on every engine. Every list is sorted by schema and name, columns by place. */
export interface Catalogue {
  readonly schemas: readonly string[];
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly routines: readonly Routine[];
  readonly sequences: readonly Sequence[];
}

/** A column of a table or view. */
export interface Column {
  readonly name: string;
  /** Counted from 1, without gaps. */
  readonly position: number;
  /** As the engine writes it: `character varying(20)`. Empty where SQLite's column has none. */
  readonly nativeType: string;
  /** As the type map reads it (`varchar(20)`); `undefined` where no portable type fits. */
  readonly type: string | undefined;
  readonly nullable: boolean;
  /** The expression's text; `undefined` without a default, and for generated and identity columns. */
  readonly default: string | undefined;
  /** Filled by the engine from a sequence: on every insert, or when no value is given. */
  readonly identity: "always" | "by-default" | undefined;
  readonly generated: GeneratedColumn | undefined;
  /** Where it differs from the type's own. */
  readonly collation: string | undefined;
  readonly comment: string | undefined;
}

/** How a column is computed from others. The expression is `undefined` where the engine does not tell it. */
export interface GeneratedColumn {
  readonly expression: string | undefined;
  readonly stored: boolean;
}

/** A primary key. The name is `undefined` where the engine gave none. */
export interface PrimaryKey {
  readonly name: string | undefined;
  readonly columns: readonly string[];
}

/** A unique constraint; a unique index that no constraint made is among the indexes only. */
export interface UniqueKey {
  readonly name: string | undefined;
  readonly columns: readonly string[];
  /** Two nulls count as equal. */
  readonly nullsNotDistinct: boolean;
}

/** What happens to a referencing row. */
export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

/** A foreign key. */
export interface ForeignKey {
  readonly name: string | undefined;
  readonly columns: readonly string[];
  readonly referencedSchema: string | undefined;
  readonly referencedTable: string;
  readonly referencedColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
}

/** A check constraint with its condition's text. */
export interface CheckConstraint {
  readonly name: string | undefined;
  readonly expression: string;
}

/** One part of an index: a column or an expression. */
export interface IndexPart {
  readonly column: string | undefined;
  readonly expression: string | undefined;
  readonly descending: boolean;
  /** `undefined` where the engine does not tell. */
  readonly nulls: "first" | "last" | undefined;
}

/** An index, also one that a key made. */
export interface Index {
  readonly name: string;
  readonly unique: boolean;
  /** Made by the primary key or a unique constraint. */
  readonly fromConstraint: boolean;
  readonly parts: readonly IndexPart[];
  /** Columns kept along without being searched by. */
  readonly included: readonly string[];
  /** The condition of a partial index. */
  readonly predicate: string | undefined;
  /** `btree`, `gin`, … where the engine has several. */
  readonly method: string | undefined;
}

/** A table. */
export interface Table {
  readonly schema: string | undefined;
  readonly name: string;
  readonly comment: string | undefined;
  readonly columns: readonly Column[];
  readonly primaryKey: PrimaryKey | undefined;
  readonly uniqueKeys: readonly UniqueKey[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly CheckConstraint[];
  readonly indexes: readonly Index[];
  /** How a partitioned table is divided (`RANGE (created)`). */
  readonly partitionedBy: string | undefined;
  /** The table that this one is a partition of, and its bounds. */
  readonly partitionOf:
    | { readonly schema: string | undefined; readonly table: string; readonly bounds: string }
    | undefined;
}

/** A view. */
export interface View {
  readonly schema: string | undefined;
  readonly name: string;
  readonly comment: string | undefined;
  readonly columns: readonly Column[];
  /** The query's text. */
  readonly definition: string | undefined;
  readonly materialized: boolean;
  /** Of a materialized view. */
  readonly indexes: readonly Index[];
}

/** A parameter of a routine. */
export interface RoutineParameter {
  readonly name: string | undefined;
  readonly mode: "in" | "out" | "inout" | "variadic" | "table";
  readonly nativeType: string;
  readonly type: string | undefined;
}

/** A function or procedure. Overloads are separate entries. */
export interface Routine {
  readonly schema: string | undefined;
  readonly name: string;
  readonly kind: "function" | "procedure" | "aggregate" | "window";
  readonly parameters: readonly RoutineParameter[];
  /** The native type of what a function gives; `undefined` for a procedure. */
  readonly returns: string | undefined;
  /** Gives rows. */
  readonly returnsSet: boolean;
  readonly language: string | undefined;
  readonly comment: string | undefined;
}

/** A sequence. Its numbers are `bigint`, for they may be beyond what a number holds. */
export interface Sequence {
  readonly schema: string | undefined;
  readonly name: string;
  readonly nativeType: string | undefined;
  readonly start: bigint;
  readonly increment: bigint;
  readonly minimum: bigint;
  readonly maximum: bigint;
  readonly cycle: boolean;
  /** The column it belongs to. */
  readonly ownedBy:
    | { readonly schema: string | undefined; readonly table: string; readonly column: string }
    | undefined;
  readonly comment: string | undefined;
}
