import { describe, expect, it } from "@jest/globals";
import { tableValue } from "../../src/index.ts";
import { rejection } from "../support/rejection.ts";
import { oneRow, scripted, textOf } from "../support/scripted.ts";
import type { Rpc } from "../support/tds-double/messages.ts";
import { columnMetadata, done, errorToken, returnStatus, returnValue, row } from "../support/tds-double/tokens.ts";
import { wireTypes } from "../support/tds-double/wire-types.ts";

const { int, nvarchar } = wireTypes;

describe("routines", () => {
  const parameter = (
    name: string,
    type: string,
    more: Record<string, string | null> = {},
  ): Record<string, string | null> => ({
    kind: "P",
    name,
    output: "0",
    type,
    length: "4",
    precision: "10",
    scale: "0",
    tableType: null,
    ...more,
  });
  const columns = {
    kind: nvarchar(2),
    name: nvarchar(128),
    output: wireTypes.bit,
    type: nvarchar(128),
    length: int(4),
    precision: int(4),
    scale: int(4),
    tableType: int(4),
  };
  const table = (
    types: Readonly<Record<string, { info: Buffer; encode(text: string): Buffer }>>,
    rows: readonly Record<string, string | null>[],
  ): Buffer =>
    Buffer.concat([
      columnMetadata(Object.entries(types).map(([name, { info }]) => ({ name, info }))),
      ...rows.map((cells) =>
        row(Object.entries(types).map(([name, type]) => (cells[name] == null ? undefined : type.encode(cells[name])))),
      ),
      done("statement", { count: rows.length }),
    ]);

  it("give outputs, what they return, and every result", async () => {
    const { open, requests } = await scripted((request) => {
      if (textOf(request).includes("from sys.objects"))
        return table(columns, [
          parameter("@a", "int"),
          parameter("@b", "decimal", { output: "1", precision: "38", scale: "10" }),
          parameter("@c", "nvarchar", { output: "1", length: "-1" }),
        ]);
      if (request.kind !== "rpc" || request.procedure === 10) return undefined;
      return Buffer.concat([
        columnMetadata([{ name: "x", info: int(4).info }]),
        row([int(4).encode("1")]),
        done("inside", { count: 1, more: true }),
        columnMetadata([{ name: "y", info: int(4).info }]),
        row([int(4).encode("2")]),
        row([int(4).encode("3")]),
        done("inside", { count: 2, more: true }),
        returnStatus(42),
        returnValue(2, "b", wireTypes.decimal(38, 10).info, wireTypes.decimal(38, 10).encode("1.0000000001")),
        returnValue(3, "c", nvarchar(undefined).info, nvarchar(undefined).encode("long".repeat(3000))),
        done("procedure"),
      ]);
    });
    const result = await open().call(["dbo", "p"], { a: 1, b: "2.5" });
    expect(result).toEqual({
      output: { b: "1.0000000001", c: "long".repeat(3000) },
      resultSets: [[{ x: 1 }], [{ y: 2 }, { y: 3 }]],
      returnValue: 42,
    });
    const call = requests.at(-1) as Rpc;
    expect([call.procedure, call.parameters]).toEqual([
      "[dbo].[p]",
      [
        { name: "a", output: false, type: "int", value: "1" },
        { name: "b", output: true, type: "decimal", value: "2.5000000000" },
        { name: "c", output: true, type: "nvarchar", value: null },
      ],
    ]);
  });

  it("are looked up once, and again when they may have been altered", async () => {
    let fails = false;
    const { open, texts } = await scripted((request) => {
      if (textOf(request).includes("from sys.objects")) return table(columns, [parameter("@a", "int")]);
      return request.kind === "rpc" && request.procedure === "[p]" && fails
        ? Buffer.concat([
            errorToken({ number: 8144, class: 16, message: "too many" }),
            done("procedure", { error: true }),
          ])
        : undefined;
    });
    const lookedUp = (): number => texts().filter((text) => text.includes("from sys.objects")).length;
    const db = open({ pool: { max: 1 } });
    await db.call("p", [1]);
    await db.call("p", [2]);
    expect(lookedUp()).toBe(1);
    fails = true;
    expect((await rejection(db.call("p", [3]))).kind).toBe("syntax-error");
    fails = false;
    await db.call("p", [4]);
    expect(lookedUp()).toBe(2);
  });

  it("take tables", async () => {
    const columnTypes = {
      schema: nvarchar(128),
      name: nvarchar(128),
      column: nvarchar(128),
      type: nvarchar(128),
      length: int(4),
      precision: int(4),
      scale: int(4),
      codePage: int(4),
    };
    const column = (name: string, type: string, length: string): Record<string, string | null> => ({
      schema: "dbo",
      name: "items",
      column: name,
      type,
      length,
      precision: "10",
      scale: "0",
      codePage: null,
    });
    const { open, requests } = await scripted((request) => {
      if (textOf(request).includes("from sys.objects"))
        return table(columns, [parameter("@rows", "", { type: null, tableType: "257" })]);
      if (textOf(request).includes("from sys.table_types"))
        return table(columnTypes, [column("id", "int", "4"), column("name", "nvarchar", "40")]);
      return undefined;
    });
    const db = open();
    await db.call("p", { rows: tableValue([[1, "a"], { name: "é", id: 2 }, { id: 3 }]) });
    const call = requests.at(-1) as Rpc;
    expect(call.parameters[0]).toMatchObject({
      name: "rows",
      type: "dbo.items",
      rows: [
        [{ value: "1" }, { value: "a" }],
        [{ value: "2" }, { value: "é" }],
        [{ value: "3" }, { value: null }],
      ],
    });
    for (const [given, kind] of [
      [tableValue([[1]]), "usage"],
      [tableValue([{ other: 1 }]), "usage"],
      [tableValue([["one", "a"]]), "invalid-value"],
      [tableValue([[3_000_000_000, "a"]]), "value-out-of-range"],
      [5, "usage"],
    ] as const)
      expect((await rejection(db.call("p", { rows: given }))).kind).toBe(kind);
    expect(() => tableValue([5] as never)).toThrow("an array of rows");
  });

  it("that are functions give their value or their rows", async () => {
    const { open, texts } = await scripted((request) => {
      const text = textOf(request);
      if (text.includes("from sys.objects"))
        return table(columns, [parameter("@a", "int", { kind: "FN" }), parameter("@b", "int", { kind: "FN" })]);
      return text.startsWith("select [f]") ? oneRow({ value: [int(4), "9"] }) : undefined;
    });
    expect(await open().call("f", [1])).toMatchObject({ output: {}, returnValue: 9 });
    expect(texts().at(-1)).toBe("select [f](@p1, default) as value");
  });
});
