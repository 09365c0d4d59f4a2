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
import { mysqlTypes } from "./mysql-types.ts";
import { nameCondition, queries, schemaCondition, type CatalogueServer } from "./mysql-catalogue-queries.ts";

type Found = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => String(value);
const maybeText = (value: unknown): string | undefined =>
  value === null || value === undefined || value === "" ? undefined : String(value);

const ofTable = (found: Found): string => `${text(found["schema"])}\0${text(found["table"])}`;

/**
 * Reads the catalogue of MySQL 8.0 and later and of MariaDB 10.6 and later. Partitions are no tables here, and a unique
 * index is a unique constraint.
 */
export async function readMysqlCatalogue(source: CatalogueSource, filter: CatalogueFilter = {}): Promise<Catalogue> {
  // The SQL of one is often spoken to the other.
  const [told] = await source.query("select version() as version", []);
  const server: CatalogueServer = { mariadb: /mariadb/i.test(text(told?.["version"])), version: source.version };
  const exact = (found: Found): boolean =>
    filter.tables === undefined || filter.tables.includes(text(found["table"] ?? found["name"]));
  const schema = schemaCondition("t.table_schema", filter.schemas);
  const table = nameCondition("t.table_name", filter.tables);
  const where = `${schema.text} and ${table.text}`;
  const read = async (query: string): Promise<readonly Found[]> =>
    // Names are exact, and the server's comparison may not be.
    (await source.query(query, [...schema.values, ...table.values])).filter(exact);

  const all = schemaCondition("s.schema_name", filter.schemas);
  const schemas = await source.query(queries.schemas(all.text), all.values);
  const relations = await read(queries.relations(where));
  const columns = groupBy(await read(queries.columns(where)), ofTable);
  const keys = groupBy(await read(queries.keys(where)), ofTable);
  const indexes = groupBy(await read(queries.indexes(where, server)), ofTable);
  const checksQuery = queries.checks(where, server);
  const checks = groupBy(checksQuery === undefined ? [] : await read(checksQuery), ofTable);
  const partitions = groupBy(await read(queries.partitions(where)), ofTable);

  const tables: Table[] = [];
  const views: View[] = [];
  const sequences: Sequence[] = [];
  for (const relation of relations) {
    const place = { schema: text(relation["schema"]), name: text(relation["name"]) };
    const key = `${place.schema}\0${place.name}`;
    const kind = text(relation["kind"]);
    const facts: TableFacts = {
      columns: columns.get(key) ?? [],
      keys: keys.get(key) ?? [],
      indexes: indexes.get(key) ?? [],
      checks: checks.get(key) ?? [],
      partitions: partitions.get(key) ?? [],
    };
    if (kind === "VIEW" || kind === "SYSTEM VIEW") views.push(toView(place, relation, facts, server));
    else if (kind !== "SEQUENCE") tables.push(toTable(place, relation, facts, server));
    else if (filter.tables === undefined) sequences.push(await readSequence(source, place, relation));
  }
  return {
    schemas: schemas.map(({ name }) => text(name)),
    tables,
    views,
    routines: filter.tables === undefined ? await readRoutines(source, filter) : [],
    sequences,
  };
}

interface Place {
  readonly schema: string;
  readonly name: string;
}

interface TableFacts {
  readonly columns: readonly Found[];
  readonly keys: readonly Found[];
  readonly indexes: readonly Found[];
  readonly checks: readonly Found[];
  readonly partitions: readonly Found[];
}

function toTable(place: Place, relation: Found, facts: TableFacts, server: CatalogueServer): Table {
  const uniqueKeys = keysOf(facts.keys, "UNIQUE").filter(({ columns }) => columns.length > 0);
  const documents = new Set(facts.checks.filter(isJsonCheck).map((check) => text(check["name"])));
  const [partition] = facts.partitions;
  return {
    ...place,
    comment: maybeText(relation["comment"]),
    columns: facts.columns.map((found, index) => toColumn(found, index, relation, server, documents)),
    primaryKey: keysOf(facts.keys, "PRIMARY KEY").map(({ name, columns }): PrimaryKey => ({ name, columns }))[0],
    uniqueKeys,
    foreignKeys: foreignKeysOf(facts.keys),
    checks: facts.checks.filter((check) => !isJsonCheck(check)).map(toCheck),
    indexes: indexesOf(facts.indexes, new Set(["PRIMARY", ...uniqueKeys.map(({ name }) => name ?? "")])),
    partitionedBy:
      partition === undefined
        ? undefined
        : `${text(partition["method"])} (${text(partition["expression"] ?? "")})`.replace(" ()", ""),
    partitionOf: undefined,
  };
}

function toView(place: Place, relation: Found, facts: TableFacts, server: CatalogueServer): View {
  const comment = maybeText(relation["comment"]);
  return {
    ...place,
    // What the server writes there for every view.
    comment: comment === "VIEW" ? undefined : comment,
    columns: facts.columns.map((found, index) => toColumn(found, index, relation, server, new Set())),
    definition: maybeText(relation["definition"]),
    materialized: false,
    indexes: [],
  };
}

/** MariaDB's `json` is `longtext` with this check, called as the column. */
function isJsonCheck(check: Found): boolean {
  return /^json_valid\(`(.*)`\)$/.exec(text(check["expression"]))?.[1] === check["name"];
}

function toColumn(
  found: Found,
  index: number,
  relation: Found,
  server: CatalogueServer,
  documents: ReadonlySet<string>,
): Column {
  const name = text(found["name"]);
  const nativeType = text(found["native_type"]);
  const extra = text(found["extra"]);
  const generated = /(VIRTUAL|STORED|PERSISTENT) GENERATED/i.exec(extra)?.[1]?.toUpperCase();
  const automatic = /auto_increment/i.test(extra);
  const collation = maybeText(found["collation"]);
  const type = documents.has(name) ? { kind: "json" as const } : mysqlTypes.toPortable(nativeType);
  return {
    name,
    position: index + 1,
    nativeType,
    type: type === undefined ? undefined : formatPortableType(type),
    nullable: found["nullable"] === "YES",
    default: generated !== undefined || automatic ? undefined : defaultOf(found, nativeType, extra, server),
    identity: automatic ? "by-default" : undefined,
    generated:
      generated === undefined
        ? undefined
        : { expression: maybeText(found["expression"]), stored: generated !== "VIRTUAL" },
    collation: collation === maybeText(relation["collation"]) ? undefined : collation,
    comment: maybeText(found["comment"]),
  };
}

/** MariaDB tells an expression; MySQL tells a literal's content, unless it says that it is an expression. */
function defaultOf(found: Found, nativeType: string, extra: string, server: CatalogueServer): string | undefined {
  const value = found["default_text"];
  if (value === null || value === undefined) return undefined;
  const content = text(value);
  if (server.mariadb) return content === "NULL" ? undefined : content;
  const bare = /DEFAULT_GENERATED/i.test(extra) || /^(?:\w*int|decimal|float|double|bit|year)\b/i.test(nativeType);
  return bare ? content : `'${content.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

function keysOf(found: readonly Found[], kind: "PRIMARY KEY" | "UNIQUE"): readonly UniqueKey[] {
  const ofKind = groupBy(
    found.filter((key) => key["kind"] === kind),
    (key) => text(key["name"]),
  );
  return [...ofKind].map(([name, parts]) => ({
    name,
    columns: parts.flatMap((part) => (part["column"] === null ? [] : [text(part["column"])])),
    nullsNotDistinct: false,
  }));
}

function foreignKeysOf(found: readonly Found[]): readonly ForeignKey[] {
  const ofKind = groupBy(
    found.filter((key) => key["kind"] === "FOREIGN KEY"),
    (key) => text(key["name"]),
  );
  return [...ofKind].map(([name, parts]) => {
    const [first = {}] = parts;
    return {
      name,
      columns: parts.map((part) => text(part["column"])),
      referencedSchema: maybeText(first["referenced_schema"]),
      referencedTable: text(first["referenced_table"]),
      referencedColumns: parts.map((part) => text(part["referenced_column"])),
      onDelete: toAction(first["on_delete"]),
      onUpdate: toAction(first["on_update"]),
      deferrable: false,
      initiallyDeferred: false,
    };
  });
}

function toAction(rule: unknown): ReferentialAction {
  return text(rule).toLowerCase() as ReferentialAction;
}

function toCheck(found: Found): CheckConstraint {
  return { name: text(found["name"]), expression: text(found["expression"]) };
}

function indexesOf(found: readonly Found[], constraints: ReadonlySet<string>): readonly Index[] {
  return [...groupBy(found, (index) => text(index["name"]))].map(([name, parts]) => ({
    name,
    unique: Number(parts[0]?.["non_unique"]) === 0,
    fromConstraint: constraints.has(name),
    parts: parts.map((part) => ({
      column: maybeText(part["column"]),
      expression: maybeText(part["expression"]),
      descending: part["direction"] === "D",
      nulls: undefined,
    })),
    included: [],
    predicate: undefined,
    method: text(parts[0]?.["method"]).toLowerCase(),
  }));
}

async function readRoutines(source: CatalogueSource, filter: CatalogueFilter): Promise<readonly Routine[]> {
  const schema = schemaCondition("r.routine_schema", filter.schemas);
  const rows = await source.query(queries.routines(schema.text), schema.values);
  const grouped = groupBy(rows, (row) => `${text(row["schema"])}\0${text(row["name"])}\0${text(row["kind"])}`);
  return [...grouped.values()].map((parts): Routine => {
    const [first = {}] = parts;
    return {
      schema: text(first["schema"]),
      name: text(first["name"]),
      kind: first["kind"] === "FUNCTION" ? "function" : "procedure",
      parameters: parts
        .filter((part) => part["parameter"] !== null)
        .map((part) => {
          const nativeType = text(part["parameter_type"]);
          const type = mysqlTypes.toPortable(nativeType);
          return {
            name: text(part["parameter"]),
            mode: text(part["mode"] ?? "in").toLowerCase() as "in" | "out" | "inout",
            nativeType,
            type: type === undefined ? undefined : formatPortableType(type),
          };
        }),
      returns: first["kind"] === "FUNCTION" ? maybeText(first["returns"]) : undefined,
      returnsSet: false,
      language: maybeText(first["language"])?.toLowerCase(),
      comment: maybeText(first["comment"]),
    };
  });
}

/** MariaDB's sequence is a table of one row that tells of it. */
async function readSequence(source: CatalogueSource, place: Place, relation: Found): Promise<Sequence> {
  const quoted = [place.schema, place.name].map((name) => `\`${name.replaceAll("`", "``")}\``).join(".");
  const [row = {}] = await source.query(
    `select start_value, increment, minimum_value, maximum_value, cycle_option from ${quoted}`,
    [],
  );
  const number = (name: string): bigint => BigInt(text(row[name]));
  return {
    ...place,
    nativeType: "bigint",
    start: number("start_value"),
    increment: number("increment"),
    minimum: number("minimum_value"),
    maximum: number("maximum_value"),
    cycle: Number(row["cycle_option"]) === 1,
    ownedBy: undefined,
    comment: maybeText(relation["comment"]),
  };
}
