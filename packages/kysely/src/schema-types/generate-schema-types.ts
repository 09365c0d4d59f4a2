import type { CatalogueFilter, Column, RelationalDatabase, Table, View } from "@db/core";
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE } from "kysely/migration";
import { columnType, type ColumnTypeOptions } from "./column-types.ts";
import { docComment, propertyKey, TypeNames } from "./names.ts";

/** What types are made of, and how. */
export interface SchemaTypesOptions extends CatalogueFilter {
  /** The name of the type that lists the tables. Default: `Database`. */
  readonly name?: string | undefined;
  /**
   * The schema whose tables are named without it. Default: the only schema that has tables; where there are several, each
   * table's key has its schema (`app.users`), as Kysely takes it.
   */
  readonly defaultSchema?: string | undefined;
  /** What the database's own option `timestamps` says, where the engine has one. Default: `date`. */
  readonly timestamps?: "date" | "string" | undefined;
}

/** A table or view, and what it is called where. */
interface Entry {
  readonly relation: Table | View;
  readonly key: string;
  readonly type: string;
  readonly readOnly: boolean;
}

/**
 * Reads the catalogue of a live database and gives the TypeScript text of Kysely's schema type: one interface for each
 * table and view, with what each column gives and takes through core. Columns that the engine fills are optional in
 * inserts, those that it alone fills cannot be written, views can only be read. A type without a portable counterpart is
 * `unknown`. Kysely's own tables of migrations are left out. Sorted, so that the same schema gives the same text.
 *
 * Rejects as `db.schema` does, with `unsupported` where the engine's catalogue cannot be read.
 */
export async function generateSchemaTypes(db: RelationalDatabase, options: SchemaTypesOptions = {}): Promise<string> {
  const { name = "Database", timestamps = "date", schemas, tables: only } = options;
  const { tables, views } = await db.schema({ schemas, tables: only });
  const relations = [
    ...tables.filter((table) => table.name !== DEFAULT_MIGRATION_TABLE && table.name !== DEFAULT_MIGRATION_LOCK_TABLE),
    ...views,
  ];
  const entries = nameEntries(relations, new Set(views), name, options.defaultSchema);
  const interfaces = entries.map((entry) => relationType(entry, { timestamps }));
  const list = entries.map(({ key, type }) => `  ${propertyKey(key)}: ${type};\n`).join("");
  const body = `${interfaces.join("\n")}${interfaces.length > 0 ? "\n" : ""}export interface ${name} {\n${list}}\n`;
  return `${imports(interfaces.join(""))}${body}`;
}

function nameEntries(
  relations: readonly (Table | View)[],
  views: ReadonlySet<Table | View>,
  name: string,
  defaultSchema: string | undefined,
): readonly Entry[] {
  const schemas = new Set(relations.map(({ schema }) => schema));
  const unqualified = defaultSchema ?? (schemas.size === 1 ? [...schemas][0] : undefined);
  const types = new TypeNames([name, ...imported.map(([type]) => type), "Date", "Uint8Array"]);
  return relations
    .map((relation) => {
      const { schema, name: own } = relation;
      const key = schema === undefined || schema === unqualified ? own : `${schema}.${own}`;
      return { relation, key, readOnly: views.has(relation) };
    })
    .toSorted((left, right) => (left.key < right.key ? -1 : 1))
    .map((entry) => ({ ...entry, type: types.of(entry.key) }));
}

function relationType({ relation, type, readOnly }: Entry, options: ColumnTypeOptions): string {
  const line = (column: Column): string =>
    `${docComment(column.comment, "  ")}  ${propertyKey(column.name)}: ${columnType(column, readOnly, options)};\n`;
  return `${docComment(relation.comment, "")}export interface ${type} {\n${relation.columns.map(line).join("")}}\n`;
}

/** What the text may need, and from where. */
const imported: readonly (readonly [string, string])[] = [
  ["JsonValue", "@db/core"],
  ["ColumnType", "kysely"],
  ["Generated", "kysely"],
  ["GeneratedAlways", "kysely"],
];

function imports(text: string): string {
  const needed = imported.filter(([type]) => new RegExp(`\\b${type}\\b`).test(text));
  const lines = [...new Set(needed.map(([, from]) => from))].map((from) => {
    const types = needed.filter(([, source]) => source === from).map(([type]) => type);
    return `import type { ${types.join(", ")} } from "${from}";\n`;
  });
  return lines.length === 0 ? "" : `${lines.join("")}\n`;
}
