import { describe, expect, it } from "@jest/globals";
import { oracleDialect, postgresDialect, type Catalogue, type CatalogueFilter } from "../../../src/index.ts";

type Rows = readonly Readonly<Record<string, unknown>>[];

const at = { schema: "APP", table: "ORDERS" };
const column = (name: string, type: string, more: object = {}) => ({
  ...{ ...at, name, type, type_owner: null, bytes: 22, characters: 0, unit: null, precision: null, scale: null },
  ...{ nullable: "Y", default_text: null, is_virtual: "NO", is_identity: "NO", collation: null, comment: null },
  generation: null,
  ...more,
});
const key = (name: string, kind: string, more: object) => ({
  ...at,
  name,
  kind,
  index: name,
  on_delete: null,
  ...more,
});
const index = (name: string, more: object) => ({ ...at, name, uniqueness: "NONUNIQUE", kind: "NORMAL", ...more });
const routine = (object: string, more: object) => ({
  schema: "APP",
  object,
  kind: "PROCEDURE",
  pls_type: null,
  ...more,
});

/** What the views give, by the view that a query reads first. */
const dictionary: Readonly<Record<string, Rows>> = {
  all_users: [{ name: "APP" }],
  all_tables: [{ schema: "APP", name: "ORDERS", comment: "what was asked for" }],
  all_views: [{ schema: "APP", name: "OPEN", comment: null, definition: "select 1", materialized: "NO" }],
  all_tab_cols: [
    column("ID", "NUMBER", { precision: 10, scale: 0, nullable: "N", is_identity: "YES", generation: "ALWAYS" }),
    column("name", "VARCHAR2", { characters: 20, unit: "C", default_text: "'x' ", collation: "BINARY_CI" }),
    column("PRICE", "NUMBER", { precision: 10, scale: 2, default_text: "NULL", collation: "USING_NLS_COMP" }),
    column("TOTAL", "NUMBER", { is_virtual: "YES", default_text: '"PRICE"*2' }),
    column("AT", "TIMESTAMP(6)"),
    column("SHAPE", "SDO_GEOMETRY", { type_owner: "MDSYS" }),
    { ...column("N", "NUMBER"), table: "OPEN" },
  ],
  "all_constraints:P": [
    key("PK", "P", { column: "ID" }),
    key("UQ", "U", { column: "name" }),
    key("UQ", "U", { column: "AT" }),
    key("FK", "R", {
      ...{ column: "PRICE", on_delete: "SET NULL", is_deferrable: "DEFERRABLE", is_deferred: "DEFERRED" },
      ...{ referenced_schema: "APP", referenced_table: "PRICES", referenced_column: "ID" },
    }),
  ],
  "all_constraints:C": [
    { ...at, name: "SYS_C1", expression: '"ID" IS NOT NULL' },
    { ...at, name: "CK", expression: "price > 0" },
  ],
  all_indexes: [
    index("PK", { uniqueness: "UNIQUE", column: "ID", descend: "ASC", expression: null }),
    index("BY_PRICE", { kind: "FUNCTION-BASED NORMAL", column: "SYS_NC1$", descend: "DESC", expression: '"PRICE"' }),
    index("BY_PRICE", { column: "SYS_NC2$", descend: "ASC", expression: 'UPPER("name")' }),
    index("BITS", { kind: "BITMAP", column: "AT", descend: "ASC", expression: null }),
  ],
  all_part_tables: [
    { ...at, method: "RANGE", column: "AT" },
    { ...at, method: "RANGE", column: "ID" },
  ],
  all_sequences: [
    {
      ...{ schema: "APP", name: "ISEQ$$_1", minimum: "1", maximum: "9999999999999999999999999999", increment: "1" },
      ...{ cycles: "N", next: "21", table: "ORDERS", column: "ID" },
    },
  ],
  all_procedures: [
    routine("ACT", { id: 1, subprogram: 1, position: 1, argument: "A", mode: "IN", type: "NUMBER" }),
    routine("ACT", { id: 1, subprogram: 1, position: 2, argument: "B", mode: "IN/OUT", type: "VARCHAR2" }),
    routine("PKG", {
      ...{ kind: "PACKAGE", procedure: "GET", id: 2, subprogram: 4, position: 0, argument: null, mode: "OUT" },
      ...{ type: "PL/SQL BOOLEAN", pls_type: "BOOLEAN" },
    }),
    routine("PKG", { kind: "PACKAGE", procedure: "DO", id: 2, subprogram: 5, type: null, position: null }),
  ],
};

const asked: { readonly text: string; readonly values: readonly unknown[] }[] = [];

function read(version: readonly [number, number], filter?: CatalogueFilter): Promise<Catalogue> {
  asked.splice(0);
  const query = (text: string, values: readonly unknown[]): Promise<Rows> => {
    asked.push({ text, values });
    const view = /from (?:\(\s*select .*? from )?(all_\w+)/s.exec(text)?.[1] ?? "";
    const kind = view === "all_constraints" ? (text.includes("'C'") ? ":C" : ":P") : "";
    return Promise.resolve(dictionary[view + kind] ?? []);
  };
  return oracleDialect.readCatalogue!({ version, query } as never, filter);
}

describe("the catalogue of Oracle", () => {
  it("tells a table", async () => {
    const [table] = (await read([23, 9])).tables;
    expect(table).toMatchObject({ schema: "APP", name: "ORDERS", comment: "what was asked for" });
    expect(table?.columns).toMatchObject([
      { name: "ID", position: 1, nativeType: "NUMBER(10)", nullable: false, identity: "always", default: undefined },
      { name: "name", nativeType: "VARCHAR2(20 CHAR)", type: "varchar(20)", default: "'x'", collation: "BINARY_CI" },
      { name: "PRICE", nativeType: "NUMBER(10,2)", type: "decimal(10,2)", default: undefined, collation: undefined },
      { name: "TOTAL", nativeType: "NUMBER", generated: { expression: '"PRICE"*2', stored: false } },
      { name: "AT", nativeType: "TIMESTAMP(6)" },
      { name: "SHAPE", nativeType: "MDSYS.SDO_GEOMETRY", type: undefined },
    ]);
    expect(table?.primaryKey).toEqual({ name: "PK", columns: ["ID"] });
    expect(table?.uniqueKeys).toEqual([{ name: "UQ", columns: ["name", "AT"], nullsNotDistinct: false }]);
    expect(table?.foreignKeys).toMatchObject([
      {
        ...{ name: "FK", columns: ["PRICE"], referencedTable: "PRICES", referencedColumns: ["ID"] },
        ...{ onDelete: "set null", onUpdate: "no action", deferrable: true, initiallyDeferred: true },
      },
    ]);
    expect(table?.checks).toEqual([{ name: "CK", expression: "price > 0" }]);
    expect(table?.indexes).toMatchObject([
      { name: "PK", unique: true, fromConstraint: true, method: "btree", parts: [{ column: "ID", descending: false }] },
      {
        ...{ name: "BY_PRICE", unique: false, fromConstraint: false, method: "btree" },
        parts: [
          { column: "PRICE", expression: undefined, descending: true },
          { column: undefined, expression: 'UPPER("name")', descending: false },
        ],
      },
      { name: "BITS", method: "bitmap" },
    ]);
    expect(table?.partitionedBy).toBe("RANGE (AT, ID)");
  });

  it("tells views, sequences and routines, those of packages too", async () => {
    const { schemas, views, sequences, routines } = await read([19, 0]);
    expect(schemas).toEqual(["APP"]);
    expect(views).toMatchObject([
      { name: "OPEN", definition: "select 1", materialized: false, columns: [{ name: "N" }] },
    ]);
    expect(sequences).toMatchObject([
      {
        ...{ name: "ISEQ$$_1", start: 21n, maximum: 9_999_999_999_999_999_999_999_999_999n, cycle: false },
        ownedBy: { schema: "APP", table: "ORDERS", column: "ID" },
      },
    ]);
    expect(routines.map(({ name, kind, returns }) => [name, kind, returns])).toEqual([
      ["ACT", "procedure", undefined],
      ["PKG.GET", "function", "BOOLEAN"],
      ["PKG.DO", "procedure", undefined],
    ]);
    expect(routines[0]?.parameters.map(({ name, mode }) => [name, mode])).toEqual([
      ["A", "in"],
      ["B", "inout"],
    ]);
  });

  it("asks for what a version has, and for what was asked for", async () => {
    const collations = () => asked.some(({ text }) => text.includes("t.collation"));
    await read([12, 1]);
    expect(collations()).toBe(false);
    await read([12, 2]);
    expect(collations()).toBe(true);
    await read([23, 0], { schemas: ["APP", "B"], tables: ["ORDERS"] });
    const { text, values } = asked[1] ?? { text: "", values: [] };
    expect(text).toContain("t.owner in (:1, :2) and t.table_name in (:3)");
    expect(values).toEqual(["APP", "B", "ORDERS"]);
    expect(asked.some(({ text: one }) => /all_sequences|all_procedures/.test(one))).toBe(false);
  });
});

describe("names without quotes", () => {
  it("are kept in capitals by Oracle, and in small letters by PostgreSQL", () => {
    expect(oracleDialect.foldName("Name")).toBe("NAME");
    expect(postgresDialect.foldName("Name")).toBe("name");
    expect([oracleDialect.emptyStringIsNull, postgresDialect.emptyStringIsNull]).toEqual([true, false]);
  });
});
