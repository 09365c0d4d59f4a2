import type {
  Catalogue,
  CatalogueFilter,
  CatalogueSource,
  CheckConstraint,
  Column,
  ForeignKey,
  Index,
  PrimaryKey,
  ReferentialAction,
  Table,
  UniqueKey,
  View,
} from "../../catalogue/catalogue.ts";
import { groupBy } from "../group-by.ts";
import { formatPortableType } from "../portable-type.ts";
import { readOracleRoutines, readOracleSequences } from "./oracle-catalogue-objects.ts";
import { nameCondition, queries, schemaCondition } from "./oracle-catalogue-queries.ts";
import { nativeType } from "./oracle-native-type.ts";
import { oracleTypes } from "./oracle-types.ts";

type Found = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => String(value);
const maybeText = (value: unknown): string | undefined =>
  value === null || value === undefined || value === "" ? undefined : String(value);

const ofTable = (found: Found): string => `${text(found["schema"])}\0${text(found["table"])}`;

/**
 * Reads the catalogue of Oracle 12.1 and later. Names are as the server keeps them, in capitals where they were made without
 * quotes. Partitions are no tables here; a sequence's `start` is where it goes on, for where it began is not kept.
 */
export async function readOracleCatalogue(source: CatalogueSource, filter: CatalogueFilter = {}): Promise<Catalogue> {
  const schema = schemaCondition("t.owner", filter.schemas);
  const table = nameCondition("t.table_name", filter.tables, schema.values.length + 1);
  const where = `${schema.text} and ${table.text}`;
  const values = [...schema.values, ...table.values];
  const read = (query: string): Promise<readonly Found[]> => source.query(query, values);
  const all = schemaCondition("s.username", filter.schemas);

  const schemas = await source.query(queries.schemas(all.text), all.values);
  const tables = await read(queries.tables(where));
  const views = await read(queries.views(where));
  const columns = groupBy(await read(queries.columns(where, source.version)), ofTable);
  const keys = groupBy(await read(queries.keys(where)), ofTable);
  const checks = groupBy(await read(queries.checks(where)), ofTable);
  const indexes = groupBy(await read(queries.indexes(where)), ofTable);
  const partitions = groupBy(await read(queries.partitions(where)), ofTable);
  const whole = filter.tables === undefined;

  return {
    schemas: schemas.map(({ name }) => text(name)),
    tables: tables.map((found) => {
      const key = `${text(found["schema"])}\0${text(found["name"])}`;
      return toTable(found, {
        columns: columns.get(key) ?? [],
        keys: keys.get(key) ?? [],
        checks: checks.get(key) ?? [],
        indexes: indexes.get(key) ?? [],
        partitions: partitions.get(key) ?? [],
      });
    }),
    views: views.map((found) => {
      const key = `${text(found["schema"])}\0${text(found["name"])}`;
      return toView(found, columns.get(key) ?? [], indexes.get(key) ?? []);
    }),
    routines: whole ? await readOracleRoutines(source, filter) : [],
    sequences: whole ? await readOracleSequences(source, filter) : [],
  };
}

interface TableFacts {
  readonly columns: readonly Found[];
  readonly keys: readonly Found[];
  readonly checks: readonly Found[];
  readonly indexes: readonly Found[];
  readonly partitions: readonly Found[];
}

function toTable(found: Found, facts: TableFacts): Table {
  const [primary] = keysOf(facts.keys, "P");
  const constraints = new Set(
    facts.keys.filter(({ kind }) => kind !== "R").map((key) => text(key["index"] ?? key["name"])),
  );
  const [partition] = facts.partitions;
  return {
    schema: text(found["schema"]),
    name: text(found["name"]),
    comment: maybeText(found["comment"]),
    columns: facts.columns.map(toColumn),
    primaryKey:
      primary === undefined ? undefined : ({ name: primary.name, columns: primary.columns } satisfies PrimaryKey),
    uniqueKeys: keysOf(facts.keys, "U"),
    foreignKeys: foreignKeysOf(facts.keys),
    checks: facts.checks.filter((check) => !saysNotNull(check, facts.columns)).map(toCheck),
    indexes: indexesOf(facts.indexes, constraints),
    partitionedBy:
      partition === undefined
        ? undefined
        : `${text(partition["method"])} (${facts.partitions.map((part) => text(part["column"])).join(", ")})`,
    partitionOf: undefined,
  };
}

function toView(found: Found, columns: readonly Found[], indexes: readonly Found[]): View {
  return {
    schema: text(found["schema"]),
    name: text(found["name"]),
    comment: maybeText(found["comment"]),
    columns: columns.map(toColumn),
    definition: maybeText(found["definition"]),
    materialized: found["materialized"] === "YES",
    indexes: indexesOf(indexes, new Set()),
  };
}

function toColumn(found: Found, index: number): Column {
  const native = nativeType(found);
  const type = oracleTypes.toPortable(native);
  const expression = maybeText(found["default_text"])?.trim();
  const virtual = found["is_virtual"] === "YES";
  const identity = found["is_identity"] === "YES";
  const collation = maybeText(found["collation"]);
  return {
    name: text(found["name"]),
    position: index + 1,
    nativeType: native,
    type: type === undefined ? undefined : formatPortableType(type),
    nullable: found["nullable"] === "Y",
    default: virtual || identity || expression?.toUpperCase() === "NULL" ? undefined : expression,
    identity: identity ? (found["generation"] === "ALWAYS" ? "always" : "by-default") : undefined,
    generated: virtual ? { expression, stored: false } : undefined,
    collation: collation === "USING_NLS_COMP" ? undefined : collation,
    comment: maybeText(found["comment"]),
  };
}

/** `not null` is a check as well; the column tells of it. */
function saysNotNull(check: Found, columns: readonly Found[]): boolean {
  const name = /^"([^"]+)" IS NOT NULL$/.exec(text(check["expression"]))?.[1];
  return name !== undefined && columns.some((column) => column["name"] === name && column["nullable"] === "N");
}

function toCheck(found: Found): CheckConstraint {
  return { name: text(found["name"]), expression: text(found["expression"]) };
}

function keysOf(found: readonly Found[], kind: "P" | "U"): readonly UniqueKey[] {
  const ofKind = groupBy(
    found.filter((key) => key["kind"] === kind),
    (key) => text(key["name"]),
  );
  return [...ofKind].map(([name, parts]) => ({
    name,
    columns: parts.map((part) => text(part["column"])),
    nullsNotDistinct: false,
  }));
}

function foreignKeysOf(found: readonly Found[]): readonly ForeignKey[] {
  const ofKind = groupBy(
    found.filter((key) => key["kind"] === "R"),
    (key) => text(key["name"]),
  );
  return [...ofKind].map(([name, parts]) => {
    const [first = {}] = parts;
    return {
      name,
      columns: parts.map((part) => text(part["column"])),
      referencedSchema: maybeText(first["referenced_schema"]),
      // A table that the user may not see.
      referencedTable: text(first["referenced_table"] ?? ""),
      referencedColumns: parts.flatMap((part) => maybeText(part["referenced_column"]) ?? []),
      onDelete: text(first["on_delete"] ?? "no action").toLowerCase() as ReferentialAction,
      onUpdate: "no action",
      deferrable: first["is_deferrable"] === "DEFERRABLE",
      initiallyDeferred: first["is_deferred"] === "DEFERRED",
    };
  });
}

function indexesOf(found: readonly Found[], constraints: ReadonlySet<string>): readonly Index[] {
  return [...groupBy(found, (index) => text(index["name"]))].map(([name, parts]) => ({
    name,
    unique: parts[0]?.["uniqueness"] === "UNIQUE",
    fromConstraint: constraints.has(name),
    parts: parts.map((part) => {
      const expression = maybeText(part["expression"])?.trim();
      // A descending column is kept as an expression that is the column alone.
      const bare = /^"([^"]+)"$/.exec(expression ?? "")?.[1];
      const column = expression === undefined ? text(part["column"]) : bare;
      return {
        column,
        expression: column === undefined ? expression : undefined,
        descending: part["descend"] === "DESC",
        nulls: undefined,
      };
    }),
    included: [],
    predicate: undefined,
    method: methodOf(text(parts[0]?.["kind"])),
  }));
}

/** `NORMAL` and `FUNCTION-BASED NORMAL` are trees; the rest is called as Oracle does. */
function methodOf(kind: string): string {
  const plain = kind.replace("FUNCTION-BASED ", "").toLowerCase();
  return plain === "normal" ? "btree" : plain;
}
