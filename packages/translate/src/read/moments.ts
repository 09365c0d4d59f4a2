import type { Expression, FunctionCall, Interval, Operator } from "../ast/nodes.ts";
import { dateType, familyOf, integerType, timestampType, wholeType, type Type } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import type { Reading } from "./context.ts";
import { call, isNull, literalText } from "./make.ts";
import { operand } from "./operands.ts";

const dayUnits = ["year", "quarter", "month", "week", "day"];
const monthUnits = ["year", "quarter", "month"];

/** `moment + interval`, in either order, and `moment - interval`. */
export function addInterval(reading: Reading, node: Operator, left: Expression, right: Expression): Expression {
  if (node.name !== "+" && node.name !== "-") refuse("arithmetic of intervals", node.at);
  if (right.kind !== "interval") {
    if (node.name === "-") refuse("arithmetic of intervals", node.at);
    return addInterval(reading, node, right, left);
  }
  if (left.kind === "interval") refuse("arithmetic of intervals", node.at);
  return shift(reading, node, left, right, node.name === "-");
}

/** Adds an amount of one unit to a moment. */
export function shift(
  reading: Reading,
  node: Expression,
  moment: Expression,
  interval: Interval,
  back: boolean,
): Expression {
  if (literalText(moment) !== undefined) refuse("date arithmetic of text", moment.at, "Write date 'YYYY-MM-DD'.");
  const base = momentOperand(reading, moment, "date arithmetic");
  const { unit } = interval;
  if (reading.source.name === "oracle" && monthUnits.includes(unit))
    reading.need("errors", "months added to a day that a month may lack", node.at);
  if (reading.target.name === "oracle" && monthUnits.includes(unit))
    refuse("months added to a date", node.at, "Oracle takes a month's last day for the next one's last.");
  const amount = operand(reading, interval.amount, "integer", "an interval");
  const signed = back ? call("negate", [amount], amount.type, amount) : amount;
  // PostgreSQL makes a timestamp of a date; the others keep a date as long as days are counted.
  const keeps = base.type.kind === "date" && reading.source.name !== "postgres" && dayUnits.includes(unit);
  return call("addTime", [base, signed], keeps ? dateType : timestampType, node, unit);
}

/** `date + 1`, `date - 1` and `date - date`, where the source counts days. */
export function addDays(reading: Reading, node: Operator, left: Expression, right: Expression): Expression {
  const counts = reading.source.name === "postgres" && left.type.kind === "date";
  if (!counts || (node.name !== "+" && node.name !== "-")) refuse("arithmetic of dates", node.at, "Use an interval.");
  if (node.name === "-" && right.type.kind === "date") return daysBetween(reading, node, left, right);
  if (familyOf(right.type) !== "integer") refuse("arithmetic of dates", node.at, "Use an interval.");
  const amount = node.name === "-" ? call("negate", [right], right.type, right) : right;
  return call("addTime", [left, amount], dateType, node, "day");
}

/** Whole days from one date to another. */
export function daysBetween(reading: Reading, node: Expression, later: Expression, earlier: Expression): Expression {
  const args = [later, earlier].map((part) =>
    asDate(reading, momentOperand(reading, part, "a difference of dates"), node),
  );
  return call("daysBetween", args, integerType, node);
}

/** The day of a moment. */
export function asDate(_reading: Reading, part: Expression, node: Expression): Expression {
  return part.type.kind === "timestamp" ? call("toDate", [part], dateType, node) : part;
}

/** A part of a moment as a whole number. */
export function extract(reading: Reading, node: FunctionCall, unit: string, moment: Expression): Expression {
  if (!["year", "quarter", "month", "day", "hour", "minute", "second"].includes(unit))
    refuse(
      `extract of ${unit}`,
      node.at,
      unit === "week" || unit === "dow" ? "Engines count weeks and their days differently." : undefined,
    );
  const postgres = reading.source.name === "postgres";
  if (unit === "second" && (postgres || reading.source.name === "oracle"))
    refuse("extract of second, which has a fraction", node.at, "Truncate the timestamp to seconds.");
  const base = momentOperand(reading, moment, "extract");
  if (base.type.kind === "date" && ["hour", "minute", "second"].includes(unit))
    refuse(`extract of ${unit} from a date`, node.at);
  const type = postgres || reading.source.name === "oracle" ? wholeType : integerType;
  return call("extract", [base], type, node, unit);
}

/** A moment cut to a unit. */
export function truncateMoment(reading: Reading, node: Expression, unit: string, moment: Expression): Expression {
  if (!["year", "quarter", "month", "day", "hour", "minute", "second"].includes(unit))
    refuse(`date_trunc to ${unit}`, node.at);
  const base = momentOperand(reading, moment, "date_trunc");
  if (base.type.kind === "date" && reading.source.name === "postgres")
    refuse("date_trunc of a date, which gives a timestamp with time zone", node.at, "Cast it to timestamp.");
  return call("truncateTime", [base], base.type.kind === "date" ? dateType : timestampType, node, unit);
}

/** Whole units that passed between two timestamps. */
export function unitsBetween(
  reading: Reading,
  node: Expression,
  unit: string,
  from: Expression,
  to: Expression,
): Expression {
  if (!["day", "hour", "minute", "second"].includes(unit)) refuse(`a difference in units of ${unit}`, node.at);
  const args = [from, to].map((part) => momentOperand(reading, part, "a difference of timestamps"));
  return call("unitsBetween", args, { kind: "bigint" }, node, unit);
}

/** An operand that is a date or timestamp; SQLite's are text of one form. */
export function momentOperand(reading: Reading, part: Expression, construct: string): Expression {
  const literal = momentLiteral(reading, part);
  const made = literal ?? operand(reading, part, "moment", construct);
  if (reading.involves("sqlite") && !isNull(made)) reading.need("dates", construct, part.at);
  return made;
}

/** Functions of SQLite and the MySQL family take text, so a literal of the one form is a moment there. */
function momentLiteral(reading: Reading, part: Expression): Expression | undefined {
  const text = literalText(part);
  const takes = reading.source.name === "sqlite" || reading.source.family === "mysql";
  if (text === undefined || !takes || part.kind !== "literal") return undefined;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return { ...part, form: "date", type: dateType };
  if (/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return { ...part, form: "timestamp", type: timestampType };
  return undefined;
}

/** The present instant or day. */
export function present(reading: Reading, node: Expression, what: "now" | "today"): Expression {
  reading.need("clock", what === "now" ? "the present instant" : "the present day", node.at);
  const type: Type = what === "now" ? timestampType : dateType;
  return call(what, [], type, node);
}

/** SQLite's `date(x, '+1 day')` and `datetime(…)`. */
export function sqliteMoment(
  reading: Reading,
  node: FunctionCall,
  type: Type,
  given: readonly Expression[],
): Expression {
  const [first, ...modifiers] = given;
  const isDate = type.kind === "date";
  if (first === undefined || literalText(first) === "now") {
    let moment = present(reading, node, isDate ? "today" : "now");
    for (const modifier of modifiers) moment = modify(node, moment, modifier);
    return moment;
  }
  let made = momentOperand(reading, first, node.name.toLowerCase());
  if (!isDate && made.type.kind === "date") made = call("toTimestamp", [made], timestampType, node);
  for (const modifier of modifiers) made = modify(node, made, modifier);
  return isDate ? asDate(reading, made, node) : made;
}

function modify(node: FunctionCall, moment: Expression, modifier: Expression): Expression {
  const text = literalText(modifier);
  if (text === undefined) refuse("a modifier that is no literal", modifier.at);
  const start = /^start of (year|month|day)$/.exec(text);
  if (start !== null) return call("truncateTime", [moment], moment.type, node, start[1]);
  const [, amount, unit] = /^([+-]?\d+) (year|month|day|hour|minute|second)s?$/.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return refuse("a modifier of a date", modifier.at);
  if (monthUnits.includes(unit))
    refuse("months added to a date", modifier.at, "SQLite goes on into the next month where a day is lacking.");
  const base =
    moment.type.kind === "date" && !dayUnits.includes(unit)
      ? call("toTimestamp", [moment], timestampType, node)
      : moment;
  const number: Expression = {
    kind: "literal",
    form: "number",
    value: String(Math.abs(Number(amount))),
    type: integerType,
    at: modifier.at,
    end: modifier.end,
  };
  const signed = amount.startsWith("-") ? call("negate", [number], integerType, number) : number;
  return call("addTime", [base, signed], base.type, node, unit);
}

/** `cast(strftime('%Y', x) as integer)`: how SQLite extracts. */
export function strftimeUnit(call_: Expression): string | undefined {
  if (call_.kind !== "function" || call_.name !== "STRFTIME" || call_.args.length !== 2) return undefined;
  const units: Readonly<Record<string, string>> = {
    "%Y": "year",
    "%m": "month",
    "%d": "day",
    "%H": "hour",
    "%M": "minute",
    "%S": "second",
  };
  const format = literalText(call_.args[0]);
  return format !== undefined && Object.hasOwn(units, format) ? units[format] : undefined;
}

/** A unit written as a literal or word, without its plural. */
export function unitOf(text: string): string {
  const unit = text.toLowerCase();
  const known: Readonly<Record<string, string>> = {
    yyyy: "year",
    yy: "year",
    mm: "month",
    m: "month",
    dd: "day",
    d: "day",
    hh: "hour",
    mi: "minute",
    n: "minute",
    ss: "second",
    s: "second",
    qq: "quarter",
    q: "quarter",
    wk: "week",
    ww: "week",
  };
  return known[unit] ?? unit;
}
