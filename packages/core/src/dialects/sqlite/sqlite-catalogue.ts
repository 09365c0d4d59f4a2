import type {
  Catalogue,
  CatalogueFilter,
  CatalogueSource,
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
import { readIndexText, readTableText, readViewText, type TableText } from "./sqlite-table-text.ts";
import { sqliteTypes } from "./sqlite-types.ts";

/** A row of a pragma, its numbers as the driver gives them. */
type Found = Record<string, unknown>;

interface FoundColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly default: string | undefined;
  /** Its place in the primary key, from 1; 0 for none. */
  readonly key: number;
  /** 1 hidden, 2 computed when read, 3 computed and stored. */
  readonly hidden: number;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const optional = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/**
 * Reads the catalogue of SQLite: tables and views of `main`, or of the schemas named (`temp`, an attached file). Most
 * comes from pragmas; checks, names of constraints and expressions only from the text the tables were made by. SQLite
 * has no routines, sequences and comments.
 */
export async function readSqliteCatalogue(source: CatalogueSource, filter: CatalogueFilter = {}): Promise<Catalogue> {
  const attached = (await source.query("select name from pragma_database_list order by name", [])).map((row) =>
    text(row["name"]),
  );
  const schemas = attached.filter((name) =>
    filter.schemas === undefined ? name === "main" : filter.schemas.includes(name),
  );
  const tables: Table[] = [];
  const views: View[] = [];
  for (const schema of schemas) {
    const reader = new SchemaReader(source, schema);
    for (const { name, type, sql } of await reader.relations()) {
      if (filter.tables !== undefined && !filter.tables.includes(name)) continue;
      if (type === "view") views.push(await reader.view(name, sql));
      else tables.push(await reader.table(name, sql));
    }
  }
  return { schemas, tables, views, routines: [], sequences: [] };
}

class SchemaReader {
  readonly #source: CatalogueSource;
  readonly #schema: string;

  constructor(source: CatalogueSource, schema: string) {
    this.#source = source;
    this.#schema = schema;
  }

  /** Tables and views with their texts; the engine's own and the hidden ones of virtual tables are left out. */
  async relations(): Promise<readonly { readonly name: string; readonly type: string; readonly sql: string }[]> {
    const found = await this.#source.query(
      `select l.name, l.type, s.sql from pragma_table_list l join "${this.#schema.replaceAll('"', '""')}".sqlite_schema s on s.name = l.name and s.type in ('table', 'view')
       where l.schema = ? and l.type <> 'shadow' and l.name not like 'sqlite\\_%' escape '\\' order by l.name`,
      [this.#schema],
    );
    return found.map((row) => ({ name: text(row["name"]), type: text(row["type"]), sql: text(row["sql"]) }));
  }

  #pragma(name: string, argument: string, order: string): Promise<readonly Found[]> {
    return this.#source.query(`select * from pragma_${name}(?, ?) order by ${order}`, [argument, this.#schema]);
  }

  async #columns(table: string): Promise<readonly FoundColumn[]> {
    const found = await this.#pragma("table_xinfo", table, "cid");
    return found.map((row) => ({
      name: text(row["name"]),
      type: text(row["type"]),
      notNull: Number(row["notnull"]) !== 0,
      default: optional(row["dflt_value"]),
      key: Number(row["pk"]),
      hidden: Number(row["hidden"]),
    }));
  }

  async view(name: string, sql: string): Promise<View> {
    const columns = await this.#columns(name);
    return {
      schema: this.#schema,
      name,
      comment: undefined,
      columns: columns.map((column, at) => toColumn(column, at, undefined, false)),
      definition: readViewText(sql),
      materialized: false,
      indexes: [],
    };
  }

  async table(name: string, sql: string): Promise<Table> {
    const told = readTableText(sql);
    const columns = (await this.#columns(name)).filter(({ hidden }) => hidden !== 1);
    const key = columns.filter((column) => column.key > 0).toSorted((a, b) => a.key - b.key);
    const indexes = await this.#indexes(name);
    // Without an index of its own, the key is the table's row number.
    const rowNumber =
      key.length === 1 && key[0]!.type.toUpperCase() === "INTEGER" && !indexes.some(({ origin }) => origin === "pk")
        ? key[0]
        : undefined;
    return {
      schema: this.#schema,
      name,
      comment: undefined,
      columns: columns.map((column, at) => toColumn(column, at, told, column === rowNumber)),
      primaryKey: toPrimaryKey(key, told),
      uniqueKeys: indexes.filter(({ origin }) => origin === "u").map(({ index }) => toUniqueKey(index, told)),
      foreignKeys: await this.#foreignKeys(name, told),
      checks: told.checks,
      indexes: indexes.map(({ index }) => index),
      partitionedBy: undefined,
      partitionOf: undefined,
    };
  }

  async #indexes(table: string): Promise<readonly { readonly origin: string; readonly index: Index }[]> {
    const indexes = [];
    for (const row of await this.#pragma("index_list", table, "name")) {
      const name = text(row["name"]);
      const origin = text(row["origin"]);
      const told = origin === "c" ? readIndexText(await this.#indexText(name)) : undefined;
      const parts = (await this.#pragma("index_xinfo", name, "seqno")).filter((part) => Number(part["key"]) === 1);
      indexes.push({
        origin,
        index: {
          name,
          unique: Number(row["unique"]) === 1,
          fromConstraint: origin !== "c",
          parts: parts.map((part, at) => {
            const column = optional(part["name"]);
            const descending = Number(part["desc"]) === 1;
            // Null is the least value of SQLite.
            return {
              column,
              expression: column === undefined ? told?.parts[at] : undefined,
              descending,
              nulls: descending ? ("last" as const) : ("first" as const),
            };
          }),
          included: [],
          predicate: told?.predicate,
          method: undefined,
        },
      });
    }
    return indexes;
  }

  async #indexText(name: string): Promise<string> {
    const [row] = await this.#source.query(
      `select sql from "${this.#schema.replaceAll('"', '""')}".sqlite_schema where type = 'index' and name = ?`,
      [name],
    );
    return text(row?.["sql"]);
  }

  async #foreignKeys(table: string, told: TableText): Promise<readonly ForeignKey[]> {
    const keys = groupBy(await this.#pragma("foreign_key_list", table, "id desc, seq"), (row) => Number(row["id"]));
    const unclaimed = [...told.foreignKeys];
    const found: ForeignKey[] = [];
    for (const rows of keys.values()) {
      const columns = rows.map((row) => text(row["from"]));
      const referencedTable = text(rows[0]!["table"]);
      const at = unclaimed.findIndex((one) => sameName(one.table, referencedTable) && sameNames(one.columns, columns));
      const [written] = at < 0 ? [] : unclaimed.splice(at, 1);
      found.push({
        name: written?.name,
        columns,
        referencedSchema: this.#schema,
        referencedTable,
        referencedColumns: await this.#referenced(rows, referencedTable),
        onDelete: action(rows[0]!["on_delete"]),
        onUpdate: action(rows[0]!["on_update"]),
        deferrable: written?.deferrable ?? false,
        initiallyDeferred: written?.initiallyDeferred ?? false,
      });
    }
    return found;
  }

  /** A foreign key that names no columns means the primary key of the other table. */
  async #referenced(rows: readonly Found[], table: string): Promise<readonly string[]> {
    const named = rows.map((row) => optional(row["to"]));
    if (!named.includes(undefined)) return named as string[];
    const key = (await this.#columns(table)).filter((column) => column.key > 0);
    return key.toSorted((a, b) => a.key - b.key).map(({ name }) => name);
  }
}

function toColumn(found: FoundColumn, index: number, told: TableText | undefined, rowNumber: boolean): Column {
  const type = sqliteTypes.toPortable(found.type);
  const computed = found.hidden === 2 || found.hidden === 3;
  return {
    name: found.name,
    position: index + 1,
    nativeType: found.type,
    type: type === undefined ? undefined : formatPortableType(type),
    nullable: !found.notNull && !rowNumber,
    default: found.default,
    identity: rowNumber ? "by-default" : undefined,
    generated: computed
      ? { expression: told?.generated.get(found.name.toLowerCase()), stored: found.hidden === 3 }
      : undefined,
    collation: told?.collations.get(found.name.toLowerCase()),
    comment: undefined,
  };
}

function toPrimaryKey(key: readonly FoundColumn[], told: TableText): PrimaryKey | undefined {
  return key.length === 0 ? undefined : { name: told.primaryKeyName, columns: key.map(({ name }) => name) };
}

function toUniqueKey({ parts }: Index, told: TableText): UniqueKey {
  const columns = parts.map(({ column }) => column ?? "");
  return {
    name: told.uniqueKeys.find((key) => sameNames(key.columns, columns))?.name,
    columns,
    nullsNotDistinct: false,
  };
}

function action(value: unknown): ReferentialAction {
  return text(value).toLowerCase() as ReferentialAction;
}

/** SQLite's names are the same in upper and lower case. */
function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, at) => sameName(name, right[at]!));
}
