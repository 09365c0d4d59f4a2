import { sql, type DialectName, type RelationalDatabase } from "@db/core";

/** The types by which the engines declare what the fixture has. */
const types: Readonly<Record<"postgres" | "mysql" | "mariadb" | "sqlite", Readonly<Record<string, string>>>> = {
  postgres: {
    text: 'varchar(40) collate "C"',
    double: "double precision",
    decimal: "numeric(10,2)",
    boolean: "boolean",
    date: "date",
    timestamp: "timestamp",
    blob: "bytea",
  },
  mysql: {
    text: "varchar(40) character set utf8mb4 collate utf8mb4_0900_bin",
    double: "double",
    decimal: "decimal(10,2)",
    boolean: "tinyint(1)",
    date: "date",
    timestamp: "datetime(6)",
    blob: "blob",
  },
  mariadb: {
    text: "varchar(40) character set utf8mb4 collate utf8mb4_nopad_bin",
    double: "double",
    decimal: "decimal(10,2)",
    boolean: "tinyint(1)",
    date: "date",
    timestamp: "datetime(6)",
    blob: "blob",
  },
  sqlite: {
    text: "varchar(40)",
    double: "double",
    decimal: "decimal_text(10,2)",
    boolean: "boolean",
    date: "date_text",
    timestamp: "timestamp_text",
    blob: "blob",
  },
};

/** The portable types where they are not called the same. */
const portable: Readonly<Record<string, string>> = { text: "varchar(40)", decimal: "decimal(10,2)", blob: "binary" };

/** Columns of the fixture's tables: a name, a type, and whether nulls are left out. */
const tables: Readonly<Record<string, readonly string[]>> = {
  item: [
    "id integer not null primary key",
    "name text",
    "qty integer",
    "price decimal",
    "weight double",
    "active boolean",
    "made date",
    "seen timestamp",
    "grp text",
    "parent integer",
    "big bigint",
    "small smallint",
  ],
  tag: ["item_id integer not null", "label text not null", "rank_no integer"],
  account: [
    "id integer not null primary key",
    "owner text not null",
    "balance integer default 0 not null",
    "note text",
    "opened date",
    "active boolean",
  ],
  bin: ["id integer not null primary key", "data blob"],
};

const items: readonly (readonly unknown[])[] = [
  [1, "Apple", 10, "1.50", 0.5, true, "2024-01-31", "2024-01-31 10:20:30", "a", null, 9_007_199_254_740_993n, 3],
  [2, "banana", -3, "2.25", 2.5, false, "2024-02-29", "2024-02-29 23:59:59", "a", 1, -5n, -3],
  [3, "Cherry", 0, "-0.50", -1.5, true, "2023-12-31", "2023-12-31 00:00:00", "b", 1, 0n, 0],
  [4, "", 7, "10.00", 100.25, null, "2024-03-31", null, "b", 2, null, 7],
  [5, "apple", null, null, null, true, null, "2024-06-15 12:00:00", "b", 2, 4_611_686_018_427_387_904n, null],
  [6, "pad ", 7, "0.00", 0, false, "2024-02-28", "2024-02-28 06:07:08", null, 3, 7n, 7],
  [7, "pad", -7, "-12.75", -0.25, true, "2020-02-29", "2020-02-29 12:34:56", "c", 3, -7n, -7],
  [8, null, 100, "99999.99", 1e10, false, "1999-12-31", "1999-12-31 23:59:59", "C", null, 100n, 100],
  [9, "😀x", 5, "3.33", 3.75, true, "2024-10-01", "2024-10-01 01:02:03", "c", 8, 5n, 5],
  [
    10,
    "éclair",
    2_147_483_647,
    "1.00",
    1.125,
    null,
    "2024-04-30",
    "2024-04-30 00:00:01",
    "a",
    9,
    2_147_483_647n,
    32_767,
  ],
  [11, "100%_a!\\b", -2_147_483_648, "0.01", 1e-5, true, "2024-01-01", "2024-01-01 00:00:00", "b", 9, 12n, -32_768],
  [12, "O'Neil [x]*?", 4, "7.10", 4.5, false, "2024-12-25", "2024-12-25 18:30:00", "a", 11, 4n, 4],
];
const tags: readonly (readonly unknown[])[] = [
  [1, "red", 1],
  [1, "Blue", 2],
  [2, "red", null],
  [3, "green", 3],
  [9, "red", 1],
  [9, "Red", 1],
  [99, "lost", null],
];
const accounts: readonly (readonly unknown[])[] = [
  [1, "Ada", 100, "first", "2024-01-31", true],
  [2, "Bob", -50, null, "2024-02-29", false],
  [3, "cy", 0, "", null, null],
];
const bins: readonly (readonly unknown[])[] = [
  [1, Uint8Array.of(0, 1, 255)],
  [2, Uint8Array.of(65)],
  [3, null],
];

/** Makes the tables and their rows. */
export async function makeFixture(
  db: RelationalDatabase,
  dialect: DialectName,
  kept: (value: unknown) => unknown = (value) => value,
): Promise<void> {
  const names = types[dialect as "sqlite"];
  for (const [table, columns] of Object.entries(tables)) {
    const list = columns.map((column) => {
      const [name, type, ...rest] = column.split(" ");
      return [name, names[type!] ?? type, ...rest].join(" ");
    });
    await db.execute(sql.native(`create table ${table} (${list.join(", ")})`));
  }
  await fill(
    db,
    "item",
    items.map((row) => row.map(kept)),
  );
  await fill(
    db,
    "tag",
    tags.map((row) => row.map(kept)),
  );
  await fill(
    db,
    "account",
    accounts.map((row) => row.map(kept)),
  );
  await fill(
    db,
    "bin",
    bins.map((row) => row.map(kept)),
  );
}

async function fill(db: RelationalDatabase, table: string, rows: readonly (readonly unknown[])[]): Promise<void> {
  for (const row of rows)
    await db.execute(sql`insert into ${sql.id(table)} values (${sql.join(row.map((value) => sql`${value}`))})`);
}

/** The fixture's tables as a caller tells of them who has no catalogue. */
export const fixtureSchema: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  Object.entries(tables).map(([table, columns]) => [
    table,
    Object.fromEntries(
      columns.map((column) => [column.split(" ")[0]!, portable[column.split(" ")[1]!] ?? column.split(" ")[1]!]),
    ),
  ]),
);

/** The fixture's rows by table. */
export const fixtureRows: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  item: items,
  tag: tags,
  account: accounts,
  bin: bins,
};

/** Columns with the types by which SQL Server and Oracle would have them, in the words of their look-alike. */
export function fixtureTypes(
  engine: "mssql" | "oracle",
): Readonly<Record<string, readonly (readonly [column: string, type: string])[]>> {
  const words: Readonly<Record<string, string>> = {
    text: "varchar(40)",
    double: "double precision",
    decimal: "numeric(10,2)",
    boolean: engine === "mssql" ? "bit" : "numeric(1)",
    timestamp: "timestamp",
    blob: "varbinary(100)",
  };
  return Object.fromEntries(
    Object.entries(tables).map(([table, columns]) => [
      table,
      columns.map((column) => {
        const [name, type, ...rest] = column.split(" ");
        return [name!, [words[type!] ?? type!, ...rest].join(" ")] as const;
      }),
    ]),
  );
}
