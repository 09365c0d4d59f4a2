import { parsePortableType, type Catalogue } from "@db/core";
import { isRecord, misused } from "./arguments.ts";
import type { OutputColumn } from "./ast/statements.ts";
import type { Type } from "./ast/types.ts";

/** Tables by their exact names, columns by theirs with a portable type such as `varchar(20)`. */
export type SchemaRecord = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is known of a table. */
export interface KnownTable {
  readonly name: string;
  readonly schema: string | undefined;
  readonly columns: readonly OutputColumn[];
  /** The columns of each unique key; `undefined` where that is not known. */
  readonly keys: readonly (readonly string[])[] | undefined;
}

/** The tables that the caller has told of. */
export type KnownTables = readonly KnownTable[];

/**
 * Takes what the caller knows of tables: core's catalogue, or a record of columns and types.
 * @throws UsageError `usage` for another shape, or a type that is not portable.
 */
export function knownTables(schema: Catalogue | SchemaRecord | undefined): KnownTables {
  if (schema === undefined) return [];
  if (isCatalogue(schema)) {
    return schema.tables.map((table) => ({
      name: table.name,
      schema: table.schema,
      columns: table.columns.map(({ name, type, nullable, collation: _collation }) => ({
        ...columnOf(name, type),
        nullable,
      })),
      keys: [
        ...(table.primaryKey === undefined ? [] : [table.primaryKey.columns]),
        ...table.uniqueKeys.map(({ columns }) => columns),
        ...table.indexes
          .filter(({ unique, fromConstraint }) => unique && !fromConstraint)
          .map(({ parts }) => parts.map(({ column }) => column ?? "")),
      ],
    }));
  }
  if (!isRecord(schema)) misused(`the option schema is no object: ${wanted}`);
  return Object.entries(schema).map(([name, columns]) => {
    if (!isRecord(columns)) misused(`the schema's table ${name} is no object of columns: ${wanted}`);
    const types = Object.entries(columns);
    const wrong = types.find(([, type]) => typeof type !== "string");
    if (wrong !== undefined) misused(`the schema's ${name}.${wrong[0]} is no name of a type: ${wanted}`);
    return {
      name,
      schema: undefined,
      columns: types.map(([column, type]) => columnOf(column, type)),
      keys: undefined,
    };
  });
}

const wanted = 'give db.schema(), or { table: { column: "integer" } }';

function isCatalogue(schema: Catalogue | SchemaRecord): schema is Catalogue {
  return isRecord(schema) && Array.isArray(schema["tables"]);
}

function columnOf(text: string, portable: string | undefined): OutputColumn {
  const type: Type = portable === undefined ? { kind: "unknown" } : parsePortableType(portable);
  return { name: { text, regular: /^[a-z_][a-z0-9_]*$/.test(text), at: 0 }, type };
}
