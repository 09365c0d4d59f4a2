import { sql } from "@db/core";
import type { Kit } from "../kit.ts";

/** The catalogue in its one shape. */
export function schema(kit: Kit): void {
  if (!kit.capabilities.catalogue) {
    kit.withDatabase("is refused", async (db) => {
      await kit.rejects(() => db.schema(), "unsupported");
    });
    return;
  }

  kit.withDatabase("tells a table's columns, keys and their types", async (db) => {
    const name = kit.newName("catalogue");
    const parent = kit.newName("parent");
    const { types } = kit.dialect;
    const type = (portable: string): ReturnType<typeof sql.raw> => sql.raw(types.toNative(portable));
    // The catalogue tells names as they are kept, and without quotes some engines keep them in capitals.
    const [id, title, price, parentId] = ["id", "title", "price", "parent"].map((one) => sql.id(one));
    await db.execute(sql`create table ${sql.id(parent)} (${id} ${type("integer")} not null primary key)`);
    await db.execute(sql`create table ${sql.id(name)} (
      ${id} ${type("integer")} not null primary key,
      ${title} ${type("varchar(40)")} not null,
      ${price} ${type("decimal(10,2)")},
      ${parentId} ${type("integer")},
      unique (${title}),
      foreign key (${parentId}) references ${sql.id(parent)} (${id}) on delete cascade)`);
    try {
      await db.execute(sql`create index ${sql.id(`${name}_price`)} on ${sql.id(name)} (${price})`);
      const { tables } = await db.schema({ tables: [name] });
      kit.equal(tables.length, 1);
      const [table] = tables;
      kit.equal(table?.name, name);
      kit.equal(
        table?.columns.map((column) => [column.name, column.nullable]),
        [
          ["id", false],
          ["title", false],
          ["price", true],
          ["parent", true],
        ],
      );
      kit.equal(table?.columns[2]?.type, "decimal(10,2)");
      kit.equal(table?.primaryKey?.columns, ["id"]);
      kit.equal(
        table?.uniqueKeys.map(({ columns }) => columns),
        [["title"]],
      );
      kit.equal(
        table?.foreignKeys.map(({ columns, referencedTable, referencedColumns, onDelete }) => [
          columns,
          referencedTable,
          referencedColumns,
          onDelete,
        ]),
        [[["parent"], parent, ["id"], "cascade"]],
      );
      kit.equal(
        table?.indexes.some((index) => index.name === `${name}_price` && !index.unique),
        true,
      );
    } finally {
      await db.execute(sql`drop table ${sql.id(name)}`);
      await db.execute(sql`drop table ${sql.id(parent)}`);
    }
  });

  kit.withDatabase("of what is not there is empty", async (db) => {
    kit.equal((await db.schema({ tables: [kit.newName("missing")] })).tables, []);
  });
}
