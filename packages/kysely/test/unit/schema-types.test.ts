import { expect, it } from "@jest/globals";
import type { Column } from "@db/core";
import { columnType } from "../../src/schema-types/column-types.ts";
import { docComment, propertyKey, TypeNames } from "../../src/schema-types/names.ts";

const column = (type: string | undefined, other: Partial<Column> = {}): Column => ({
  name: "c",
  position: 1,
  nativeType: "",
  type,
  nullable: false,
  default: undefined,
  identity: undefined,
  generated: undefined,
  collation: undefined,
  comment: undefined,
  ...other,
});
const typeOf = (type: string | undefined, other?: Partial<Column>, readOnly = false): string =>
  columnType(column(type, other), readOnly, { timestamps: "date" });

it.each([
  ["integer", {}, "number"],
  ["integer", { nullable: true }, "number | null"],
  ["integer", { default: "1" }, "Generated<number>"],
  ["bigint", { identity: "by-default" }, "Generated<number | bigint>"],
  ["bigint", { identity: "always" }, "GeneratedAlways<number | bigint>"],
  ["integer", { generated: { expression: "1", stored: true } }, "GeneratedAlways<number>"],
  ["timestamptz", {}, "ColumnType<Date, Date | string, Date | string>"],
  ["timestamp(3)", { default: "now()" }, "ColumnType<Date, Date | string | undefined, Date | string>"],
  ["array of integer", {}, "(number | null)[]"],
  [
    "array of decimal(5,2)",
    { nullable: true },
    "ColumnType<(string | null)[] | null, (string | number | bigint | null)[] | null, (string | number | bigint | null)[] | null>",
  ],
  [undefined, { nullable: true }, "unknown"],
] as const)("%s %j is %s", (type, other, expected) => {
  expect(typeOf(type, other)).toBe(expected);
});

it("columns of views can only be read", () => {
  expect(typeOf("decimal", { nullable: true }, true)).toBe("GeneratedAlways<string | null>");
});

it("timestamps follow the engine's option", () => {
  expect(columnType(column("timestamp"), false, { timestamps: "string" })).toBe(
    "ColumnType<string, Date | string, Date | string>",
  );
});

it("names types after tables, each once", () => {
  const names = new TypeNames(["Date"]);
  expect(
    ["order_item", "OrderItem", "order item", "ORDER_LINE", "date", "1st", "été", "app.user"].map((name) =>
      names.of(name),
    ),
  ).toEqual(["OrderItem", "OrderItem2", "OrderItem3", "OrderLine", "Date2", "Table1st", "Été", "AppUser"]);
});

it("quotes keys that are no names, and keeps comments inside", () => {
  expect(propertyKey("first_name")).toBe("first_name");
  expect(propertyKey('a-"b')).toBe('"a-\\"b"');
  expect(docComment("who */ is\nit", "  ")).toBe("  /** who *\\/ is it */\n");
});
