import { sql, type DateUnit, type Fragment, type FunctionTable, type RelationalDatabase } from "@db/core";
import type { Kit } from "../kit.ts";

/** The columns results are stored in, each by its portable type. */
const columns = { n: "bigint", t: "varchar(200)", d: "timestamp", day: "date", u: "uuid", j: "json" } as const;

type Column = keyof typeof columns;

/** One use of a function: where its result is stored, how it is written, what is read then. */
interface Use {
  readonly name: string;
  readonly column: Column;
  /** Written over the columns of the first row; `quote` writes a text. */
  readonly write: (
    functions: FunctionTable,
    column: (name: Column) => string,
    quote: (value: string) => string,
  ) => string;
  readonly gives: unknown;
}

const moment = new Date("2024-01-31T22:45:59.500Z");
/** A Sunday in the week that began on Monday 26 February. */
const later = new Date("2024-03-03T21:45:58.250Z");
const document = { "a b": { list: [1, "x", true, null, { k: "v" }], none: null } };

const at = (text: string): Date => new Date(`${text}Z`);

function added(amount: string, unit: DateUnit, gives: string): Use {
  const name = `dateAdd, ${amount} ${unit}`;
  return { name, column: "d", write: (f, column) => f.dateAdd(column("d"), amount, unit), gives: at(gives) };
}

function truncated(unit: DateUnit, gives: string): Use {
  return {
    name: `dateTruncate, ${unit}`,
    column: "d",
    write: (f, column) => f.dateTruncate(column("d"), unit),
    gives: at(gives),
  };
}

function extracted(unit: DateUnit, gives: number): Use {
  return { name: `extract, ${unit}`, column: "n", write: (f, column) => f.extract(column("d"), unit), gives };
}

function textual(name: string, write: Use["write"], gives: string | null): Use {
  return { name, column: "t", write, gives };
}

function whole(name: string, write: Use["write"], gives: number): Use {
  return { name, column: "n", write, gives };
}

const list = ["a b", "list"] as const;

const uses: readonly Use[] = [
  added("1", "month", "2024-02-29T22:45:59.500"),
  added("-2", "month", "2023-11-30T22:45:59.500"),
  added("1", "quarter", "2024-04-30T22:45:59.500"),
  added("-1", "year", "2023-01-31T22:45:59.500"),
  added("2", "week", "2024-02-14T22:45:59.500"),
  added("1", "day", "2024-02-01T22:45:59.500"),
  added("3", "hour", "2024-02-01T01:45:59.500"),
  added("15", "minute", "2024-01-31T23:00:59.500"),
  added("-60", "second", "2024-01-31T22:44:59.500"),
  truncated("year", "2024-01-01T00:00:00"),
  truncated("quarter", "2024-01-01T00:00:00"),
  truncated("month", "2024-01-01T00:00:00"),
  truncated("week", "2024-01-29T00:00:00"),
  truncated("day", "2024-01-31T00:00:00"),
  truncated("hour", "2024-01-31T22:00:00"),
  truncated("minute", "2024-01-31T22:45:00"),
  truncated("second", "2024-01-31T22:45:59"),
  extracted("year", 2024),
  extracted("quarter", 1),
  extracted("month", 1),
  extracted("week", 5),
  extracted("day", 31),
  extracted("hour", 22),
  extracted("minute", 45),
  extracted("second", 59),
  textual("concat, null counts as empty", (f, _, quote) => f.concat([quote("a"), "null", quote("b ")]), "ab "),
  textual("concat of one", (f, _, quote) => f.concat([quote("a")]), "a"),
  whole("length, in characters with spaces at the end", (f, _, quote) => f.length(quote("añ€ ")), 4),
  textual("substring", (f, _, quote) => f.substring(quote("abcdef"), "2", "3"), "bcd"),
  textual("substring to the end", (f, _, quote) => f.substring(quote("abcdef"), "5"), "ef"),
  whole("position", (f, _, quote) => f.position(quote("cd"), quote("abcdef")), 3),
  whole("position of what is not there", (f, _, quote) => f.position(quote("z"), quote("abc")), 0),
  textual("coalesce", (f, _, quote) => f.coalesce(["null", quote("x")]), "x"),
  textual("jsonText of a text", (f, column) => f.jsonText(column("j"), [...list, 1]), "x"),
  textual("jsonText of a number", (f, column) => f.jsonText(column("j"), [...list, 0]), "1"),
  textual("jsonText of a boolean", (f, column) => f.jsonText(column("j"), [...list, 2]), "true"),
  textual("jsonText of null", (f, column) => f.jsonText(column("j"), [...list, 3]), null),
  textual("jsonText of what is not there", (f, column) => f.jsonText(column("j"), ["z", "y"]), null),
  {
    name: "jsonValue of a list",
    column: "j",
    write: (f, column) => f.jsonValue(column("j"), list),
    gives: document["a b"].list,
  },
  {
    name: "jsonValue of an object",
    column: "j",
    write: (f, column) => f.jsonValue(column("j"), [...list, 4]),
    gives: { k: "v" },
  },
  {
    name: "jsonValue of a text",
    column: "j",
    write: (f, column) => f.jsonValue(column("j"), [...list, 1]),
    gives: "x",
  },
  whole("cast of a text to integer", (f, _, quote) => f.cast(quote("12"), "integer"), 12),
  textual("cast of a number to text", (f) => f.cast("12", "varchar(10)"), "12"),
];

/** The functions that every dialect writes in its own words: each gives the same on every engine. */
export function functions(kit: Kit): void {
  const { functions: table } = kit.dialect;
  for (const called of new Set(uses.map(({ name }) => /^\w+/.exec(name)![0]))) {
    kit.withDatabase(`${called} gives the same everywhere`, (db) =>
      withRow(kit, db, async (row) => {
        for (const { name, column, write, gives } of uses.filter((one) => one.name.startsWith(called))) {
          const expression = write(table, row.column, (value) => kit.dialect.quoteString(value));
          kit.equal({ name, gives: await row.store(column, expression) }, { name, gives });
        }
      }),
    );
  }

  kit.withDatabase("dateDifference counts whole units that passed", (db) =>
    withRow(kit, db, async (row) => {
      const units = ["day", "hour", "minute", "second"] as const;
      for (const [index, passed] of [31, 766, 46_019, 2_761_198].entries()) {
        const [first, second] = [row.column("d"), row.parameter("timestamp")];
        const there = table.dateDifference(first, second, units[index]!);
        const back = table.dateDifference(second, first, units[index]!);
        kit.equal([await row.store("n", there, later), await row.store("n", back, later)], [passed, -passed]);
      }
    }),
  );

  kit.withItems("stringAggregate joins in an order", async (db, items) => {
    for (const [id, name] of ["c", "a", "b", null].entries()) await db.execute(items.insert(id, name));
    const [name, id] = ["name", "id"].map((column) => kit.dialect.quoteIdentifier(kit.dialect.foldName(column)));
    const joined = (order?: string): Fragment =>
      sql.raw(table.stringAggregate(name!, kit.dialect.quoteString("; "), order));
    const [row] = await db.query<{ byName: string; byId: string }>(
      sql`select ${joined(name)} as ${sql.id("byName")}, ${joined(id)} as ${sql.id("byId")} from ${sql.id(items.name)}`,
    );
    kit.equal(row, { byName: "a; b; c", byId: "c; a; b" });
  });

  kit.withDatabase("now and currentDate are the present ones", (db) =>
    withRow(kit, db, async (row) => {
      const before = Date.now();
      const now = (await row.store("d", table.now())) as Date;
      // A server's clock need not be this one's.
      kit.equal(Math.abs(now.getTime() - before) < 3_600_000, true);
      const today = await row.store("day", table.currentDate());
      const day = today instanceof Date ? today.toISOString() : String(today);
      kit.equal(day.slice(0, 8), now.toISOString().slice(0, 8));
    }),
  );

  kit.withItems("random is a number from 0 up to 1, another for each row", async (db, items) => {
    for (let id = 0; id < 20; id++) await db.execute(items.insert(id));
    const rows = await db.query(sql<{ r: unknown }>`select ${sql.raw(table.random())} as r from ${sql.id(items.name)}`);
    const numbers = rows.map(({ r }) => Number(r));
    kit.equal(
      numbers.filter((number) => !(number >= 0 && number < 1)),
      [],
    );
    kit.equal(new Set(numbers).size > 1, true);
  });

  kit.withDatabase("uuid is random, of version 4, or refused", (db) =>
    withRow(kit, db, async (row) => {
      if (!makesUuids(table)) return void (await kit.rejects(async () => table.uuid(), "unsupported"));
      const [first, second] = [await row.store("u", table.uuid()), await row.store("u", table.uuid())];
      kit.equal(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(String(first)), true);
      kit.equal(first === second, false);
    }),
  );
}

function makesUuids(table: FunctionTable): boolean {
  try {
    return table.uuid() !== "";
  } catch {
    return false;
  }
}

/** A table whose first row has the arguments, and whose others get results. */
interface ResultTable {
  column(name: Column): string;
  /** Where a value given to {@link ResultTable.store} goes. */
  parameter(type: string): string;
  /** Stores what an expression over the first row gives, and reads it back. */
  store(column: Column, expression: string, parameter?: unknown): Promise<unknown>;
}

const placeholder = "\u0001";

async function withRow(kit: Kit, db: RelationalDatabase, use: (row: ResultTable) => Promise<void>): Promise<void> {
  const name = kit.newName("functions");
  const definitions = Object.entries(columns).map(
    ([column, type]) => sql`${sql.id(column)} ${sql.raw(kit.dialect.types.toNative(type))}`,
  );
  await db.execute(
    sql`create table ${sql.id(name)} (id ${sql.raw(kit.dialect.types.toNative("integer"))} not null primary key, ${sql.join(definitions)})`,
  );
  let id = 0;
  try {
    await db.execute(
      sql`insert into ${sql.id(name)} (id, ${sql.id("d")}, ${sql.id("j")}) values (0, ${moment}, ${sql.json(document)})`,
    );
    await use({
      column: (column) => kit.dialect.quoteIdentifier(column),
      parameter: (type) => kit.dialect.functions.cast(placeholder, type),
      store: async (column, expression, parameter) => {
        id++;
        const parts = expression.split(placeholder).map((part) => sql.raw(part));
        const value = parts.reduce((before, part) => sql`${before}${parameter}${part}`);
        const source = sql`select ${sql.raw(String(id))}, ${value} from ${sql.id(name)} where id = 0`;
        await db.execute(sql`insert into ${sql.id(name)} (id, ${sql.id(column)}) ${source}`);
        const row = await db.queryOne<{ v: unknown }>(
          sql`select ${sql.id(column)} as v from ${sql.id(name)} where id = ${id}`,
        );
        return row.v;
      },
    });
  } finally {
    await db.execute(sql`drop table ${sql.id(name)}`);
  }
}
