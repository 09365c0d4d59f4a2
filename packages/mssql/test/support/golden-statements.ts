import {
  javascriptValues,
  mssqlDialect,
  StatementCompiler,
  type CatalogueSource,
  type DateUnit,
  type Row,
  type Statement,
  type UpsertRequest,
} from "@db/core";
import { lockStatements } from "../../src/advisory-locks.ts";
import type { MssqlSession } from "../../src/mssql-session.ts";
import { callRoutine } from "../../src/routines.ts";
import { Signatures } from "../../src/signatures.ts";
import { infoQuery } from "../../src/server-info.ts";
import { tableColumns } from "../../src/table-columns.ts";
import { tableParameter } from "../../src/table-parameters.ts";
import { tableValue } from "../../src/table-value.ts";
import { withNulls } from "../../src/mssql-values.ts";
import { statements as subject } from "./statements.ts";

/** Every kind of statement that this layer writes for SQL Server, by what it is. */
export async function goldenStatements(): Promise<Readonly<Record<string, string>>> {
  return { ...dialectTexts(), ...functionTexts(), ...definitions(), ...subjectTexts(), ...(await ownStatements()) };
}

const compiled = (statement: Statement): string => new StatementCompiler(mssqlDialect).compile(statement).compiled.text;

function dialectTexts(): Record<string, string> {
  const { page, lock, returning, savepoints, upsert } = {
    page: mssqlDialect.page.bind(mssqlDialect),
    lock: mssqlDialect.lock.bind(mssqlDialect),
    returning: mssqlDialect.returning.bind(mssqlDialect),
    savepoints: mssqlDialect.savepoints,
    upsert: mssqlDialect.upsert.bind(mssqlDialect),
  };
  const texts: Record<string, string> = {};
  for (const [name, asked] of Object.entries({
    "a page from the beginning": { limit: "@p1" },
    "a page from a row on": { limit: "@p2", offset: "@p1" },
    "all from a row on": { offset: "@p1" },
  })) {
    const { head, tail } = page(asked);
    texts[name] = `select ${head} [id] from [items] order by [id] ${tail}`.trim();
  }
  texts["a page without order"] = `select [id] from [items] ${page({ limit: "2", offset: "1", ordered: false }).tail}`;
  for (const strength of ["update", "share"] as const)
    for (const wait of ["wait", "nowait", "skip-locked"] as const) {
      const { table, tail } = lock({ strength, wait });
      texts[`a lock: ${strength}, ${wait}`] = `select [id] from [items] ${table} where [id] = @p1 ${tail}`.trim();
    }
  const insert = returning(["id", "name"], "insert")!;
  texts["an insert that gives rows"] = `insert into [items] ([id], [name]) ${insert.text} values (@p1, @p2)`;
  texts["an update that gives rows"] =
    `update [items] set [name] = @p1 ${returning([], "update")!.text} where [id] = @p2`;
  texts["a delete that gives rows"] = `delete from [items] ${returning(["id"], "delete")!.text} where [id] = @p1`;
  texts["a savepoint"] = savepoints.create("s1");
  texts["a return to a savepoint"] = savepoints.rollback("s1");
  texts["a null-safe comparison"] = `select [id] from [items] where ${mssqlDialect.isDistinctFrom("[name]", "@p1")}`;
  texts["literals"] = `select ${mssqlDialect.quoteString("it's\\\n")} as a, ${mssqlDialect.booleanLiteral(true)} as b`;
  const request: UpsertRequest = {
    table: ["dbo", "items"],
    columns: ["id", "name"],
    rows: [
      ["@p1", "@p2"],
      ["@p3", "@p4"],
    ],
    key: ["id"],
    update: ["name"],
  };
  texts["an upsert"] = upsert(request);
  texts["an insert of what is not there"] = upsert({ ...request, update: [] });
  texts["nulls as constants"] = withNulls("insert into [items] ([id], [raw]) values (@p1, @p2)", [1, null]);
  return texts;
}

function functionTexts(): Record<string, string> {
  const { functions } = mssqlDialect;
  const units: readonly DateUnit[] = ["year", "quarter", "month", "week", "day", "hour", "minute", "second"];
  const expressions: Record<string, string> = {
    now: functions.now(),
    currentDate: functions.currentDate(),
    concat: functions.concat(["[name]", "N'-'", "[name]"]),
    "concat of one": functions.concat(["[name]"]),
    stringAggregate: functions.stringAggregate("[name]", "N', '", "[id]"),
    "stringAggregate without order": functions.stringAggregate("[name]", "N', '"),
    jsonText: functions.jsonText("[document]", ["a b", 0, "c'd"]),
    jsonValue: functions.jsonValue("[document]", ["a"]),
    length: functions.length("[name]"),
    substring: functions.substring("[name]", "2", "3"),
    "substring to the end": functions.substring("[name]", "2"),
    position: functions.position("N'a'", "[name]"),
    random: functions.random(),
    coalesce: functions.coalesce(["[name]", "N''"]),
    uuid: functions.uuid(),
    cast: functions.cast("[name]", "decimal(10,2)"),
  };
  for (const unit of units) {
    expressions[`dateAdd ${unit}`] = functions.dateAdd("[at]", "-2", unit);
    expressions[`dateTruncate ${unit}`] = functions.dateTruncate("[at]", unit);
    expressions[`extract ${unit}`] = functions.extract("[at]", unit);
  }
  for (const unit of ["day", "hour", "minute", "second"] as const)
    expressions[`dateDifference ${unit}`] = functions.dateDifference("[at]", "sysutcdatetime()", unit);
  return Object.fromEntries(
    Object.entries(expressions).map(([name, expression]) => [
      `the function ${name}`,
      `select ${expression} as [value] from [items]`,
    ]),
  );
}

function definitions(): Record<string, string> {
  const { types } = mssqlDialect;
  const texts: Record<string, string> = {};
  const lengths: Readonly<Record<string, string>> = {
    varchar: "varchar(20)",
    char: "char(5)",
    decimal: "decimal(10,2)",
  };
  for (const kind of Object.keys(javascriptValues)) {
    if (kind === "array" || kind === "interval") continue;
    texts[`a column of ${kind}`] =
      `create table [t] ([id] int not null primary key, [v] ${types.toNative(lengths[kind] ?? kind)})`;
  }
  texts["a table with keys"] = `create table [child] (
    [id] ${types.toNative("integer")} not null primary key, [title] ${types.toNative("varchar(40)")} not null,
    [price] ${types.toNative("decimal(10,2)")}, [parent] ${types.toNative("integer")}, unique ([title]),
    constraint [child_price] check ([price] > 0),
    foreign key ([parent]) references [items] ([id]) on delete cascade)`;
  texts["an index"] = "create index [child_price_index] on [child] ([price])";
  texts["a column that is added"] = `alter table [items] add [extra] ${types.toNative("integer")}`;
  texts["a table that is dropped"] = "drop table [items]";
  return texts;
}

function subjectTexts(): Record<string, string> {
  return {
    "the suite's sleep": compiled(subject.sleep!(1.5)),
    "the suite's series": compiled(subject.series(10)),
    "the suite's setting": compiled(subject.setting!.change),
    "the suite's look at the setting": compiled(subject.setting!.read),
    "the suite's procedure": compiled(subject.createProcedure!("p")),
    "the suite's procedure is dropped": compiled(subject.dropProcedure!("p")),
    "the suite's lock": compiled(subject.lockRow!("items", 1)),
    "the suite's count of sessions": compiled(subject.sessionCount!),
  };
}

/** What the driver and the reader of the catalogue ask, caught on its way. */
async function ownStatements(): Promise<Record<string, string>> {
  const texts: Record<string, string> = {
    "the driver's first question": infoQuery,
    "the driver's ping": "select 1 as one",
    "the driver's return of the isolation": "set transaction isolation level read committed",
    "the driver's savepoint of a bulk insert": "save transaction db_bulk",
    "the driver's return to it": "rollback transaction db_bulk",
    "a lock is taken": compiled(lockStatements.take("k", false, "Session", 0)),
    "a lock is looked at": compiled(lockStatements.look("k")),
    "a lock is given back": compiled(lockStatements.giveBack("k")),
  };
  const session = (name: string, ...answers: readonly (readonly Row[])[]): MssqlSession => {
    let asked = 0;
    const rows = (text: string): Promise<readonly Row[]> => {
      texts[`${name}${asked === 0 ? "" : `, ${asked + 1}`}`] = text;
      return Promise.resolve(answers[asked++] ?? []);
    };
    return { rows, signatures: new Signatures({ rows }) } as unknown as MssqlSession;
  };
  const column = { type: "int", length: 4, precision: 10, scale: 0 };
  await tableColumns(session("the columns of a table"), ["dbo", "items"]);
  await tableColumns(session("the columns of a temporary table"), "#items");
  const parameter = { ...column, name: "@a", output: false, tableType: null };
  for (const kind of ["FN", "IF"])
    await callRoutine(
      session(
        `a routine ${kind}`,
        [
          { ...parameter, kind },
          { ...parameter, kind, name: "@b" },
        ],
        [{}],
      ),
      {
        name: ["dbo", "f"],
        parameters: [1],
      },
    );
  await tableParameter(
    session("the columns of a table type", [{ ...column, schema: "dbo", name: "t", column: "a" }]),
    1,
    tableValue([]),
  );
  for (const [name, filter] of Object.entries({
    "the catalogue": {},
    "the catalogue of schemas": { schemas: ["dbo", "sales"] },
    "the catalogue of tables": { tables: ["items"] },
    "the catalogue of nothing": { schemas: [], tables: [] },
  })) {
    let asked = 0;
    const source: CatalogueSource = {
      version: [16],
      query: (text) => {
        texts[`${name}, question ${++asked}`] = text;
        return Promise.resolve([]);
      },
    };
    await mssqlDialect.readCatalogue!(source, filter);
  }
  return texts;
}
