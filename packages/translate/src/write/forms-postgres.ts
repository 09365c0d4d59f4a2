import type { Call, Expression } from "../ast/nodes.ts";
import { familyOf } from "../ast/types.ts";
import { asTimestamp, commonForms, infix, named, nullWithNull, plainUnit, type Form, type Forms } from "./form.ts";
import { widthOf, wideEnough } from "./widths.ts";

const toTimestamp = (text: string): string => `cast(${text} as timestamp)`;

/** Arithmetic of integers: PostgreSQL's has the wider operand's width, so one is widened where the result may need it. */
export const sized =
  (operator: string, cast: (text: string) => string): Form =>
  (args, node) => {
    const [first, ...rest] = args;
    return `(${[wideEnough(node) ? first! : cast(first!), ...rest].join(` ${operator} `)})`;
  };
const bigint = (text: string): string => `cast(${text} as bigint)`;

/** Functions that take `integer` only. */
const narrow =
  (name: string): Form =>
  (args, node) =>
    `${name}(${args.map((text, at) => narrowed(text, node.args[at]!)).join(", ")})`;

function narrowed(text: string, part: Expression): string {
  return familyOf(part.type) === "integer" && widthOf(part) === "bigint" && part.kind !== "parameter"
    ? `cast(${text} as integer)`
    : text;
}

function added(args: readonly string[], node: Call): string {
  const { unit, times } = plainUnit(node.unit);
  const [moment, amount] = args as [string, string];
  if (node.type.kind === "date" && unit === "day")
    return `(${moment} + ${times === 1 ? narrowed(amount, node.args[1]!) : `${narrowed(amount, node.args[1]!)} * ${times}`})`;
  const sum = `(${asTimestamp(moment, node.args[0]!, node, toTimestamp)} + ${amount}${times === 1 ? "" : ` * ${times}`} * interval '1 ${unit}')`;
  return node.type.kind === "date" ? `cast(${sum} as date)` : sum;
}

/** PostgreSQL's forms: the manual's "Functions and Operators". */
export const postgresForms: Forms = {
  ...commonForms,
  same: ([left, right]) => `(${left} is not distinct from ${right})`,
  add: sized("+", bigint),
  subtract: sized("-", bigint),
  multiply: sized("*", bigint),
  divideInteger: sized("/", bigint),
  negate: ([value], node) => `(- ${wideEnough(node) ? value : bigint(value!)})`,
  absolute: ([value], node) => `abs(${wideEnough(node) ? value : bigint(value!)})`,
  exactText: ([value]) => `${value} collate "C"`,
  booleanNumber: (_args, node, writer) => `cast(${writer.condition(node.args[0]!)} as integer)`,
  concatEmpty: ([...values]) => `(${values.map((value) => `coalesce(${value}, '')`).join(" || ")})`,
  concatSeparated: named("concat_ws"),
  octetLength: named("octet_length"),
  reverse: named("reverse"),
  left: narrow("left"),
  right: narrow("right"),
  substring: narrow("substr"),
  position: ([needle, text]) => `strpos(${text}, ${needle})`,
  sign: ([value]) => `cast(sign(${value}) as integer)`,
  floorDecimal: named("floor"),
  ceilingDecimal: named("ceil"),
  truncateDecimal: named("trunc"),
  greatestNull: nullWithNull("greatest"),
  leastNull: nullWithNull("least"),
  greatestKnown: named("greatest"),
  leastKnown: named("least"),
  toText: ([value]) => `cast(${value} as text)`,
  toUnbounded: ([value]) => `cast(${value} as numeric)`,
  toWhole: ([value], node) =>
    node.type.kind === "bigint" && widthOf(node.args[0]!) !== "bigint" ? bigint(value!) : value!,
  toInteger: ([value], node) => `cast(${value} as ${node.type.kind})`,
  roundToInteger: ([value], node) => `cast(${value} as ${node.type.kind})`,
  truncateToInteger: ([value], node) => `cast(trunc(${value}) as ${node.type.kind})`,
  textToInteger: ([value], node) => `cast(${value} as ${node.type.kind})`,
  toDouble: ([value]) => `cast(${value} as double precision)`,
  toDecimal: ([value], node) => `cast(${value} as numeric(${node.type.precision}, ${node.type.scale}))`,
  toDate: ([value]) => `cast(${value} as date)`,
  toTimestamp: ([value]) => toTimestamp(value!),
  addTime: added,
  truncateTime: ([moment], node) => {
    const cut = `date_trunc('${node.unit}', ${asTimestamp(moment!, node.args[0]!, { ...node, type: { kind: "timestamp" } }, toTimestamp)})`;
    return node.type.kind === "date" ? `cast(${cut} as date)` : cut;
  },
  extract: ([moment], node) => {
    const cut = `floor(extract(${node.unit} from ${moment}))`;
    return node.type.kind === "decimal" ? cut : `cast(${cut} as integer)`;
  },
  daysBetween: infix("-"),
  unitsBetween: ([from, to], node, writer) =>
    `(${writer.dialect.functions.dateDifference(from!, to!, node.unit as "day")})`,
  now: () => "localtimestamp",
  today: () => "current_date",
};
