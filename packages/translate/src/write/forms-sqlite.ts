import type { Call } from "../ast/nodes.ts";
import { literalText, literalWhole } from "../read/make.ts";
import { commonForms, ignoringNulls, infix, named, plainUnit, same, type Form, type Forms } from "./form.ts";
import type { Writer } from "./writer.ts";

/** The text form of dates and timestamps that translations rest on. */
const formatOf = (node: Call): string => (node.type.kind === "date" ? "date" : "datetime");

const masks: Readonly<Record<string, string>> = {
  year: "%Y-01-01",
  month: "%Y-%m-01",
  day: "%Y-%m-%d",
  hour: "%Y-%m-%d %H:00:00",
  minute: "%Y-%m-%d %H:%M:00",
  second: "%Y-%m-%d %H:%M:%S",
};

function truncated(moment: string, node: Call): string {
  if (node.unit === "quarter")
    return `${formatOf(node)}(${moment}, 'start of month', '-' || ((strftime('%m', ${moment}) + 2) % 3) || ' months')`;
  return `${formatOf(node)}(strftime('${masks[node.unit!]}', ${moment}))`;
}

/** SQLite has no `lpad`: the filling is cut from a literal that is long enough. */
const padded =
  (atStart: boolean): Form =>
  ([value, length], node, writer) => {
    const filling = writer.text((literalText(node.args[2]) ?? " ").repeat(literalWhole(node.args[1])!), node.at);
    const fill = `substr(${filling}, 1, ${length} - length(${value}))`;
    const whole = atStart ? `${fill} || ${value}` : `${value} || ${fill}`;
    return `case when length(${value}) >= ${length} then substr(${value}, 1, ${length}) else ${whole} end`;
  };
const trimmed =
  (name: string): Form =>
  (args) =>
    `${name}(${args.join(", ")})`;

/** SQLite's forms: "Built-In Scalar SQL Functions" and "Date And Time Functions" of its manual. */
export const sqliteForms: Forms = {
  ...commonForms,
  same: infix("is"),
  exactText: same,
  booleanNumber: (_args, node, writer) => writer.condition(node.args[0]!),
  concatEmpty: (args) => `(${args.map((value) => `coalesce(${value}, '')`).join(" || ")})`,
  concatSeparated: named("concat_ws"),
  length: named("length"),
  octetLength: named("octet_length"),
  trim: trimmed("trim"),
  trimStart: trimmed("ltrim"),
  trimEnd: trimmed("rtrim"),
  left: ([value, many]) => `substr(${value}, 1, ${many})`,
  right: ([value, many]) =>
    `case when length(${value}) <= ${many} then ${value} else substr(${value}, length(${value}) - ${many} + 1) end`,
  padStart: padded(true),
  padEnd: padded(false),
  position: ([needle, text]) => `instr(${text}, ${needle})`,
  squareRootOrNull: named("sqrt"),
  logarithmOrNull: named("ln"),
  greatestNull: named("max"),
  leastNull: named("min"),
  greatestKnown: ignoringNulls("max"),
  leastKnown: ignoringNulls("min"),
  toText: ([value], node) => (node.args[0]!.type.kind === "date" ? value! : `cast(${value} as text)`),
  toInteger: same,
  textToInteger: ([value]) => `cast(trim(${value}) as integer)`,
  truncateToInteger: ([value]) => `cast(${value} as integer)`,
  toDouble: ([value]) => `cast(${value} as real)`,
  toDate: ([value]) => `date(${value})`,
  toTimestamp: ([value]) => `datetime(${value})`,
  addTime: ([moment, amount], node) => {
    const { unit, times } = plainUnit(node.unit);
    return `${formatOf(node)}(${moment}, (${amount}${times === 1 ? "" : ` * ${times}`}) || ' ${unit}s', 'floor')`;
  },
  truncateTime: ([moment], node) => truncated(moment!, node),
  daysBetween: ([later, earlier]) => `cast(julianday(${later}) - julianday(${earlier}) as integer)`,
  unitsBetween: ([from, to], node, writer: Writer) =>
    writer.dialect.functions.dateDifference(from!, to!, node.unit as "day"),
  now: () => "datetime('now')",
  today: () => "date('now')",
};
