import type { Call } from "../ast/nodes.ts";
import { isConstant } from "../read/query-shape.ts";
import { asTimestamp, commonForms, ignoringNulls, infix, named, same, type Form, type Forms } from "./form.ts";

const toTimestamp = (text: string): string => `cast(${text} as datetime)`;
const signed: Form = ([value]) => `cast(${value} as signed)`;
/** A whole number that the source keeps as a decimal: the family gives an integer for it. */
const decimalOf =
  (name: string): Form =>
  ([value]) =>
    `cast(${name}(${value}) as decimal(65, 0))`;

function added(args: readonly string[], node: Call, moment: string): string {
  return `date_add(${asTimestamp(moment, node.args[0]!, node, toTimestamp)}, interval ${args[1]} ${node.unit})`;
}

/** The forms of MySQL and MariaDB: the manual's "Functions and Operators". */
export const mysqlForms: Forms = {
  ...commonForms,
  same: infix("<=>"),
  exactText: ([value], _node, writer) =>
    `${value} collate ${writer.is("mysql") ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin"}`,
  booleanNumber: (_args, node, writer) => writer.condition(node.args[0]!),
  divideInteger: infix("div"),
  // The opposite of a constant that is negative would be a decimal.
  negate: ([value], node) =>
    node.args[0]!.kind !== "literal" && isConstant(node.args[0]!) ? `(0 - ${value})` : `(- ${value})`,
  concatNull: named("concat"),
  concatEmpty: (args) => `concat(${args.map((value) => `coalesce(${value}, '')`).join(", ")})`,
  concatSeparated: named("concat_ws"),
  octetLength: named("length"),
  reverse: named("reverse"),
  position: ([needle, text]) => `locate(${needle}, ${text})`,
  truncate: ([value]) => `truncate(${value}, 0)`,
  squareRootOrNull: named("sqrt"),
  logarithmOrNull: named("ln"),
  floorDecimal: decimalOf("floor"),
  ceilingDecimal: decimalOf("ceil"),
  truncateDecimal: ([value]) => `cast(truncate(${value}, 0) as decimal(65, 0))`,
  greatestNull: named("greatest"),
  leastNull: named("least"),
  greatestKnown: ignoringNulls("greatest"),
  leastKnown: ignoringNulls("least"),
  toText: ([value]) => `cast(${value} as char)`,
  toInteger: signed,
  roundToInteger: signed,
  textToInteger: signed,
  truncateToInteger: ([value]) => `cast(truncate(${value}, 0) as signed)`,
  toDouble: ([value]) => `cast(${value} as double)`,
  toDecimal: ([value], node) => `cast(${value} as decimal(${node.type.precision}, ${node.type.scale}))`,
  toDate: ([value]) => `cast(${value} as date)`,
  toTimestamp: ([value]) => toTimestamp(value!),
  addTime: (args, node) => added(args, node, args[0]!),
  truncateTime: ([moment], node, writer) => {
    const cut = writer.dialect.functions.dateTruncate(moment!, node.unit as "day");
    return node.type.kind === "date" ? `cast(${cut} as date)` : cut;
  },
  daysBetween: named("datediff"),
  unitsBetween: ([from, to], node, writer) => writer.dialect.functions.dateDifference(from!, to!, node.unit as "day"),
  extract: ([moment], node, writer) => {
    const text = writer.dialect.functions.extract(moment!, node.unit as "year");
    return node.type.kind === "decimal" ? `cast(${text} as decimal(20, 0))` : text;
  },
  toUnbounded: ([value]) => `cast(${value} as decimal(65, 0))`,
  toWhole: same,
  now: () => "current_timestamp(6)",
  today: () => "current_date",
};
