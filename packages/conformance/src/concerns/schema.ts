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

  kit.withItems("tells checks, defaults, what a key does, and an index's order", async (db, parent) => {
    const name = kit.newName("catalogue");
    const { types } = kit.dialect;
    const type = (portable: string): ReturnType<typeof sql.raw> => sql.raw(types.toNative(portable));
    await db.execute(sql`create table ${sql.id(name)} (
      id ${type("integer")} not null primary key,
      amount ${type("integer")} default 7 not null,
      parent ${type("integer")},
      constraint ${sql.id(`${name}_check`)} check (amount > 3),
      constraint ${sql.id(`${name}_parent`)} foreign key (parent) references ${sql.id(parent.name)} (id) on delete set null)`);
    try {
      await db.execute(sql`create index ${sql.id(`${name}_both`)} on ${sql.id(name)} (amount desc, parent)`);
      const [table] = (await db.schema({ tables: [name] })).tables;
      kit.equal(/\b7\b/.test(table?.columns[1]?.default ?? ""), true);
      kit.equal(
        table?.checks.map((check) => [check.name, check.expression.toLowerCase().includes("amount")]),
        [[`${name}_check`, true]],
      );
      const [key] = table?.foreignKeys ?? [];
      kit.equal([key?.name, key?.onDelete], [`${name}_parent`, "set null"]);
      kit.equal(key?.onUpdate === "no action" || key?.onUpdate === "restrict", true);
      const index = table?.indexes.find((one) => one.name === `${name}_both`);
      kit.equal(
        index?.parts.map(({ column, descending }) => [column, descending]),
        [
          [kit.dialect.foldName("amount"), true],
          [kit.dialect.foldName("parent"), false],
        ],
      );
      kit.equal([index?.unique, index?.fromConstraint, index?.predicate], [false, false, undefined]);
    } finally {
      await db.execute(sql`drop table ${sql.id(name)}`);
    }
  });

  kit.withItems("tells a view, its columns and its query", async (db, items) => {
    const name = kit.newName("view");
    await db.execute(sql`create view ${sql.id(name)} as select id, name from ${sql.id(items.name)} where amount > 1`);
    try {
      const { tables, views } = await db.schema({ tables: [name] });
      kit.equal([tables, views.map((view) => view.name)], [[], [name]]);
      kit.equal(
        views[0]?.columns.map((column) => [column.name, column.type]),
        [
          [kit.dialect.foldName("id"), "integer"],
          [kit.dialect.foldName("name"), "varchar(100)"],
        ],
      );
      kit.equal([views[0]?.materialized, views[0]?.definition?.includes(items.name)], [false, true]);
    } finally {
      await db.execute(sql`drop view ${sql.id(name)}`);
    }
  });

  const { createProcedure, dropProcedure } = kit.subject.statements;
  if (kit.capabilities.procedures && createProcedure !== undefined && dropProcedure !== undefined)
    kit.withDatabase("tells a procedure's parameters and which way they go", async (db) => {
      const name = kit.newName("procedure");
      await db.execute(createProcedure(name));
      try {
        const routine = (await db.schema()).routines.find((one) => one.name === name);
        kit.equal([routine?.kind, routine?.returns], ["procedure", undefined]);
        // Engines without a way that is out alone say so of both.
        kit.equal(
          routine?.parameters.map((parameter) => [parameter.name?.replace(/^@/, ""), parameter.mode === "in"]),
          [
            [kit.dialect.foldName("a"), true],
            [kit.dialect.foldName("b"), false],
            [kit.dialect.foldName("c"), false],
          ],
        );
      } finally {
        await db.execute(dropProcedure(name));
      }
    });

  kit.withDatabase("of what is not there is empty", async (db) => {
    kit.equal((await db.schema({ tables: [kit.newName("missing")] })).tables, []);
  });
}
