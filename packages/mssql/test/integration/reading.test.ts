import { describe, expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { oneRow, scripted } from "../support/scripted.ts";
import { columnMetadata, done, row, utf8Collation, collation, Bytes } from "../support/tds-double/tokens.ts";
import { nullOf, wireTypes, type WireType } from "../support/tds-double/wire-types.ts";

/** A type, the value's text on the server, and what is read; in string mode perhaps another. */
type Sample = readonly [type: WireType, text: string, read: unknown, asText?: string];

const utc = (text: string): Date => new Date(text);
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

const samples: Readonly<Record<string, Sample>> = {
  tinyint: [wireTypes.int(1), "255", 255],
  smallint: [wireTypes.int(2), "-32768", -32768],
  int: [wireTypes.int(4), "-2147483648", -2147483648],
  bigintSafe: [wireTypes.int(8), "9007199254740991", 9007199254740991],
  bigintBeyond: [wireTypes.int(8), "9007199254740993", 9007199254740993n],
  bigintLeast: [wireTypes.int(8), "-9223372036854775808", -9223372036854775808n],
  bit: [wireTypes.bit, "1", true],
  real: [wireTypes.float(4), "0.1", 0.1],
  float: [wireTypes.float(8), "0.1", 0.1],
  negativeZero: [wireTypes.float(8), "-0", -0],
  decimal: [
    wireTypes.decimal(38, 10),
    "-9999999999999999999999999999.9999999999",
    "-9999999999999999999999999999.9999999999",
  ],
  decimalSmall: [wireTypes.decimal(10, 2), "0.05", "0.05"],
  decimalWhole: [
    wireTypes.decimal(38, 0),
    "99999999999999999999999999999999999999",
    "99999999999999999999999999999999999999",
  ],
  money: [wireTypes.money(8), "-922337203685477.5808", "-922337203685477.5808"],
  moneyMost: [wireTypes.money(8), "922337203685477.5807", "922337203685477.5807"],
  smallmoney: [wireTypes.money(4), "-214748.3648", "-214748.3648"],
  uniqueidentifier: [wireTypes.uuid, "01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8057"],
  date: [wireTypes.date, "0001-01-01", "0001-01-01"],
  dateLast: [wireTypes.date, "9999-12-31", "9999-12-31"],
  dateLeap: [wireTypes.date, "2000-02-29", "2000-02-29"],
  time: [wireTypes.time(7), "23:59:59.9999999", "23:59:59.9999999"],
  timeCoarse: [wireTypes.time(0), "01:02:03", "01:02:03"],
  datetime2: [
    wireTypes.datetime2(7),
    "2024-02-29 12:34:56.1234567",
    utc("2024-02-29T12:34:56.123Z"),
    "2024-02-29 12:34:56.1234567",
  ],
  datetime2First: [
    wireTypes.datetime2(7),
    "0001-01-01 00:00:00.0000001",
    utc("0001-01-01T00:00:00.000Z"),
    "0001-01-01 00:00:00.0000001",
  ],
  datetime2Old: [
    wireTypes.datetime2(3),
    "1969-12-31 23:59:59.999",
    utc("1969-12-31T23:59:59.999Z"),
    "1969-12-31 23:59:59.999",
  ],
  datetimeoffset: [
    wireTypes.datetimeoffset(7),
    "2024-02-29 23:34:56.1234567+05:30",
    utc("2024-02-29T23:34:56.123Z"),
    "2024-03-01 05:04:56.1234567 +05:30",
  ],
  datetimeoffsetWest: [
    wireTypes.datetimeoffset(0),
    "2024-02-29 01:00:00-08",
    utc("2024-02-29T01:00:00Z"),
    "2024-02-28 17:00:00 -08:00",
  ],
  datetime: [wireTypes.datetime, "2024-02-29 12:34:56.997", utc("2024-02-29T12:34:56.997Z"), "2024-02-29 12:34:56.997"],
  datetimeFirst: [wireTypes.datetime, "1753-01-01 00:00:00", utc("1753-01-01T00:00:00Z"), "1753-01-01 00:00:00.000"],
  smalldatetime: [wireTypes.smalldatetime, "2079-06-06 23:59:00", utc("2079-06-06T23:59:00Z"), "2079-06-06 23:59:00"],
  varchar: [wireTypes.varchar(20), "caf\u00e9", "caf\u00e9"],
  nvarchar: [wireTypes.nvarchar(20), "a\0b\u{1F600}", "a\0b\u{1F600}"],
  nchar: [wireTypes.nchar(5), "ab   ", "ab   "],
  long: [wireTypes.nvarchar(undefined), "\u{1F600}é".repeat(3000), "\u{1F600}é".repeat(3000)],
  empty: [wireTypes.nvarchar(undefined), "", ""],
  varbinary: [wireTypes.varbinary(8), "00ff10", bytes(0, 255, 16)],
  longBinary: [wireTypes.varbinary(undefined), "ab".repeat(9000), new Uint8Array(9000).fill(0xab)],
  xml: [wireTypes.xml, "<a>é</a>", "<a>é</a>"],
  hierarchyid: [wireTypes.udt("hierarchyid"), "58", bytes(0x58)],
  json: [wireTypes.json, '{"a":[1,null,"é"],"big":9007199254740993}', { a: [1, null, "é"], big: 9007199254740993n }],
  notJson: [wireTypes.json, "{not", "{not"],
  variantDecimal: [
    wireTypes.variant(
      0x6c,
      Buffer.from([38, 2]),
      wireTypes.decimal(38, 2).encode("1234567890123456789.01").subarray(1),
    ),
    "",
    "1234567890123456789.01",
  ],
  variantMoney: [
    wireTypes.variant(0x3c, Buffer.alloc(0), wireTypes.money(8).encode("1.2345").subarray(1)),
    "",
    "1.2345",
  ],
  variantBigint: [
    wireTypes.variant(0x7f, Buffer.alloc(0), wireTypes.int(8).encode("9007199254740993").subarray(1)),
    "",
    9007199254740993n,
  ],
  variantMoment: [
    wireTypes.variant(0x2a, Buffer.from([7]), wireTypes.datetime2(7).encode("2024-02-29 12:34:56.1234567").subarray(1)),
    "",
    utc("2024-02-29T12:34:56.123Z"),
    "2024-02-29 12:34:56.1234567",
  ],
  variantText: [
    wireTypes.variant(0xe7, new Bytes().u16(40).raw(collation).bytes, Buffer.from("text", "utf16le")),
    "",
    "text",
  ],
  variantBytes: [wireTypes.variant(0xa5, Buffer.from([8, 0]), Buffer.from([1, 2])), "", bytes(1, 2)],
};

const entries = Object.entries(samples);
const answer = oneRow(Object.fromEntries(entries.map(([name, [type, text]]) => [name, [type, text] as const])));

describe.each([512, 4096, 32_767])("what comes in packets of %i bytes", (packetSize) => {
  it("is read without loss, moments as Date", async () => {
    const { open } = await scripted(() => answer);
    const [found] = await open({ packetSize }).query(sql`select * from everything`);
    expect(found).toEqual(Object.fromEntries(entries.map(([name, [, , read]]) => [name, read])));
    for (const value of Object.values(found ?? {}))
      if (value instanceof Uint8Array) expect(value.constructor).toBe(Uint8Array);
  });

  it("is read without loss, moments as texts", async () => {
    const { open } = await scripted(() => answer);
    const [found] = await open({ packetSize, timestamps: "string" }).query(sql`select * from everything`);
    expect(found).toEqual(Object.fromEntries(entries.map(([name, [, , read, asText]]) => [name, asText ?? read])));
  });
});

it("null is null in every type, told by a bit or by itself", async () => {
  const columns = entries.map(([name, [{ info }]]) => ({ name, info }));
  const nulls = Object.fromEntries(entries.map(([name]) => [name, null]));
  for (const cells of [entries.map(() => undefined), entries.map(([, [{ info }]]) => nullOf(info))]) {
    const { open } = await scripted(() =>
      Buffer.concat([columnMetadata(columns), row(cells), done("statement", { count: 1 })]),
    );
    expect(await open().query(sql`select * from nothing`)).toEqual([nulls]);
  }
});

it("documents are texts for who wants them so", async () => {
  const { open } = await scripted(() => oneRow({ json: [wireTypes.json, '{"a":1}'] }));
  expect(await open({ json: "text" }).query(sql`select 1`)).toEqual([{ json: '{"a":1}' }]);
  expect(utf8Collation.length).toBe(5);
});

it("types are told by the language's names", async () => {
  const { open } = await scripted(() => answer);
  const { columns } = await open().execute(sql`select * from everything`);
  const types = Object.fromEntries(columns.map(({ name, nativeType }) => [name, nativeType]));
  expect(types).toMatchObject({
    tinyint: "tinyint",
    smallint: "smallint",
    int: "int",
    bigintSafe: "bigint",
    bit: "bit",
    real: "real",
    float: "float",
    decimal: "numeric",
    smallmoney: "smallmoney",
    datetime: "datetime",
    smalldatetime: "smalldatetime",
    datetime2: "datetime2",
    nvarchar: "nvarchar",
    hierarchyid: "hierarchyid",
    variantText: "sql_variant",
  });
});
