import { expect, it } from "@jest/globals";
import { mssqlDialect, type CatalogueSource } from "@db/core";

type Found = Readonly<Record<string, unknown>>;

const of = (name: string, more: Found): Found => ({ schema: "dbo", table: "t", name, ...more });
const column = (name: string, base: string, more: Found = {}): Found =>
  of(name, {
    type: base,
    base,
    own_type: false,
    length: 4,
    precision: 10,
    scale: 0,
    nullable: true,
    is_identity: false,
    collation: null,
    usual_collation: "C",
    default_text: null,
    expression: null,
    persisted: null,
    comment: null,
    ...more,
  });
const index = (name: string, part: string, more: Found = {}): Found =>
  of(name, {
    is_unique: false,
    of_primary_key: false,
    of_unique_key: false,
    method: "NONCLUSTERED",
    predicate: null,
    column: part,
    descending: false,
    included: false,
    ...more,
  });
const parameter = (name: string, kind: string, position: number | null, more: Found = {}): Found => ({
  schema: "dbo",
  name,
  kind,
  position,
  parameter: position === 0 ? "" : `@p${position}`,
  is_output: false,
  type: "int",
  base: "int",
  own_type: false,
  is_table: false,
  length: 4,
  precision: 10,
  scale: 0,
  comment: null,
  ...more,
});

/** What a server would answer, by a word of the question that no other has. */
const answers: Readonly<Record<string, readonly Found[]>> = {
  "m.[definition]": [
    { schema: "dbo", name: "t", kind: "U", definition: null, comment: "a table" },
    {
      schema: "dbo",
      name: "v",
      kind: "V",
      definition: "CREATE VIEW v (a) with schemabinding as\nselect id as a from dbo.t",
      comment: null,
    },
  ],
  "sys.default_constraints": [
    column("id", "int", { nullable: false, is_identity: true }),
    column("title", "nvarchar", { length: 40, collation: "Other_CI", comment: "said", default_text: "(N'x')" }),
    column("amount", "decimal", { precision: 38, scale: 10, default_text: "((1))" }),
    column("twice", "decimal", { expression: "([amount]*(2))", persisted: true, precision: 38 }),
    column("virtual", "int", { expression: "([id]+(1))", persisted: false }),
    column("phone", "varchar", { type: "phone", own_type: true, length: 20, collation: "C" }),
    column("document", "varchar", { length: -1, collation: "Latin1_General_100_BIN2_UTF8" }),
    column("own", "json", { length: -1 }),
    column("place", "geography", { base: null, length: -1 }),
    column("version", "timestamp"),
    column("at", "datetimeoffset", { scale: 3 }),
  ],
  "sys.key_constraints": [
    of("PK_t", { kind: "PK", column: "id" }),
    of("UQ_t", { kind: "UQ", column: "title" }),
    of("UQ_t", { kind: "UQ", column: "amount" }),
  ],
  "sys.foreign_keys": [
    of("FK_t", {
      column: "a",
      referenced_schema: "s",
      referenced_table: "p",
      referenced_column: "x",
      on_delete: 1,
      on_update: 2,
    }),
    of("FK_t", {
      column: "b",
      referenced_schema: "s",
      referenced_table: "p",
      referenced_column: "y",
      on_delete: 1,
      on_update: 2,
    }),
  ],
  "sys.check_constraints": [of("CK_t", { expression: "([amount]>(0))" })],
  "i.filter_definition": [
    index("IX_t", "title", { descending: true, predicate: "([amount]>(1))" }),
    index("IX_t", "amount", { included: true, predicate: "([amount]>(1))" }),
    index("PK_t", "id", { is_unique: true, of_primary_key: true, method: "CLUSTERED" }),
  ],
  "sys.partition_schemes": [of("", { method: "RANGE", column: "at" })],
  "sys.sequences": [
    {
      schema: "dbo",
      name: "s",
      type: "decimal",
      precision: 38,
      scale: 0,
      start_value: "1",
      increment: "-1",
      minimum_value: "-99999999999999999999999999999999999999",
      maximum_value: "9",
      cycle: true,
      comment: null,
    },
  ],
  "sys.parameters": [
    parameter("agg", "AF", 0),
    parameter("f", "FN", 0, { type: "decimal", base: "decimal", precision: 10, scale: 2 }),
    parameter("f", "FN", 1),
    parameter("none", "P", null),
    parameter("p", "P", 1),
    parameter("p", "P", 2, { is_output: true, type: "nvarchar", base: "nvarchar", length: -1 }),
    parameter("p", "P", 3, { is_table: true, type: "rows", base: null }),
    parameter("tvf", "IF", null),
  ],
  "from sys.schemas s where": [{ name: "dbo" }],
};

const asked: (readonly [text: string, values: readonly unknown[]])[] = [];
const source: CatalogueSource = {
  version: [16],
  query: (text, values) => {
    asked.push([text, values]);
    return Promise.resolve(Object.entries(answers).find(([words]) => text.includes(words))?.[1] ?? []);
  },
};

it("tells all that the views of the catalogue say, in the one shape", async () => {
  const { tables, views, routines, sequences, schemas } = await mssqlDialect.readCatalogue!(source);
  expect(schemas).toEqual(["dbo"]);
  const [table] = tables;
  expect(table).toMatchObject({
    schema: "dbo",
    name: "t",
    comment: "a table",
    primaryKey: { name: "PK_t", columns: ["id"] },
    uniqueKeys: [{ name: "UQ_t", columns: ["title", "amount"], nullsNotDistinct: true }],
    foreignKeys: [
      {
        name: "FK_t",
        columns: ["a", "b"],
        referencedSchema: "s",
        referencedTable: "p",
        referencedColumns: ["x", "y"],
        onDelete: "cascade",
        onUpdate: "set null",
      },
    ],
    checks: [{ name: "CK_t", expression: "([amount]>(0))" }],
    partitionedBy: "RANGE (at)",
  });
  expect(table?.columns.map(({ name, position, nativeType, type }) => [name, position, nativeType, type])).toEqual([
    ["id", 1, "int", "integer"],
    ["title", 2, "nvarchar(20)", "varchar(20)"],
    ["amount", 3, "decimal(38,10)", "decimal(38,10)"],
    ["twice", 4, "decimal(38,0)", "decimal(38,0)"],
    ["virtual", 5, "int", "integer"],
    ["phone", 6, "phone", "varchar(20)"],
    ["document", 7, "varchar(max) collate Latin1_General_100_BIN2_UTF8", "json"],
    ["own", 8, "json", "json"],
    ["place", 9, "geography", undefined],
    ["version", 10, "timestamp", "binary"],
    ["at", 11, "datetimeoffset(3)", "timestamptz(3)"],
  ]);
  const [id, title, amount, twice, virtual, phone] = table?.columns ?? [];
  expect([id?.identity, id?.nullable, title?.identity]).toEqual(["always", false, undefined]);
  expect([title?.collation, title?.comment, title?.default, amount?.default, phone?.collation]).toEqual([
    "Other_CI",
    "said",
    "(N'x')",
    "((1))",
    undefined,
  ]);
  expect([twice?.generated, virtual?.generated]).toEqual([
    { expression: "([amount]*(2))", stored: true },
    { expression: "([id]+(1))", stored: false },
  ]);
  expect(table?.indexes).toEqual([
    {
      name: "IX_t",
      unique: false,
      fromConstraint: false,
      parts: [{ column: "title", expression: undefined, descending: true, nulls: undefined }],
      included: ["amount"],
      predicate: "([amount]>(1))",
      method: "nonclustered",
    },
    {
      name: "PK_t",
      unique: true,
      fromConstraint: true,
      parts: [{ column: "id", expression: undefined, descending: false, nulls: undefined }],
      included: [],
      predicate: undefined,
      method: "clustered",
    },
  ]);
  expect(views).toMatchObject([{ name: "v", definition: "select id as a from dbo.t", materialized: false }]);
  expect(sequences).toMatchObject([
    {
      name: "s",
      nativeType: "decimal(38,0)",
      start: 1n,
      increment: -1n,
      minimum: -(10n ** 38n) + 1n,
      maximum: 9n,
      cycle: true,
    },
  ]);
  expect(
    routines.map(({ name, kind, returns, returnsSet, language }) => [name, kind, returns, returnsSet, language]),
  ).toEqual([
    ["agg", "aggregate", "int", false, "clr"],
    ["f", "function", "decimal(10,2)", false, "sql"],
    ["none", "procedure", undefined, false, "sql"],
    ["p", "procedure", undefined, false, "sql"],
    ["tvf", "function", "table", true, "sql"],
  ]);
  expect(routines.find(({ name }) => name === "p")?.parameters).toEqual([
    { name: "p1", mode: "in", nativeType: "int", type: "integer" },
    { name: "p2", mode: "inout", nativeType: "nvarchar(max)", type: "text" },
    { name: "p3", mode: "table", nativeType: "rows", type: undefined },
  ]);
});

it("asks for what is wanted alone, by parameters, and keeps names that differ in case out", async () => {
  asked.length = 0;
  const { tables, routines, sequences } = await mssqlDialect.readCatalogue!(source, {
    schemas: ["dbo", "s"],
    tables: ["T"],
  });
  expect([tables, routines, sequences]).toEqual([[], [], []]);
  expect(asked[1]?.[1]).toEqual(["dbo", "s", "T"]);
  expect(asked[1]?.[0]).toContain("s.name in (@p1, @p2) and o.name in (@p3)");
  expect(asked.some(([text]) => text.includes("sys.sequences"))).toBe(false);
});
