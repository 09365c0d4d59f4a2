import type { Aggregate, Expression, FunctionCall, OrderItem, Window } from "../ast/nodes.ts";
import {
  bigintType,
  booleanType,
  doubleType,
  familyOf,
  integerType,
  textType,
  wholeType,
  type Type,
} from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { comparable } from "./compare.ts";
import type { Reading } from "./context.ts";
import { literalText, literalWhole } from "./make.ts";
import { asCondition, operand } from "./operands.ts";
import { rangeOf, within } from "./ranges.ts";
import { unified } from "./unify.ts";

/** What an aggregate or window function is called everywhere, and its meaning. */
const aggregates: Readonly<Record<string, string>> = {
  COUNT: "count",
  SUM: "sum",
  AVG: "average",
  MIN: "minimum",
  MAX: "maximum",
  STRING_AGG: "joinText",
  GROUP_CONCAT: "joinText",
  LISTAGG: "joinText",
  BOOL_AND: "all",
  EVERY: "all",
  BOOL_OR: "any",
};
const windowed: Readonly<Record<string, string>> = {
  ROW_NUMBER: "rowNumber",
  RANK: "rank",
  DENSE_RANK: "denseRank",
  NTILE: "ntile",
  LAG: "lag",
  LEAD: "lead",
  FIRST_VALUE: "firstValue",
  LAST_VALUE: "lastValue",
  PERCENT_RANK: "percentRank",
  CUME_DIST: "cumulativeDistance",
};

/** Whether a call is an aggregate or window function. SQLite's `min` and `max` of several values are neither. */
export function isAggregate(reading: Reading, { name, args }: FunctionCall): boolean {
  if (reading.source.name === "sqlite" && (name === "MIN" || name === "MAX") && args.length !== 1) return false;
  return Object.hasOwn(aggregates, name) || Object.hasOwn(windowed, name);
}

/** Reads an aggregate whose parts have been read. */
export function readAggregate(
  reading: Reading,
  node: FunctionCall,
  args: readonly Expression[],
  order: readonly OrderItem[],
  filter: Expression | undefined,
  over: Window | undefined,
): Expression {
  const { name, at, end, distinct } = node;
  if (Object.hasOwn(windowed, name)) {
    if (over === undefined) refuse(`${name} without OVER`, at);
    if (filter !== undefined || distinct) refuse(`${name} with FILTER or DISTINCT`, at);
    return readWindowed(reading, node, args, over);
  }
  const condition = filter === undefined ? undefined : asCondition(reading, filter);
  const make = (meaning: string, given: readonly Expression[], type: Type): Aggregate => ({
    kind: "aggregate",
    meaning,
    args: given,
    distinct,
    order: [],
    filter: condition,
    over,
    type,
    at,
    end,
  });
  if (over !== undefined && distinct) refuse(`${name} DISTINCT with OVER`, at);
  if (node.star) {
    if (name !== "COUNT") refuse(`${name}(*)`, at);
    return make("countAll", [], bigintType);
  }
  if (order.length > 0 && aggregates[name] !== "joinText") refuse(`${name} with ORDER BY`, at);
  if (args.length === 0) refuse(`${name} without an argument`, at);
  const [value] = args as [Expression];
  if (args.length > 1 && aggregates[name] !== "joinText")
    refuse(`${name} of several values`, args[1]!.at, "Engines count nulls in it differently.");
  switch (aggregates[name]) {
    case "count":
      if (distinct) return make("count", comparable(reading, [value], "equal", "count(distinct)", at), bigintType);
      return make("count", [value], bigintType);
    case "minimum":
    case "maximum": {
      if (familyOf(value.type) === "boolean" && reading.source.booleans !== "number") refuse(`${name} of booleans`, at);
      const number = familyOf(value.type) === "boolean" ? operand(reading, value, "integer", name) : value;
      const [compared] = comparable(reading, [number], "order", name.toLowerCase(), at);
      return make(aggregates[name]!, [compared!], compared!.type);
    }
    case "sum":
      return readSum(reading, operand(reading, value, "number", "sum"), make);
    case "average":
      return readAverage(reading, operand(reading, value, "number", "avg"), make, node);
    case "all":
    case "any":
      return make(aggregates[name]!, [operand(reading, value, "boolean", name.toLowerCase())], booleanType);
    default:
      return readJoin(reading, node, args, order, make);
  }
}

type Maker = (meaning: string, args: readonly Expression[], type: Type) => Aggregate;

function readSum(reading: Reading, value: Expression, make: Maker): Expression {
  const family = familyOf(value.type);
  if (family === "double") {
    reading.need("doubles", "a sum of doubles, which depends on the order", value.at);
    return make("sum", [value], doubleType);
  }
  if (family === "decimal" && value.type.scale !== 0) {
    if (reading.involves("sqlite"))
      refuse("a sum of decimals, which SQLite keeps as text", value.at, "Cast to double precision.");
    return make("sum", [value], {
      kind: "decimal",
      ...(value.type.scale === undefined ? {} : { scale: value.type.scale }),
    });
  }
  // Four thousand million rows of 32 bits are within 64.
  const bounded = within(rangeOf(value), [-(2n ** 31n), 2n ** 31n - 1n]);
  const wide =
    reading.source.family === "mysql" ||
    reading.source.name === "oracle" ||
    (reading.source.name === "postgres" && value.type.kind === "bigint");
  const type =
    wide || family === "decimal"
      ? wholeType
      : reading.source.name === "mssql" && value.type.kind !== "bigint"
        ? integerType
        : bigintType;
  if (!bounded || type.kind === "integer") reading.need("errors", "a sum that may overflow", value.at);
  return make("sum", [value], type);
}

function readAverage(reading: Reading, value: Expression, make: Maker, node: FunctionCall): Expression {
  const family = familyOf(value.type);
  const bounded = within(rangeOf(value), [-(2n ** 31n), 2n ** 31n - 1n]);
  if (family === "double") {
    reading.need("doubles", "an average of doubles", node.at);
    return make("average", [value], doubleType);
  }
  if (reading.source.name === "sqlite" && family === "integer") {
    if (!bounded) reading.need("doubles", "an average of large integers", node.at);
    return make(
      "average",
      [{ kind: "call", meaning: "toDouble", args: [value], type: doubleType, at: value.at, end: value.end }],
      doubleType,
    );
  }
  if (reading.sameFamily) return make("average", [value], { kind: "decimal" });
  if (reading.source.name === "mssql" && family === "integer") {
    if (node.over !== undefined) refuse("an average of integers with OVER", node.at);
    reading.need("errors", "a sum that may overflow", node.at);
    return make("averageWhole", [value], integerType);
  }
  return refuse(
    `an average of ${family === "integer" ? "integers" : "decimals"}`,
    node.at,
    "Cast to double precision.",
  );
}

/** Texts joined in an order that must be told, since none is kept otherwise. */
function readJoin(
  reading: Reading,
  node: FunctionCall,
  args: readonly Expression[],
  order: readonly OrderItem[],
  make: Maker,
): Expression {
  if (node.over !== undefined) refuse(`${node.name} with OVER`, node.at);
  const { source, target } = reading;
  const value = operand(reading, args[0]!, "text", node.name.toLowerCase());
  const separator = node.separator ?? args[1];
  if (node.name === "GROUP_CONCAT" && source.family === "mysql" && args.length > 1)
    refuse("GROUP_CONCAT of several values", args[1]!.at);
  const between =
    separator === undefined
      ? source.family === "mysql" || source.name === "sqlite"
        ? ","
        : ""
      : literalText(separator);
  if (between === undefined) refuse(`${node.name} with a separator that is no literal`, separator!.at);
  if (order.length === 0) refuse(`${node.name} without ORDER BY, whose order is open`, node.at);
  if (node.distinct) refuse(`${node.name} DISTINCT`, node.at);
  if (source.family === "mysql" || target.family === "mysql")
    reading.need("groupConcat", node.name.toLowerCase(), node.at);
  const literal: Expression = {
    kind: "literal",
    form: "text",
    value: between,
    type: textType,
    at: node.at,
    end: node.at,
  };
  return { ...make("joinText", [value, literal], textType), order };
}

function readWindowed(reading: Reading, node: FunctionCall, args: readonly Expression[], over: Window): Expression {
  const { name, at, end } = node;
  const meaning = windowed[name]!;
  const counts: Readonly<Record<string, readonly [number, number]>> = {
    ntile: [1, 1],
    lag: [1, 3],
    lead: [1, 3],
    firstValue: [1, 1],
    lastValue: [1, 1],
  };
  const [least, most] = counts[meaning] ?? [0, 0];
  if (args.length < least || args.length > most) refuse(`${name} with ${args.length} arguments`, at);
  if (over.order.length === 0) refuse(`${name} without ORDER BY, whose order is open`, at);
  if ((meaning === "lag" || meaning === "lead" || meaning === "ntile") && args.length > 0) {
    const by = meaning === "ntile" ? args[0] : args[1];
    const whole = by === undefined ? 1 : literalWhole(by);
    if (whole === undefined || whole < 0) refuse(`${name} by what is no literal`, by!.at);
  }
  if ((meaning === "percentRank" || meaning === "cumulativeDistance") && reading.involves("mariadb"))
    refuse(name, at, "MariaDB gives ten digits of it.");
  // MariaDB's have no default.
  if (args.length === 3 && reading.target.name === "mariadb") refuse(`${name} with a default`, args[2]!.at);
  const [value, distance, otherwise] = args;
  const unity =
    otherwise === undefined ? undefined : unified(reading, [value!, otherwise], `${name} with a default`, at);
  if (unity !== undefined) args = [unity.parts[0]!, distance!, unity.parts[1]!];
  const type =
    args.length > 0 && meaning !== "ntile"
      ? (unity?.type ?? args[0]!.type)
      : meaning === "percentRank" || meaning === "cumulativeDistance"
        ? doubleType
        : bigintType;
  return { kind: "aggregate", meaning, args, distinct: false, order: [], filter: undefined, over, type, at, end };
}
