import type {
  Catalogue,
  CatalogueFilter,
  CatalogueSource,
  CheckConstraint,
  Column,
  ForeignKey,
  Index,
  IndexPart,
  PrimaryKey,
  ReferentialAction,
  Routine,
  RoutineParameter,
  Sequence,
  Table,
  UniqueKey,
  View,
} from "../../catalogue/catalogue.ts";
import { groupBy } from "../group-by.ts";
import { formatPortableType } from "../portable-type.ts";
import {
  columnsQuery,
  constraintsQuery,
  indexesQuery,
  relationsQuery,
  routinesQuery,
  schemasQuery,
  sequencesQuery,
} from "./postgres-catalogue-queries.ts";
import { postgresTypes } from "./postgres-types.ts";

/** What JSON gives for an absent value. */
type Maybe<Value> = Value | null;

interface FoundRelation {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: "r" | "p" | "f" | "v" | "m";
  readonly comment: Maybe<string>;
  readonly partitionedBy: Maybe<string>;
  readonly partitionOf: Maybe<NonNullable<Table["partitionOf"]>>;
  readonly definition: Maybe<string>;
}

interface FoundColumn {
  readonly oid: string;
  readonly name: string;
  readonly nativeType: string;
  readonly baseType: string;
  readonly nullable: boolean;
  readonly expression: Maybe<string>;
  readonly identity: "" | "a" | "d";
  readonly generated: "" | "s" | "v";
  readonly collation: Maybe<string>;
  readonly comment: Maybe<string>;
}

interface FoundConstraint {
  readonly oid: string;
  readonly name: string;
  readonly kind: "p" | "u" | "f" | "c";
  readonly columns: Maybe<readonly string[]>;
  readonly referencedSchema: Maybe<string>;
  readonly referencedTable: Maybe<string>;
  readonly referencedColumns: Maybe<readonly string[]>;
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  readonly expression: Maybe<string>;
  readonly nullsNotDistinct: boolean;
}

interface FoundIndex {
  readonly oid: string;
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  readonly fromConstraint: boolean;
  readonly parts: Maybe<
    readonly { readonly column: Maybe<string>; readonly expression: Maybe<string>; readonly option: Maybe<number> }[]
  >;
  readonly included: Maybe<readonly string[]>;
  readonly predicate: Maybe<string>;
}

interface FoundRoutine {
  readonly schema: string;
  readonly name: string;
  readonly kind: "f" | "p" | "a" | "w";
  readonly language: string;
  readonly returnsSet: boolean;
  readonly returns: Maybe<string>;
  readonly comment: Maybe<string>;
  readonly parameters: Maybe<
    readonly {
      readonly name: Maybe<string>;
      readonly mode: string;
      readonly nativeType: string;
      readonly baseType: string;
    }[]
  >;
}

interface FoundSequence {
  readonly schema: string;
  readonly name: string;
  readonly nativeType: string;
  readonly start: string;
  readonly increment: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly cycle: boolean;
  readonly comment: Maybe<string>;
  readonly ownedBy: Maybe<NonNullable<Sequence["ownedBy"]>>;
}

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: "no action",
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};
const routineKinds: Readonly<Record<FoundRoutine["kind"], Routine["kind"]>> = {
  f: "function",
  p: "procedure",
  a: "aggregate",
  w: "window",
};
const modes: Readonly<Record<string, RoutineParameter["mode"]>> = {
  i: "in",
  o: "out",
  b: "inout",
  v: "variadic",
  t: "table",
};

/** Reads the catalogue of PostgreSQL 14 and later, and of PGlite. What an extension made is left out. */
export async function readPostgresCatalogue(source: CatalogueSource, filter: CatalogueFilter = {}): Promise<Catalogue> {
  const list = (names: readonly string[] | undefined): string | null =>
    names === undefined ? null : JSON.stringify(names);
  const parameters = [list(filter.schemas), list(filter.tables)];
  const read = async <Found>(text: string): Promise<readonly Found[]> => {
    const [row] = await source.query(text, parameters);
    return JSON.parse(String(row?.["data"])) as Found[];
  };
  const relationOf = ({ oid }: { readonly oid: string }): string => oid;
  const schemas = await read<{ readonly name: string }>(schemasQuery);
  const relations = await read<FoundRelation>(relationsQuery);
  const columns = groupBy(await read<FoundColumn>(columnsQuery), relationOf);
  const constraints = groupBy(await read<FoundConstraint>(constraintsQuery), relationOf);
  const indexes = groupBy(await read<FoundIndex>(indexesQuery), relationOf);
  const routines = await read<FoundRoutine>(routinesQuery);
  const sequences = await read<FoundSequence>(sequencesQuery);

  const tables: Table[] = [];
  const views: View[] = [];
  for (const relation of relations) {
    const { oid, schema, name, kind } = relation;
    const shared = {
      schema,
      name,
      comment: relation.comment ?? undefined,
      columns: (columns.get(oid) ?? []).map(toColumn),
      indexes: (indexes.get(oid) ?? []).map(toIndex),
    };
    if (kind === "v" || kind === "m") {
      views.push({ ...shared, definition: relation.definition ?? undefined, materialized: kind === "m" });
      continue;
    }
    tables.push({
      ...shared,
      ...toConstraints(constraints.get(oid) ?? []),
      partitionedBy: relation.partitionedBy ?? undefined,
      partitionOf: relation.partitionOf ?? undefined,
    });
  }
  return {
    schemas: schemas.map(({ name }) => name),
    tables,
    views,
    routines: routines.map(toRoutine),
    sequences: sequences.map(toSequence),
  };
}

function portable(native: string): string | undefined {
  const type = postgresTypes.toPortable(native);
  return type === undefined ? undefined : formatPortableType(type);
}

function toColumn(found: FoundColumn, index: number): Column {
  const { name, nativeType, nullable, expression, identity, generated } = found;
  return {
    name,
    position: index + 1,
    nativeType,
    type: portable(found.baseType),
    nullable,
    default: generated === "" ? (expression ?? undefined) : undefined,
    identity: identity === "" ? undefined : identity === "a" ? "always" : "by-default",
    generated: generated === "" ? undefined : { expression: expression ?? undefined, stored: generated === "s" },
    collation: found.collation ?? undefined,
    comment: found.comment ?? undefined,
  };
}

interface Constraints {
  readonly primaryKey: PrimaryKey | undefined;
  readonly uniqueKeys: readonly UniqueKey[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly CheckConstraint[];
}

function toConstraints(found: readonly FoundConstraint[]): Constraints {
  const of = (kind: FoundConstraint["kind"]): readonly FoundConstraint[] =>
    found.filter((constraint) => constraint.kind === kind);
  return {
    primaryKey: of("p").map(({ name, columns }) => ({ name, columns: columns ?? [] }))[0],
    uniqueKeys: of("u").map(({ name, columns, nullsNotDistinct }) => ({
      name,
      columns: columns ?? [],
      nullsNotDistinct,
    })),
    foreignKeys: of("f").map(toForeignKey),
    checks: of("c").map(({ name, expression }) => ({ name, expression: expression ?? "" })),
  };
}

function toForeignKey(found: FoundConstraint): ForeignKey {
  return {
    name: found.name,
    columns: found.columns ?? [],
    referencedSchema: found.referencedSchema ?? undefined,
    referencedTable: found.referencedTable ?? "",
    referencedColumns: found.referencedColumns ?? [],
    onDelete: actions[found.onDelete] ?? "no action",
    onUpdate: actions[found.onUpdate] ?? "no action",
    deferrable: found.deferrable,
    initiallyDeferred: found.initiallyDeferred,
  };
}

function toIndex({ name, unique, method, fromConstraint, parts, included, predicate }: FoundIndex): Index {
  const toPart = (part: NonNullable<FoundIndex["parts"]>[number]): IndexPart => ({
    column: part.column ?? undefined,
    expression: part.expression ?? undefined,
    descending: ((part.option ?? 0) & 1) !== 0,
    nulls: part.option === null ? undefined : (part.option & 2) === 0 ? "last" : "first",
  });
  return {
    name,
    unique,
    fromConstraint,
    parts: (parts ?? []).map(toPart),
    included: included ?? [],
    predicate: predicate ?? undefined,
    method,
  };
}

function toRoutine({ schema, name, kind, parameters, returns, returnsSet, language, comment }: FoundRoutine): Routine {
  return {
    schema,
    name,
    kind: routineKinds[kind],
    parameters: (parameters ?? []).map((parameter) => ({
      name: parameter.name ?? undefined,
      mode: modes[parameter.mode] ?? "in",
      nativeType: parameter.nativeType,
      type: portable(parameter.baseType),
    })),
    returns: returns ?? undefined,
    returnsSet,
    language,
    comment: comment ?? undefined,
  };
}

function toSequence({ schema, name, nativeType, cycle, comment, ownedBy, ...numbers }: FoundSequence): Sequence {
  return {
    schema,
    name,
    nativeType,
    start: BigInt(numbers.start),
    increment: BigInt(numbers.increment),
    minimum: BigInt(numbers.minimum),
    maximum: BigInt(numbers.maximum),
    cycle,
    ownedBy: ownedBy ?? undefined,
    comment: comment ?? undefined,
  };
}
