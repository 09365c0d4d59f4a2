import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { doubleDatabases, valueOf } from "../support/double-database.ts";
import { rejection } from "../support/rejection.ts";

describeServer("h2", "routines on the double", (server) => {
  const { make, routine } = doubleDatabases(server.url);
  const db = make();
  routine({
    packageName: "SHOP",
    name: "PRICE",
    parameters: [
      { name: null, mode: "OUT", type: "NUMBER" },
      { name: "ITEM", mode: "IN", type: "VARCHAR2" },
      { name: "COUNT", mode: "IN", type: "NUMBER", defaulted: true },
    ],
    run: ({ ITEM, COUNT = 1 }) => Promise.resolve({ "": ITEM === "tea" ? `${Number(COUNT) * 3}` : null }),
  });
  for (const [overload, type] of [
    ["1", "NUMBER"],
    ["2", "VARCHAR2"],
  ] as const)
    routine({
      packageName: "SHOP",
      name: "FIND",
      overload,
      parameters: [
        { name: `BY_${type}`, mode: "IN", type },
        { name: "FOUND", mode: "OUT", type: "VARCHAR2" },
      ],
      run: (values) => Promise.resolve({ FOUND: `${type} ${String(values[`BY_${type}`])}` }),
    });
  routine({
    packageName: null,
    name: "REPORT",
    parameters: [{ name: "ROWS_OUT", mode: "OUT", type: "REF CURSOR" }],
    results: [{ columns: ["N"], rows: [["7"]] }],
    run: () =>
      Promise.resolve({
        ROWS_OUT: {
          columns: ["A", "B"],
          rows: [
            ["1", null],
            ["2", "3"],
          ],
        },
      }),
  });

  it("a function of a package gives its value, with what has a default left out or given", async () => {
    expect((await db.call(["SHOP", "PRICE"], { ITEM: "tea" })).returnValue).toBe(3);
    expect((await db.call(["shop", "price"], ["tea", 4])).returnValue).toBe(12);
    expect((await db.call(["SHOP", "PRICE"], ["mud"])).returnValue).toBeNull();
  });

  it("an overload is chosen by the names", async () => {
    expect((await db.call(["SHOP", "FIND"], { BY_NUMBER: 1 })).output).toEqual({ found: "NUMBER 1" });
    expect((await db.call(["SHOP", "FIND"], { BY_VARCHAR2: "x" })).output).toEqual({ found: "VARCHAR2 x" });
    expect(await rejection(db.call(["SHOP", "FIND"], [1]))).toMatchObject({ kind: "usage" });
  });

  it("a cursor that comes out, and those returned, are result sets", async () => {
    const { output, resultSets } = await db.call("REPORT");
    expect(output).toEqual({});
    expect(resultSets).toEqual([
      [
        { a: 1, b: null },
        { a: 2, b: 3 },
      ],
      [{ n: 7 }],
    ]);
  });

  it("what is not there, or gets too much, is named", async () => {
    expect(await rejection(db.call(["SHOP", "NONE"]))).toMatchObject({ kind: "undefined-object" });
    expect(await rejection(db.call(["SHOP", "PRICE"], { NOPE: 1 }))).toMatchObject({ kind: "usage" });
    expect(await rejection(db.call(["SHOP", "PRICE"], [1, 2, 3]))).toMatchObject({ kind: "usage" });
  });

  it("a session that called one is set anew before the next borrower", async () => {
    const one = make({ pool: { max: 1 } });
    await one.call(["SHOP", "PRICE"], ["tea"]);
    expect(await valueOf(one, sql`select 1 as n from dual`)).toBe(1);
  });
});
