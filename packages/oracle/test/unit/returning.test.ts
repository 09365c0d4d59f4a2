import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { lexemesOf } from "../../src/lexemes.ts";
import { findReturning } from "../../src/returning-clause.ts";
import { changedRows, completeChange, outBind } from "../../src/returning.ts";
import { client, type ColumnMetadata, type DbType } from "../../src/wire.ts";

const find = (text: string): ReturnType<typeof findReturning> => findReturning(text, lexemesOf(text));
const column = (name: string, dbType: DbType = client.DB_TYPE_NUMBER): ColumnMetadata => ({
  name,
  dbType,
  byteSize: 10,
});

describe("a clause without into", () => {
  it.each<
    readonly [text: string, table: string, expressions: readonly string[], aliases?: readonly (string | undefined)[]]
  >([
    ['insert into "t" ("id") values (:1) returning "id"', '"t"', ['"id"']],
    ["insert into t values (1) returning id, name", "t", ["id", "name"]],
    ["insert into s.t x (a, b) values (1, 2) returning x.a", "s.t x", ["x.a"]],
    ["insert into t@link (a) values (1) returning a", "t@link", ["a"]],
    ["INSERT INTO t (a) VALUES (1) RETURNING a", "t", ["a"]],
    ["insert into t (a) values (1) return a", "t", ["a"]],
    [
      "update t x set a = 1 where b = (select returning from u) returning a + 1 as c, coalesce(b, 'x, y') as \"D\"",
      "t x",
      ["a + 1", "coalesce(b, 'x, y')"],
      ["C", "D"],
    ],
    ["delete from t where a = 1 returning *", "t", ["*"]],
    ["delete t where a = 1 returning a", "t", ["a"]],
    ["delete t x returning x.a", "t x", ["x.a"]],
    ["insert into t (a) values (json_value(:1, '$.a' returning number)) returning a", "t", ["a"]],
    ["insert into t (a) values ('returning b') /* returning c */ returning a -- returning d", "t", ["a"]],
    ["insert into t (a) values (1) returning a log errors into e", "t", ["a"]],
  ])("%s", (...[text, table, expressions, aliases]) => {
    const plain = expressions.map(() => undefined);
    expect(find(text)).toMatchObject({ table, expressions, aliases: Array.isArray(aliases) ? aliases : plain });
  });

  it.each([
    "insert into t (a) values (1)",
    "insert into t (a) values (1) returning a into :2",
    "update t set a = 1 returning a bulk collect into b",
    "insert into t (a) values (json_value(:1, '$.a' returning number))",
    "insert into t (a) values ('returning a')",
    'update t set "returning" = 1',
    "update t set returning = 1",
    "select a from t where returning = 1",
    "delete from t where x.returning = 1",
    "insert into t (a) values (1) returning",
  ])("is not in: %s", (text) => {
    expect(find(text)).toBeUndefined();
  });

  it("is found whatever texts, names and comments stand before it", () => {
    const word = fc.constantFrom("returning", "into", "RETURNING a into b", "it''s", "(", ")", ":9", "--", "/*", "q'");
    const literal = word.map((inside) => `'${inside.replaceAll("'", "''")}'`);
    const name = word.filter((inside) => !inside.includes('"')).map((inside) => `"${inside}"`);
    const comment = word
      .filter((inside) => !inside.includes("*/"))
      .map((inside) => `1 /* ${inside.replaceAll("/*", "")} */`);
    const other = word.filter((inside) => !inside.includes("]")).map((inside) => `q'[${inside}]'`);
    const value = fc.oneof(
      literal,
      comment,
      other,
      name.map((quoted) => `(select ${quoted} from u)`),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 5 }),
        fc.array(name, { minLength: 1, maxLength: 3 }),
        (values, names) => {
          const text = `insert into "t" values (${values.join(", ")}) returning ${names.join(", ")}`;
          expect(find(text)).toMatchObject({ table: '"t"', expressions: names });
          expect(find(`${text} into ${names.map((_, index) => `:${index + 1}`).join(", ")}`)).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a completed change", () => {
  const complete = async (text: string, ...columns: readonly ColumnMetadata[]) => {
    const asked: string[] = [];
    const clause = find(text);
    if (clause === undefined) throw new Error("no clause");
    const change = await completeChange(text, clause, (query) => {
      asked.push(query);
      return Promise.resolve(columns);
    });
    return { change, asked };
  };

  it("asks for the columns of the table as it is called, and counts its places on", async () => {
    const { change, asked } = await complete(
      'update "t" "x" set "a" = :1 where "id" = :2 returning "x"."a", "b" as "c"',
      column("a"),
      column("b"),
    );
    expect(asked).toEqual(['select "x"."a", "b" from "t" "x"']);
    expect(change.text).toBe('update "t" "x" set "a" = :1 where "id" = :2 returning "x"."a", "b" into :3, :4');
    expect(change.columns.map(({ name }) => name)).toEqual(["a", "c"]);
  });

  it("writes all columns out", async () => {
    const { change } = await complete('delete from "t" returning *', column("ID"), column("odd name"));
    expect(change.text).toBe('delete from "t" returning "ID", "odd name" into :1, :2');
  });

  it("keeps what stands behind it", async () => {
    const { change } = await complete("insert into t (a) values (1) returning a log errors", column("A"));
    expect(change.text).toBe("insert into t (a) values (1) returning a into :1 log errors");
  });

  it("refuses all columns beside others", async () => {
    await expect(
      complete("delete from t returning t.*, 1", column("A"), column("B"), column("C")),
    ).rejects.toMatchObject({
      kind: "unsupported",
    });
  });

  it("has documents and XML written as text by the server", async () => {
    const { change } = await complete(
      "delete from t returning a, b",
      column("A", client.DB_TYPE_JSON),
      column("B", client.DB_TYPE_XMLTYPE),
    );
    expect(change.text).toBe(
      "delete from t returning json_query(a, '$' returning clob with wrapper), xmlserialize(content b as clob) into :1, :2",
    );
  });

  it("gives documents without the array they came in", async () => {
    const { change } = await complete("delete from t returning a", column("A", client.DB_TYPE_JSON));
    const result = { outBinds: [["[5]", '[["x"]]', null]] } as never;
    const rows = await changedRows(change, result, { timestamps: "date", thin: true });
    expect(rows).toEqual([[5], [["x"]], [null]]);
  });
});

describe("the place of a column", () => {
  it.each<readonly [dbType: DbType, expected: DbType, maxSize?: number]>([
    [client.DB_TYPE_NUMBER, client.DB_TYPE_VARCHAR, 200],
    [client.DB_TYPE_VARCHAR, client.DB_TYPE_VARCHAR, 10],
    [client.DB_TYPE_CHAR, client.DB_TYPE_VARCHAR, 10],
    [client.DB_TYPE_RAW, client.DB_TYPE_RAW, 10],
    [client.DB_TYPE_CLOB, client.DB_TYPE_CLOB],
    [client.DB_TYPE_BLOB, client.DB_TYPE_BLOB],
    [client.DB_TYPE_JSON, client.DB_TYPE_CLOB],
    [client.DB_TYPE_DATE, client.DB_TYPE_TIMESTAMP],
    [client.DB_TYPE_TIMESTAMP_LTZ, client.DB_TYPE_TIMESTAMP_TZ],
    [client.DB_TYPE_BINARY_DOUBLE, client.DB_TYPE_BINARY_DOUBLE],
    [client.DB_TYPE_VECTOR, client.DB_TYPE_VECTOR],
  ])("%s", (...[dbType, type, maxSize]) => {
    const sized = typeof maxSize === "number" ? { maxSize } : {};
    expect(outBind(column("a", dbType))).toEqual({ dir: client.BIND_OUT, type, ...sized });
  });

  it("is refused for what cannot come out", () => {
    expect(() => outBind(column("a", client.DB_TYPE_OBJECT))).toThrow(/cannot give/);
  });
});
