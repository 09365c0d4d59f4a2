import { oracleDialect, type DateUnit } from "@db/core";
import { releaseBlock, requestBlock } from "../../src/advisory-locks.ts";
import { insertText } from "../../src/bulk-insert.ts";
import { lexemesOf } from "../../src/lexemes.ts";
import { findReturning } from "../../src/returning-clause.ts";
import { completeChange } from "../../src/returning.ts";
import { argumentsQuery, resolveBlock } from "../../src/routine-signature.ts";
import { callText } from "../../src/routines.ts";
import { infoQuery } from "../../src/server-info.ts";
import { forgetStatement, settingsStatement } from "../../src/session-settings.ts";
import { pendingQuery } from "../../src/two-phase.ts";
import { client } from "../../src/wire.ts";

const { functions, types } = oracleDialect;
const units: readonly DateUnit[] = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"];
const from = (expression: string): string => `select ${expression} as "v" from "t"`;

/** What the dialect writes. */
function dialectStatements(): Record<string, string> {
  const request = { table: "t", columns: ["id", "a", "b"], key: ["id"] };
  const rows = (count: number): string[][] =>
    Array.from({ length: count }, (_, row) => [1, 2, 3].map((n) => `:${row * 3 + n}`));
  return {
    "page, both": `select "id" from "t" order by "id" ${oracleDialect.page({ limit: ":1", offset: ":2" }).tail}`,
    "page, limit": `select "id" from "t" ${oracleDialect.page({ limit: "10" }).tail}`,
    "page, offset": `select "id" from "t" order by "id" ${oracleDialect.page({ offset: ":1" }).tail}`,
    "page of version 11":
      oracleDialect.page({ limit: ":1", offset: ":2" }, [11, 2]).wrap?.('select "id" from "t"') ?? "",
    lock: `select "id" from "t" where "id" = :1 ${oracleDialect.lock({ strength: "update" }).tail}`,
    "lock, nowait": `select "id" from "t" ${oracleDialect.lock({ strength: "update", wait: "nowait" }).tail}`,
    "lock, skip": `select "id" from "t" ${oracleDialect.lock({ strength: "update", wait: "skip-locked" }).tail}`,
    "upsert of a row": oracleDialect.upsert({ ...request, rows: rows(1), update: ["a", "b"] }),
    "upsert of rows": oracleDialect.upsert({ ...request, rows: rows(3), update: ["b"] }),
    "upsert that leaves": oracleDialect.upsert({ ...request, rows: rows(2), update: [] }),
    distinct: `select "id" from "t" where ${oracleDialect.isDistinctFrom('"a"', ":1")}`,
    savepoint: oracleDialect.savepoints.create("db_1"),
    "to savepoint": oracleDialect.savepoints.rollback("db_1"),
    now: from(functions.now()),
    "current date": from(functions.currentDate()),
    ...Object.fromEntries(
      units.flatMap((unit) => [
        [`add ${unit}`, from(functions.dateAdd('"d"', ":1", unit))],
        [`truncate to ${unit}`, from(functions.dateTruncate('"d"', unit))],
        [`extract ${unit}`, from(functions.extract('"d"', unit))],
      ]),
    ),
    difference: from(functions.dateDifference('"d"', '"e"', "hour")),
    concat: from(functions.concat(['"a"', "'-'", '"b"'])),
    "string aggregate": from(functions.stringAggregate('"a"', "','", '"b"')),
    "json text": from(functions.jsonText('"j"', ["a", 0, "b c"])),
    "json value": from(functions.jsonValue('"j"', ["a"])),
    length: from(functions.length('"a"')),
    substring: from(functions.substring('"a"', "2", "3")),
    position: from(functions.position("'x'", '"a"')),
    random: from(functions.random()),
    coalesce: from(functions.coalesce(['"a"', '"b"'])),
    cast: from(functions.cast('"a"', "decimal(10,2)")),
    "cast to text": from(functions.cast('"a"', "text")),
  };
}

/** What the suite of conformance defines, in Oracle's types. */
function definitions(): Record<string, string> {
  const all = [
    "smallint",
    "integer",
    "bigint",
    "decimal(38,10)",
    "real",
    "double",
    "boolean",
    "text",
    "varchar(100)",
    "char(5)",
    "binary",
    "uuid",
    "date",
    "timestamp(6)",
    "timestamptz(6)",
    "interval",
    "json",
  ];
  const columns = all.map((type, index) => `"c${index}" ${types.toNative(type)}`);
  return {
    "a table of every type": `create table "all_types" (id ${types.toNative("integer")} not null primary key, ${columns.join(", ")})`,
    "a table of items":
      'create table "items" (id number(10) not null primary key, name varchar2(100 char) unique, amount number(10))',
    "a table with keys":
      'create table "c" ("id" number(10) not null primary key, "title" varchar2(40 char) not null, "parent" number(10),' +
      ' unique ("title"), foreign key ("parent") references "p" ("id") on delete cascade)',
    "a table with a check": 'create table "k" (amount number(10), constraint "k_positive" check (amount > 0))',
    "an index": 'create index "c_price" on "c" ("price")',
    "another column": 'alter table "items" add extra number(10)',
    "no table": 'drop table "items"',
    "a procedure":
      "create procedure \"p1\" (a in number, b in out number, c out varchar2) as begin b := a + b; c := 'done'; end;",
    "no procedure": 'drop procedure "p1"',
    series: 'select "n" from (select level as "n" from dual connect by level <= :1) where "n" <= :2',
    sleep: "begin dbms_session.sleep(:1); end;",
  };
}

/** What the driver itself sends. */
async function driverStatements(): Promise<Record<string, string>> {
  const column = (name: string, dbType = client.DB_TYPE_NUMBER) => ({ name, dbType, byteSize: 40 });
  const completed = async (text: string, ...columns: readonly ReturnType<typeof column>[]): Promise<string> => {
    const clause = findReturning(text, lexemesOf(text));
    if (clause === undefined) throw new Error(`there is no returning in ${text}`);
    return (await completeChange(text, clause, () => Promise.resolve(columns))).text;
  };
  return {
    settings: settingsStatement({}),
    "settings of one's own": settingsStatement({
      nls_territory: "GERMANY",
      nls_sort: "BINARY_CI",
    }),
    "a number as a setting": settingsStatement({ ddl_lock_timeout: "30" }),
    "a schema of one's own": settingsStatement({ current_schema: '"App"' }),
    forget: forgetStatement,
    info: infoQuery,
    "read only": "set transaction read only",
    "read write": "set transaction read write",
    snapshot: "set transaction isolation level serializable",
    "read committed": "set transaction isolation level read committed",
    "bulk savepoint": "savepoint db_bulk",
    "bulk undo": "rollback to savepoint db_bulk",
    "bulk insert": insertText('"t"', ['"id"', '"NAME"']),
    "resolve a name": resolveBlock,
    arguments: argumentsQuery,
    "call a procedure": callText('"S"."P"', false, ["A", "B"]),
    "call a function of a package": callText('"S"."PKG"."F"', true, ["A"]),
    "call without parameters": callText('"S"."P"', false, []),
    "take a lock": requestBlock,
    "give a lock back": releaseBlock,
    pending: pendingQuery,
    "insert returning": await completed(
      'insert into "t" ("id") values (:1) returning "id", "n" as "m"',
      column("id"),
      column("n"),
    ),
    "insert returning all": await completed(
      'insert into "t" ("id") values (:1) returning *',
      column("id"),
      column("n"),
    ),
    "insert returning a document": await completed(
      'insert into "t" ("id") values (:1) returning "j"',
      column("j", client.DB_TYPE_JSON),
    ),
    "update returning": await completed(
      'update "t" "x" set "n" = :1 where "id" = :2 returning "x"."n" + 1',
      column("n"),
    ),
    "delete returning": await completed('delete from "t" where "id" = :1 returning "id"', column("id")),
  };
}

/** The catalogue's queries, asked of the dialect's own reader. */
async function catalogueStatements(): Promise<Record<string, string>> {
  const statements: Record<string, string> = {};
  const ask = async (label: string, version: readonly number[], filter: object): Promise<void> => {
    let count = 0;
    const query = (text: string): Promise<[]> => {
      statements[`catalogue ${label} ${++count}`] = text.replaceAll(/\s+/g, " ").trim();
      return Promise.resolve([]);
    };
    await oracleDialect.readCatalogue?.({ query, version }, filter);
  };
  await ask("of 19", [19], {});
  await ask("of 12.1, filtered", [12, 1], { schemas: ["APP", "HR"], tables: ["T"] });
  return statements;
}

/** Every statement that this package or the dialect can write for Oracle, beside Kysely's. */
export async function goldenStatements(): Promise<Readonly<Record<string, string>>> {
  return { ...dialectStatements(), ...definitions(), ...(await driverStatements()), ...(await catalogueStatements()) };
}
