import { describe, expect, it } from "@jest/globals";
import { sqliteDialect, type Catalogue, type CatalogueFilter } from "@db/core";
import Database from "better-sqlite3";

async function read(ddl: string, filter?: CatalogueFilter): Promise<Catalogue> {
  const client = new Database(":memory:");
  try {
    client.exec(ddl);
    const version = (client.prepare("select sqlite_version()").pluck().get() as string).split(".").map(Number);
    return await sqliteDialect.readCatalogue!(
      {
        version,
        query: async (text, parameters) => client.prepare(text).all(...parameters) as Record<string, unknown>[],
      },
      filter,
    );
  } finally {
    client.close();
  }
}

describe("the catalogue of SQLite", () => {
  it("reads columns with native and portable types", async () => {
    const { tables } = await read(`
      create table t (
        id integer primary key,
        name varchar(20) not null default 'a, (b)' collate nocase,
        price DECIMAL_TEXT(10,2),
        made TIMESTAMPTZ_TEXT(6) default current_timestamp,
        "odd name" blob,
        untyped,
        total text generated always as (name || ', ' || (price)) stored,
        up as (upper(name))
      )`);
    const columns = tables[0]!.columns;
    expect(
      columns.map(({ name, position, nativeType, type, nullable }) => [name, position, nativeType, type, nullable]),
    ).toEqual([
      ["id", 1, "INTEGER", "integer", false],
      ["name", 2, "varchar(20)", "varchar(20)", false],
      ["price", 3, "DECIMAL_TEXT(10,2)", "decimal(10,2)", true],
      ["made", 4, "TIMESTAMPTZ_TEXT(6)", "timestamptz(6)", true],
      ["odd name", 5, "BLOB", "binary", true],
      ["untyped", 6, "", undefined, true],
      ["total", 7, "TEXT", "text", true],
      ["up", 8, "", undefined, true],
    ]);
    expect(columns.map((column) => column.default)).toEqual([
      undefined,
      "'a, (b)'",
      undefined,
      "current_timestamp",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(columns.map((column) => column.generated)).toEqual([
      ...Array.from({ length: 6 }, () => undefined),
      { expression: "name || ', ' || (price)", stored: true },
      { expression: "upper(name)", stored: false },
    ]);
    expect(columns[0]!.identity).toBe("by-default");
    expect(columns[1]!.collation).toBe("nocase");
    expect(tables[0]!.primaryKey).toEqual({ name: undefined, columns: ["id"] });
  });

  it("reads keys, references and checks with their names", async () => {
    const { tables } = await read(`
      create table parent (a int, b int, constraint parent_key primary key (b, a)) without rowid;
      create table child (
        x int, y int, z int /* check (0) */ constraint z_unique unique,
        one int constraint one_parent references other on delete set null,
        "check" text check ("check" <> ')'),
        constraint xy unique (x, y),
        constraint to_parent foreign key (x, y) references parent (b, a) on delete cascade on update set default deferrable initially deferred,
        foreign key (z) references other not deferrable,
        constraint positive check (x > 0 and (y > 0)),
        check (z in (1, 2))
      );
      create table other (id integer primary key);`);
    const [child, other, parent] = tables;
    expect([child!.name, other!.name]).toEqual(["child", "other"]);
    expect(parent!.primaryKey).toEqual({ name: "parent_key", columns: ["b", "a"] });
    expect(parent!.columns.map(({ nullable }) => nullable)).toEqual([false, false]);
    expect(child!.uniqueKeys.toSorted((a, b) => a.columns.length - b.columns.length)).toEqual([
      { name: "z_unique", columns: ["z"], nullsNotDistinct: false },
      { name: "xy", columns: ["x", "y"], nullsNotDistinct: false },
    ]);
    expect(child!.checks).toEqual([
      { name: undefined, expression: "\"check\" <> ')'" },
      { name: "positive", expression: "x > 0 and (y > 0)" },
      { name: undefined, expression: "z in (1, 2)" },
    ]);
    const reference = {
      referencedSchema: "main",
      onUpdate: "no action",
      onDelete: "no action",
      deferrable: false,
      initiallyDeferred: false,
    };
    expect(child!.foreignKeys).toEqual([
      {
        ...reference,
        name: "one_parent",
        columns: ["one"],
        referencedTable: "other",
        referencedColumns: ["id"],
        onDelete: "set null",
      },
      {
        ...reference,
        name: "to_parent",
        columns: ["x", "y"],
        referencedTable: "parent",
        referencedColumns: ["b", "a"],
        onDelete: "cascade",
        onUpdate: "set default",
        deferrable: true,
        initiallyDeferred: true,
      },
      { ...reference, name: undefined, columns: ["z"], referencedTable: "other", referencedColumns: ["id"] },
    ]);
  });

  it("reads partial, descending and expression indexes", async () => {
    const { tables } = await read(`
      create table t (a text, b text unique);
      create unique index t_i on t (a desc, lower(b) collate nocase asc, (a || ',' || b)) where a is not null and b <> 'where';`);
    const [mine, made] = tables[0]!.indexes.toSorted((a, b) => Number(a.fromConstraint) - Number(b.fromConstraint));
    expect(mine).toEqual({
      name: "t_i",
      unique: true,
      fromConstraint: false,
      parts: [
        { column: "a", expression: undefined, descending: true, nulls: "last" },
        { column: undefined, expression: "lower(b)", descending: false, nulls: "first" },
        { column: undefined, expression: "(a || ',' || b)", descending: false, nulls: "first" },
      ],
      included: [],
      predicate: "a is not null and b <> 'where'",
      method: undefined,
    });
    expect(made).toMatchObject({ unique: true, fromConstraint: true, parts: [{ column: "b" }] });
  });

  it("reads views, leaves out what is the engine's own, and follows the filter", async () => {
    const ddl = `
      create table "a""b" (x integer primary key autoincrement);
      create view "as" ("as", n) as select x, 'as' from "a""b";
      create virtual table f using fts5(body);
      create temp table hidden (a);`;
    const all = await read(ddl);
    expect(all.tables.map(({ name }) => name)).toEqual(['a"b', "f"]);
    expect(all.views).toMatchObject([
      {
        schema: "main",
        name: "as",
        definition: 'select x, \'as\' from "a""b"',
        columns: [{ name: "as" }, { name: "n" }],
      },
    ]);
    expect((await read(ddl, { schemas: ["temp"] })).tables.map(({ schema, name }) => [schema, name])).toEqual([
      ["temp", "hidden"],
    ]);
    expect(await read(ddl, { tables: ['a"b'] })).toMatchObject({ tables: [{ name: 'a"b' }], views: [] });
  });
});
