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
  Routine,
  Sequence,
  Table,
  UniqueKey,
  View,
} from "../../catalogue/catalogue.ts";
import { groupBy } from "../group-by.ts";
import { formatPortableType } from "../portable-type.ts";
import { tokenize } from "../tokenizer.ts";
import { conditionOf, queries } from "./mssql-catalogue-queries.ts";
import { nativeTypeText, type FoundType } from "./mssql-native-types.ts";
import { mssqlLexicalRules } from "./mssql-lexical.ts";
import { mssqlTypes } from "./mssql-types.ts";

type Found = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => String(value);
const maybeText = (value: unknown): string | undefined =>
  value === null || value === undefined || value === "" ? undefined : String(value);
const isTrue = (value: unknown): boolean => value === true || value === 1;

const ofTable = (found: Found): string => `${text(found["schema"])}\0${text(found["table"])}`;

/** Reads the catalogue of SQL Server 2016 and later and of Azure SQL, as far as the user may see it. */
export async function readMssqlCatalogue(source: CatalogueSource, filter: CatalogueFilter = {}): Promise<Catalogue> {
  const condition = conditionOf(filter.schemas, filter.tables);
  const where = `${condition.schemas} and ${condition.tables}`;
  const named = (found: Found): string => text(found["table"] ?? found["name"]);
  const read = async (query: string): Promise<readonly Found[]> =>
    // Names are exact, and the server's comparison may not be.
    (await source.query(query, condition.values)).filter(
      (found) => filter.tables === undefined || filter.tables.includes(named(found)),
    );
  const bySchema = conditionOf(filter.schemas, undefined);
  const readBySchema = (query: (where: string) => string): Promise<readonly Found[]> =>
    source.query(query(bySchema.schemas), bySchema.values);

  const schemas = await readBySchema(queries.schemas);
  const relations = await read(queries.relations(where));
  const columns = groupBy(await read(queries.columns(where)), ofTable);
  const keys = groupBy(await read(queries.keys(where)), ofTable);
  const foreignKeys = groupBy(await read(queries.foreignKeys(where)), ofTable);
  const checks = groupBy(await read(queries.checks(where)), ofTable);
  const indexes = groupBy(await read(queries.indexes(where)), ofTable);
  const partitions = groupBy(await read(queries.partitions(where)), ofTable);

  const tables: Table[] = [];
  const views: View[] = [];
  for (const relation of relations) {
    const place = { schema: text(relation["schema"]), name: text(relation["name"]) };
    const key = `${place.schema}\0${place.name}`;
    const common = {
      ...place,
      comment: maybeText(relation["comment"]),
      columns: (columns.get(key) ?? []).map(toColumn),
    };
    const ofIndexes = indexesOf(indexes.get(key) ?? []);
    if (relation["kind"] === "V") {
      const definition = queryOf(maybeText(relation["definition"]));
      // A view with a clustered index keeps its rows.
      views.push({ ...common, definition, materialized: ofIndexes.length > 0, indexes: ofIndexes });
      continue;
    }
    const [partition] = partitions.get(key) ?? [];
    tables.push({
      ...common,
      primaryKey: keysOf(keys.get(key) ?? [], "PK").map((one): PrimaryKey => ({
        name: one.name,
        columns: one.columns,
      }))[0],
      uniqueKeys: keysOf(keys.get(key) ?? [], "UQ"),
      foreignKeys: foreignKeysOf(foreignKeys.get(key) ?? []),
      checks: (checks.get(key) ?? []).map(toCheck),
      indexes: ofIndexes,
      partitionedBy:
        partition === undefined ? undefined : `${text(partition["method"])} (${text(partition["column"])})`,
      partitionOf: undefined,
    });
  }
  const whole = filter.tables === undefined;
  return {
    schemas: schemas.map(({ name }) => text(name)),
    tables,
    views,
    routines: whole ? routinesOf(await readBySchema(queries.routines)) : [],
    sequences: whole ? (await readBySchema(queries.sequences)).map(toSequence) : [],
  };
}

/** The query of a view, whose definition is the statement that made it: what stands behind its first `as`. */
function queryOf(definition: string | undefined): string | undefined {
  if (definition === undefined) return undefined;
  const words = tokenize(definition, mssqlLexicalRules);
  const word = ({ start, end }: { start: number; end: number }): string => definition.slice(start, end).toLowerCase();
  if (words[0] === undefined || !["create", "alter"].includes(word(words[0]))) return definition;
  const as = words.find((token) => token.kind === "word" && word(token) === "as");
  return as === undefined ? definition : definition.slice(as.end).trim();
}

/** A type in both forms; that of a type of the user's own is what it is made from. */
function typesOf(found: Found): { readonly nativeType: string; readonly type: string | undefined } {
  const declared = { ...found, name: found["base"] ?? found["type"] } as unknown as FoundType;
  const base = nativeTypeText(declared);
  const nativeType = isTrue(found["own_type"]) || found["base"] === null ? text(found["type"]) : base;
  const portable = mssqlTypes.toPortable(base);
  return { nativeType, type: portable === undefined ? undefined : formatPortableType(portable) };
}

function toColumn(found: Found, index: number): Column {
  const computed = maybeText(found["expression"]);
  const automatic = isTrue(found["is_identity"]);
  const collation = maybeText(found["collation"]);
  return {
    name: text(found["name"]),
    position: index + 1,
    ...typesOf(found),
    nullable: isTrue(found["nullable"]),
    default: computed !== undefined || automatic ? undefined : maybeText(found["default_text"]),
    // A value is taken only after `set identity_insert`.
    identity: automatic ? "always" : undefined,
    generated: computed === undefined ? undefined : { expression: computed, stored: isTrue(found["persisted"]) },
    collation: collation === maybeText(found["usual_collation"]) ? undefined : collation,
    comment: maybeText(found["comment"]),
  };
}

function keysOf(found: readonly Found[], kind: "PK" | "UQ"): readonly UniqueKey[] {
  const ofKind = groupBy(
    found.filter((key) => key["kind"] === kind),
    (key) => text(key["name"]),
  );
  // One null is allowed where PostgreSQL allows many: two count as equal.
  return [...ofKind].map(([name, parts]) => ({
    name,
    columns: parts.map((part) => text(part["column"])),
    nullsNotDistinct: true,
  }));
}

const actions: readonly ReferentialAction[] = ["no action", "cascade", "set null", "set default"];

function foreignKeysOf(found: readonly Found[]): readonly ForeignKey[] {
  return [...groupBy(found, (key) => text(key["name"]))].map(([name, parts]) => {
    const [first = {}] = parts;
    return {
      name,
      columns: parts.map((part) => text(part["column"])),
      referencedSchema: maybeText(first["referenced_schema"]),
      referencedTable: text(first["referenced_table"]),
      referencedColumns: parts.map((part) => text(part["referenced_column"])),
      onDelete: actions[Number(first["on_delete"])] ?? "no action",
      onUpdate: actions[Number(first["on_update"])] ?? "no action",
      deferrable: false,
      initiallyDeferred: false,
    };
  });
}

function toCheck(found: Found): CheckConstraint {
  return { name: text(found["name"]), expression: text(found["expression"]) };
}

function indexesOf(found: readonly Found[]): readonly Index[] {
  return [...groupBy(found, (index) => text(index["name"]))].map(([name, parts]) => {
    const [first = {}] = parts;
    const columns = parts.filter((part) => part["column"] !== null);
    return {
      name,
      unique: isTrue(first["is_unique"]),
      fromConstraint: isTrue(first["of_primary_key"]) || isTrue(first["of_unique_key"]),
      parts: columns
        .filter((part) => !isTrue(part["included"]))
        .map((part) => ({
          column: text(part["column"]),
          expression: undefined,
          descending: isTrue(part["descending"]),
          nulls: undefined,
        })),
      included: columns.filter((part) => isTrue(part["included"])).map((part) => text(part["column"])),
      predicate: maybeText(first["predicate"]),
      method: maybeText(first["method"])?.toLowerCase(),
    };
  });
}

function toSequence(found: Found): Sequence {
  const number = (name: string): bigint => BigInt(text(found[name]));
  return {
    schema: text(found["schema"]),
    name: text(found["name"]),
    nativeType: nativeTypeText({ ...found, name: found["type"], length: 0 } as unknown as FoundType),
    start: number("start_value"),
    increment: number("increment"),
    minimum: number("minimum_value"),
    maximum: number("maximum_value"),
    cycle: isTrue(found["cycle"]),
    ownedBy: undefined,
    comment: maybeText(found["comment"]),
  };
}

const tableKinds: ReadonlySet<string> = new Set(["IF", "TF", "FT"]);
const clrKinds: ReadonlySet<string> = new Set(["PC", "FS", "FT", "AF"]);

function routinesOf(found: readonly Found[]): readonly Routine[] {
  const grouped = groupBy(found, (row) => `${text(row["schema"])}\0${text(row["name"])}`);
  return [...grouped.values()].map((parts): Routine => {
    const [first = {}] = parts;
    const kind = text(first["kind"]);
    const result = parts.find((part) => part["position"] === 0);
    return {
      schema: text(first["schema"]),
      name: text(first["name"]),
      kind: kind === "P" || kind === "PC" ? "procedure" : kind === "AF" ? "aggregate" : "function",
      parameters: parts
        .filter((part) => Number(part["position"] ?? 0) > 0)
        .map((part) => ({
          name: text(part["parameter"]).replace(/^@/, ""),
          // An output of T-SQL takes a value as well.
          mode: isTrue(part["is_table"]) ? "table" : isTrue(part["is_output"]) ? "inout" : "in",
          ...typesOf(part),
        })),
      returns: tableKinds.has(kind) ? "table" : result === undefined ? undefined : typesOf(result).nativeType,
      returnsSet: tableKinds.has(kind),
      language: clrKinds.has(kind) ? "clr" : "sql",
      comment: maybeText(first["comment"]),
    };
  });
}
