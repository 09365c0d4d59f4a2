import {
  sql,
  type DatabaseIntrospector,
  type DatabaseMetadataOptions,
  type Kysely,
  type RawBuilder,
  type SchemaMetadata,
  type TableMetadata,
} from "kysely";
import { DEFAULT_MIGRATION_LOCK_TABLE, DEFAULT_MIGRATION_TABLE } from "kysely/migration";

/** One column as the catalogue's query gives it. */
interface ColumnRow {
  readonly owner: string;
  readonly table_name: string;
  readonly object_type: string;
  readonly external: number;
  readonly column_name: string;
  readonly data_type: string;
  readonly data_type_owner: string | null;
  readonly nullable: string;
  readonly identity_column: string;
  readonly default_length: number | null;
  readonly comments: string | null;
}

/** Reads Oracle's catalogue: what the user may see, without the schemas that Oracle itself maintains. From 12.1 on. */
export class OracleIntrospector implements DatabaseIntrospector {
  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  readonly #db: Kysely<any>;

  // oxlint-disable-next-line typescript/no-explicit-any -- Kysely's own signature
  constructor(db: Kysely<any>) {
    this.#db = db;
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await this.#db.executeQuery<{ name: string }>(this.schemasQuery().compile(this.#db));
    return rows.map(({ name }) => ({ name }));
  }

  async getTables(options: DatabaseMetadataOptions = { withInternalKyselyTables: false }): Promise<TableMetadata[]> {
    const { rows } = await this.#db.executeQuery<ColumnRow>(this.columnsQuery(options).compile(this.#db));
    const tables = new Map<string, TableMetadata>();
    for (const row of rows) {
      const key = JSON.stringify([row.owner, row.table_name]);
      let table = tables.get(key);
      if (table === undefined) {
        table = {
          name: row.table_name,
          schema: row.owner,
          isView: row.object_type === "VIEW",
          isForeign: row.external === 1,
          columns: [],
        };
        tables.set(key, table);
      }
      const isAutoIncrementing = row.identity_column === "YES";
      table.columns.push({
        name: row.column_name,
        dataType: row.data_type,
        ...(row.data_type_owner === null ? {} : { dataTypeSchema: row.data_type_owner }),
        isNullable: row.nullable === "Y",
        isAutoIncrementing,
        // An identity's default is the number it takes.
        hasDefaultValue: row.default_length !== null && !isAutoIncrementing,
        ...(row.comments === null ? {} : { comment: row.comments }),
      });
    }
    return [...tables.values()];
  }

  /** @internal */
  schemasQuery(): RawBuilder<{ name: string }> {
    return sql`select u.username as "name" from all_users u where u.oracle_maintained = 'N' order by u.username`;
  }

  /** @internal */
  columnsQuery({ withInternalKyselyTables }: DatabaseMetadataOptions): RawBuilder<ColumnRow> {
    const own = withInternalKyselyTables
      ? sql``
      : sql` and c.table_name not in (${sql.lit(DEFAULT_MIGRATION_TABLE)}, ${sql.lit(DEFAULT_MIGRATION_LOCK_TABLE)})`;
    return sql`select c.owner as "owner", c.table_name as "table_name", o.object_type as "object_type",
 case when x.table_name is null then 0 else 1 end as "external", c.column_name as "column_name",
 c.data_type as "data_type", c.data_type_owner as "data_type_owner", c.nullable as "nullable",
 c.identity_column as "identity_column", c.default_length as "default_length", m.comments as "comments"
 from all_tab_columns c
 inner join all_users u on u.username = c.owner
 inner join all_objects o on o.owner = c.owner and o.object_name = c.table_name and o.object_type in ('TABLE', 'VIEW')
 left join all_external_tables x on x.owner = c.owner and x.table_name = c.table_name
 left join all_col_comments m on m.owner = c.owner and m.table_name = c.table_name and m.column_name = c.column_name
 where u.oracle_maintained = 'N'${own}
 order by c.owner, c.table_name, c.column_id`;
  }
}
