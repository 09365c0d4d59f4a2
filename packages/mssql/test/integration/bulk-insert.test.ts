import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createDatabase, sql, type RelationalDatabase } from "@db/core";
import { mssql } from "../../src/index.ts";
import { describeDouble } from "../support/double.ts";
import { rejection } from "../support/rejection.ts";
import { scripted, textOf } from "../support/scripted.ts";
import { readBulk } from "../support/tds-double/messages.ts";
import type { BackendRequest } from "../support/tds-double/server.ts";
import { columnMetadata, done, errorToken, row } from "../support/tds-double/tokens.ts";
import { wireTypes } from "../support/tds-double/wire-types.ts";

await describeDouble("bulk inserts", {}, ({ server }) => {
  let db: RelationalDatabase;
  beforeAll(async () => {
    db = createDatabase(mssql({ ...server.address, username: "sa", password: "x", tls: false }));
    await db.execute(sql`create table bulk_rows (id int not null primary key, name nvarchar(5) not null, amount decimal(10,2),
      day date, raw varbinary(max), at datetime2(3), constraint positive check (amount >= 0))`);
  });
  afterAll(async () => {
    await db.execute(sql`drop table bulk_rows`);
    await db.close();
  });

  const good = { id: 1, name: "a", amount: "1.00", day: "2024-02-29", raw: Uint8Array.of(1), at: new Date(0) };

  it.each<[object, string]>([
    [{ id: 1 }, "unique-violation"],
    [{ name: null }, "not-null-violation"],
    [{ name: "too long" }, "value-too-long"],
    [{ amount: "-1" }, "check-violation"],
    [{ amount: "123456789012" }, "value-out-of-range"],
    [{ amount: "one" }, "invalid-value"],
    [{ day: "2023-02-29" }, "invalid-value"],
    [{ raw: "text" }, "invalid-value"],
    [{ id: 3_000_000_000 }, "value-out-of-range"],
    [{ id: 1.5 }, "invalid-value"],
    [{ amount: Number.NaN }, "usage"],
  ])("%j is refused, and with it all of the rows", async (change, kind) => {
    const outcome = await rejection(db.bulkInsert("bulk_rows", [good, { ...good, id: 2, ...change }]));
    expect([outcome.kind, outcome.connection]).toEqual([kind, "keep"]);
    expect(await db.query(sql`select id from bulk_rows`)).toEqual([]);
  });

  it("a failure inside a transaction undoes the rows of the bulk insert alone", async () => {
    await db.transaction(async (tx) => {
      await tx.execute(sql`insert into bulk_rows (id, name) values (1, 'a')`);
      await rejection(
        tx.bulkInsert("bulk_rows", [
          { ...good, id: 2 },
          { ...good, id: 1 },
        ]),
      );
      await tx.bulkInsert("bulk_rows", [{ ...good, id: 3 }]);
    });
    expect(await db.query(sql`select id from bulk_rows order by id`)).toEqual([{ id: 1 }, { id: 3 }]);
    await db.execute(sql`delete from bulk_rows`);
  });

  it("what is merely too fine is rounded as the server rounds", async () => {
    const rows = ["1.005", "1.004", "2.995", 0.1].map((amount, id) => ({ ...good, id, amount }));
    await db.bulkInsert("bulk_rows", rows);
    expect(await db.query(sql`select amount from bulk_rows order by id`)).toEqual(
      ["1.01", "1.00", "3.00", "0.10"].map((amount) => ({ amount })),
    );
    await db.execute(sql`delete from bulk_rows`);
  });

  it("a column that is not there is told", async () => {
    expect(await rejection(db.bulkInsert("bulk_rows", [{ id: 1, other: 2 }]))).toMatchObject({
      kind: "undefined-column",
    });
    expect(await rejection(db.bulkInsert("no_such_table", [{ id: 1 }]))).toMatchObject({ kind: "undefined-table" });
  });
});

describe("what is sent", () => {
  const { nvarchar, int } = wireTypes;
  const columnTypes = {
    name: nvarchar(128),
    type: nvarchar(128),
    length: int(4),
    precision: int(4),
    scale: int(4),
    codePage: int(4),
  };
  const column = (name: string, type: string, length = 4, codePage: number | null = null): Buffer =>
    row(
      Object.entries(columnTypes).map(([key, kind]) => {
        const value = { name, type, length, precision: 10, scale: 2, codePage }[key];
        return value == null ? undefined : kind.encode(String(value));
      }),
    );
  const columns = (...rows: readonly Buffer[]): Buffer =>
    Buffer.concat([
      columnMetadata(Object.entries(columnTypes).map(([name, { info }]) => ({ name, info }))),
      ...rows,
      done("statement", { count: rows.length }),
    ]);
  const asksColumns = (request: BackendRequest): boolean => textOf(request).includes(".columns c");

  it("is a bulk load whose names are quoted, and which obeys constraints, triggers and nulls", async () => {
    const { open, requests, texts } = await scripted((request) =>
      asksColumns(request) ? columns(column("odd ] name", "int"), column("v", "nvarchar", 20)) : undefined,
    );
    await open().bulkInsert(["dbo", "t"], [{ "odd ] name": 1, v: null }]);
    expect(texts()).toContain(
      "insert bulk [dbo].[t]([odd ]] name] int, [v] nvarchar(10)) WITH (CHECK_CONSTRAINTS,FIRE_TRIGGERS,KEEP_NULLS)",
    );
    const load = requests.find((request) => request.kind === "bulk");
    expect(load?.kind === "bulk" ? readBulk(load.payload) : undefined).toEqual([
      [
        { type: "int", value: "1" },
        { type: "nvarchar", value: null },
      ],
    ]);
  });

  it("is an insert of many rows where only the server can make the values", async () => {
    const { open, requests, texts } = await scripted((request) =>
      asksColumns(request)
        ? columns(column("id", "int"), column("doc", "xml"), column("old", "varchar", 20, 1252))
        : undefined,
    );
    for (const name of ["doc", "old"]) {
      requests.length = 0;
      await open().bulkInsert("t", [
        { id: 1, [name]: "<a/>" },
        { id: 2, [name]: null },
      ]);
      expect(texts()).toEqual([
        "begin 0",
        expect.stringContaining("sys.columns"),
        "save transaction db_bulk",
        `insert into [t] ([id], [${name}]) values (@p1, @p2), (@p3, null)`,
        "commit 0",
      ]);
    }
  });

  it("is split where a statement would have too many rows or parameters", async () => {
    const { open, requests } = await scripted((request) => (asksColumns(request) ? columns() : undefined));
    await open().bulkInsert(
      "t",
      Array.from({ length: 2500 }, (_, id) => ({ id })),
    );
    const inserts = requests.filter((request) => textOf(request).startsWith("insert into"));
    expect(inserts.map((request) => (request.kind === "rpc" ? request.parameters.length - 2 : 0))).toEqual([
      1000, 1000, 500,
    ]);
  });

  it("asks for the columns of a temporary table where those are", async () => {
    const { open, requests } = await scripted((request) =>
      asksColumns(request) ? columns(column("id", "int")) : undefined,
    );
    await open().bulkInsert("#t", [{ id: 1 }]);
    const [asked] = requests.filter(asksColumns);
    expect(textOf(asked!)).toContain("from [tempdb].sys.columns");
    expect(asked?.kind === "rpc" ? asked.parameters.at(-1)?.value : undefined).toBe("[tempdb].[dbo].[#t]");
  });

  it("asks another database for the columns of what is there", async () => {
    const { open, requests } = await scripted((request) =>
      asksColumns(request) ? columns(column("id", "int")) : undefined,
    );
    await open().bulkInsert(["other", "dbo", "t"], [{ id: 1 }]);
    expect(textOf(requests.find(asksColumns)!)).toContain("from [other].sys.columns");
  });

  it("stops when its time is over, though the source gives nothing, and the session goes on", async () => {
    const { open } = await scripted((request) => (asksColumns(request) ? columns(column("id", "int")) : undefined));
    const db = open({ pool: { max: 1 } });
    const rows = async function* (): AsyncGenerator<{ id: number }> {
      yield { id: 1 };
      await new Promise(() => undefined);
    };
    expect((await rejection(db.bulkInsert("t", rows(), { timeout: 100 }))).kind).toBe("timeout");
    await db.ping();
    expect(db.endpoints[0]?.stats().opened).toBeLessThanOrEqual(2);
  });

  it("is undone to the savepoint, unless the transaction is gone", async () => {
    const fails =
      (number: number, gone: boolean) =>
      (request: BackendRequest): Buffer | undefined => {
        if (asksColumns(request)) return columns(column("id", "int"));
        if (request.kind !== "bulk") return undefined;
        const change = Buffer.from([0xe3, 11, 0, 10, 0, 8, 1, 0, 0, 0, 0, 0, 0, 0]);
        return Buffer.concat([
          errorToken({ number, class: 14, message: "" }),
          ...(gone ? [change] : []),
          done("statement", { error: true }),
        ]);
      };
    const kept = await scripted(fails(2627, false));
    await rejection(kept.open().bulkInsert("t", [{ id: 1 }]));
    expect(kept.texts().slice(-2)).toEqual(["rollback transaction db_bulk", "rollback 0"]);
    const gone = await scripted(fails(1205, true));
    expect(await rejection(gone.open().bulkInsert("t", [{ id: 1 }]))).toMatchObject({ kind: "deadlock" });
    expect(gone.texts().at(-1)).toBe("bulk");
  });
});
