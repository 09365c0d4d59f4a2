import { commonForms, infix, named, nullWithNull, plainUnit, type Form, type Forms } from "./form.ts";
import { sized } from "./forms-postgres.ts";
import { wideEnough, widthOf } from "./widths.ts";

const bigint = (text: string): string => `cast(${text} as bigint)`;
const native: Readonly<Record<string, string>> = { smallint: "smallint", integer: "int", bigint: "bigint" };
const toInteger: Form = ([value], node) => `cast(${value} as ${native[node.type.kind] ?? "bigint"})`;
const many = "2147483647";

/** SQL Server's forms: the Transact-SQL reference's "Functions". */
export const mssqlForms: Forms = {
  ...commonForms,
  add: sized("+", bigint),
  subtract: sized("-", bigint),
  multiply: sized("*", bigint),
  divideInteger: sized("/", bigint),
  negate: ([value], node) => `(- ${wideEnough(node) ? value : bigint(value!)})`,
  absolute: ([value], node) => `abs(${wideEnough(node) ? value : bigint(value!)})`,
  exactText: ([value]) => `${value} collate Latin1_General_100_BIN2`,
  booleanNumber: (_args, node, writer) => writer.value(node.args[0]!),
  concatNull: infix("+"),
  // `concat` takes two at least.
  concatEmpty: (args) => (args.length === 1 ? `concat(${args[0]}, N'')` : `concat(${args.join(", ")})`),
  concatSeparated: named("concat_ws"),
  length: ([value], _node, writer) => `cast(${writer.dialect.functions.length(value!)} as int)`,
  reverse: named("reverse"),
  substring: ([value, from, length]) => `substring(${value}, ${from}, ${length ?? many})`,
  padStart: ([value, length, fill]) =>
    `case when len(${value} + N'.') - 1 >= ${length} then left(${value}, ${length}) else replicate(${fill ?? "N' '"}, ${length} - (len(${value} + N'.') - 1)) + ${value} end`,
  padEnd: ([value, length, fill]) =>
    `case when len(${value} + N'.') - 1 >= ${length} then left(${value}, ${length}) else ${value} + replicate(${fill ?? "N' '"}, ${length} - (len(${value} + N'.') - 1)) end`,
  position: ([needle, text]) => `charindex(${needle}, ${text})`,
  sign: ([value]) => `cast(sign(${value}) as int)`,
  ceiling: named("ceiling"),
  truncate: ([value]) => `round(${value}, 0, 1)`,
  floorDecimal: named("floor"),
  ceilingDecimal: named("ceiling"),
  truncateDecimal: ([value]) => `cast(round(${value}, 0, 1) as decimal(38, 0))`,
  logarithm: named("log"),
  logarithmOrNull: ([value]) => `case when ${value} > 0 then log(${value}) end`,
  greatestNull: nullWithNull("greatest"),
  leastNull: nullWithNull("least"),
  greatestKnown: named("greatest"),
  leastKnown: named("least"),
  toText: ([value], node) =>
    node.args[0]!.type.kind === "date" ? `convert(nvarchar(10), ${value}, 23)` : `cast(${value} as nvarchar(40))`,
  toUnbounded: ([value]) => `cast(${value} as decimal(38, 0))`,
  toWhole: ([value], node) =>
    node.type.kind === "bigint" && widthOf(node.args[0]!) !== "bigint" ? bigint(value!) : value!,
  toInteger,
  roundToInteger: ([value], node) => `cast(round(${value}, 0) as ${native[node.type.kind]})`,
  truncateToInteger: toInteger,
  textToInteger: toInteger,
  toDouble: ([value]) => `cast(${value} as float(53))`,
  toDecimal: ([value], node) => `cast(${value} as decimal(${node.type.precision}, ${node.type.scale}))`,
  toDate: ([value]) => `cast(${value} as date)`,
  toTimestamp: ([value]) => `cast(${value} as datetime2)`,
  addTime: ([moment, amount], node) => {
    const { unit, times } = plainUnit(node.unit);
    const from =
      node.args[0]!.type.kind === "date" && node.type.kind === "timestamp" ? `cast(${moment} as datetime2)` : moment;
    return `dateadd(${unit}, ${amount}${times === 1 ? "" : ` * ${times}`}, ${from})`;
  },
  truncateTime: ([moment], node, writer) => {
    const cut = writer.dialect.functions.dateTruncate(moment!, node.unit as "day");
    return node.type.kind === "date" ? `cast(${cut} as date)` : cut;
  },
  extract: ([moment], node) => {
    const text = `datepart(${node.unit}, ${moment})`;
    return node.type.kind === "decimal" ? `cast(${text} as decimal(20, 0))` : text;
  },
  daysBetween: ([later, earlier]) => `datediff(day, ${earlier}, ${later})`,
  unitsBetween: ([from, to], node, writer) => writer.dialect.functions.dateDifference(from!, to!, node.unit as "day"),
  now: () => "sysutcdatetime()",
  today: () => "cast(sysutcdatetime() as date)",
  trim: named("trim"),
  trimStart: named("ltrim"),
  trimEnd: named("rtrim"),
  distinct: ([left, right], _node, writer) => writer.dialect.isDistinctFrom(left!, right!),
};
