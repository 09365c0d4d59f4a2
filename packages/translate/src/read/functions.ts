import type { DialectName } from "@db/core";
import type { Expression, FunctionCall } from "../ast/nodes.ts";
import { bigintType, dateType, doubleType, familyOf, timestampType } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { remainder, requireRange } from "./arithmetic.ts";
import { comparable } from "./compare.ts";
import type { Reading } from "./context.ts";
import { call, condition, isNull, literalText, literalWhole } from "./make.ts";
import { make } from "./meanings.ts";
import {
  asDate,
  daysBetween,
  extract,
  momentOperand,
  present,
  shift,
  sqliteMoment,
  truncateMoment,
  unitOf,
  unitsBetween,
} from "./moments.ts";
import { asCondition } from "./operands.ts";
import { coalesced, extreme, nullIf } from "./null-functions.ts";
import { unified } from "./unify.ts";
import { round } from "./rounding.ts";
import { concatenated, pad, padless, part, position, replaced, substring, trimmed } from "./text-functions.ts";

/** How a function is read: by a meaning that takes the same arguments, or by a rule. */
export type FunctionRule = string | ((reading: Reading, node: FunctionCall, args: readonly Expression[]) => Expression);

const both =
  (kind: "now" | "today"): FunctionRule =>
  (reading, node, args) => {
    if (args.length > 0 && literalWhole(args[0]) === undefined) refuse(`${node.name} with an argument`, node.at);
    return present(reading, node, kind);
  };
const unitFromName: FunctionRule = (reading, node, args) =>
  extract(reading, node, node.name === "DAYOFMONTH" ? "day" : node.name.toLowerCase(), args[0]!);
const unitFromWord: FunctionRule = (reading, node, args) => extract(reading, node, unitOf(node.word ?? ""), args[0]!);
const floorOf: FunctionRule = (reading, node, args) =>
  wholeNumbers(
    reading,
    node,
    args,
    { FLOOR: "floor", CEIL: "ceiling", CEILING: "ceiling", TRUNC: "truncate", TRUNCATE: "truncate" }[node.name]!,
  );

/** What most engines call alike. */
const shared: Readonly<Record<string, FunctionRule>> = {
  UPPER: "upper",
  LOWER: "lower",
  TRIM: trimmed,
  REPLACE: replaced,
  COALESCE: coalesced,
  NULLIF: nullIf,
  ABS: (reading, node, args) => {
    const made = make(reading, "absolute", args, node, "abs");
    if (familyOf(made.type) !== "integer") return made;
    const sized: Expression = { ...made, type: reading.source.integers === "64" ? bigintType : made.type };
    requireRange(reading, sized);
    return sized;
  },
  FLOOR: floorOf,
  ROUND: round,
  SIGN: (reading, node, args) => {
    const made = make(reading, "sign", args, node, "sign");
    // PostgreSQL's gives a double.
    return reading.source.name === "postgres" ? call("toDouble", [made], doubleType, node) : made;
  },
  SQRT: (reading, node, args) => rooted(reading, node, args),
  POWER: "power",
  EXP: "exponential",
  CURRENT_TIMESTAMP: both("now"),
  CURRENT_DATE: both("today"),
};

const postgresAndMysql: Readonly<Record<string, FunctionRule>> = {
  CHAR_LENGTH: "length",
  CHARACTER_LENGTH: "length",
  OCTET_LENGTH: "octetLength",
  SUBSTRING: substring,
  SUBSTR: substring,
  POSITION: position(0, 1),
  LTRIM: trimmed,
  RTRIM: trimmed,
  LEFT: part("left"),
  RIGHT: part("right"),
  LPAD: pad("padStart"),
  RPAD: pad("padEnd"),
  REVERSE: "reverse",
  CONCAT_WS: concatenated("concatSeparated"),
  EXTRACT: unitFromWord,
  MOD: remainder,
  CEIL: floorOf,
  CEILING: floorOf,
  POW: "power",
  LN: "logarithm",
  GREATEST: extreme("greatest"),
  LEAST: extreme("least"),
  NOW: both("now"),
  LOCALTIMESTAMP: both("now"),
};

const mysql: Readonly<Record<string, FunctionRule>> = {
  ...shared,
  ...postgresAndMysql,
  LENGTH: "octetLength",
  UCASE: "upper",
  LCASE: "lower",
  CONCAT: concatenated("concatNull"),
  INSTR: position(1, 0),
  LOCATE: position(0, 1),
  IFNULL: coalesced,
  IF: (reading, node, args) => {
    if (args.length !== 3) refuse(`IF with ${args.length} arguments`, node.at);
    const [test, then, otherwise] = args as [Expression, Expression, Expression];
    const { parts, type } = unified(reading, [then, otherwise], "IF", node.at);
    return {
      kind: "case",
      at: node.at,
      end: node.end,
      type,
      whens: [[asCondition(reading, test), parts[0]!]],
      otherwise: parts[1],
    };
  },
  ISNULL: (_reading, node, args) => ({
    kind: "is",
    at: node.at,
    end: node.end,
    type: { kind: "boolean" },
    operand: args[0]!,
    test: "null",
    negated: false,
  }),
  DATE: (reading, node, args) => asDate(reading, momentOperand(reading, args[0]!, "date"), node),
  YEAR: unitFromName,
  QUARTER: unitFromName,
  MONTH: unitFromName,
  DAY: unitFromName,
  DAYOFMONTH: unitFromName,
  HOUR: unitFromName,
  MINUTE: unitFromName,
  SECOND: unitFromName,
  DATE_ADD: (reading, node, args) => byInterval(reading, node, args, false),
  ADDDATE: (reading, node, args) => byInterval(reading, node, args, false),
  DATE_SUB: (reading, node, args) => byInterval(reading, node, args, true),
  SUBDATE: (reading, node, args) => byInterval(reading, node, args, true),
  DATEDIFF: (reading, node, args) => daysBetween(reading, node, args[0]!, args[1]!),
  TIMESTAMPDIFF: (reading, node, args) => unitsBetween(reading, node, unitOf(node.word ?? ""), args[0]!, args[1]!),
  CURDATE: both("today"),
  TRUNCATE: (reading, node, args) => {
    if (literalWhole(args[1]) !== 0) refuse("TRUNCATE to digits", node.at);
    return wholeNumbers(reading, node, args.slice(0, 1), "truncate");
  },
};

/** The functions of each source. One that is not here is refused by its name. */
export const functionRules: Readonly<Record<DialectName, Readonly<Record<string, FunctionRule>>>> = {
  postgres: {
    ...shared,
    ...postgresAndMysql,
    LENGTH: "length",
    STRPOS: position(1, 0),
    BTRIM: trimmed,
    CONCAT: concatenated("concatEmpty"),
    TRUNC: floorOf,
    DATE_TRUNC: (reading, node, args) => {
      const unit = literalText(args[0]);
      if (unit === undefined || args.length !== 2) refuse("date_trunc whose unit is no literal", node.at);
      return truncateMoment(reading, node, unit, args[1]!);
    },
    DATE_PART: (reading, node, args) => {
      const unit = literalText(args[0]);
      if (unit === undefined) refuse("date_part whose unit is no literal", node.at);
      return call("toDouble", [extract(reading, node, unit, args[1]!)], doubleType, node);
    },
  },
  mysql,
  mariadb: { ...mysql, NVL: coalesced, OCTET_LENGTH: "octetLength" },
  sqlite: {
    ...shared,
    LENGTH: "length",
    OCTET_LENGTH: "octetLength",
    SUBSTR: substring,
    SUBSTRING: substring,
    INSTR: position(1, 0),
    LTRIM: trimmed,
    RTRIM: trimmed,
    IFNULL: coalesced,
    IIF: mysql["IF"]!,
    CONCAT: concatenated("concatEmpty"),
    CONCAT_WS: concatenated("concatSeparated"),
    CEIL: floorOf,
    CEILING: floorOf,
    TRUNC: floorOf,
    POW: "power",
    LN: "logarithm",
    MIN: extreme("least"),
    MAX: extreme("greatest"),
    DATE: (reading, node, args) => sqliteMoment(reading, node, dateType, args),
    DATETIME: (reading, node, args) => sqliteMoment(reading, node, timestampType, args),
    STRFTIME: (_reading, node) => refuse("strftime", node.at, "Write cast(strftime('%Y', x) as integer) to extract."),
  },
  mssql: {
    ...shared,
    LEN: (reading, node, args) => padless(reading, node, args),
    SUBSTRING: substring,
    CHARINDEX: position(0, 1),
    LTRIM: trimmed,
    RTRIM: trimmed,
    LEFT: part("left"),
    RIGHT: part("right"),
    REVERSE: "reverse",
    ISNULL: (reading, node, args) => {
      const [first, second] = args;
      if (args.length !== 2) refuse(`ISNULL with ${args.length} arguments`, node.at);
      // It has the first one's type, and cuts the second to it.
      const cuts = first!.type.kind !== second!.type.kind && !isNull(second!) && second!.kind !== "literal";
      if (cuts || first!.type.kind === "varchar" || first!.type.kind === "unknown")
        refuse("ISNULL of different types", node.at, "Write COALESCE.");
      return coalesced(reading, node, args);
    },
    IIF: mysql["IF"]!,
    CONCAT: concatenated("concatEmpty"),
    CONCAT_WS: concatenated("concatSeparated"),
    CEILING: floorOf,
    GREATEST: extreme("greatest"),
    LEAST: extreme("least"),
    YEAR: unitFromName,
    MONTH: unitFromName,
    DAY: unitFromName,
    DATEPART: unitFromWord,
    DATEADD: (reading, node, args) =>
      shift(
        reading,
        node,
        args[1]!,
        {
          kind: "interval",
          at: node.at,
          end: node.end,
          type: { kind: "interval" },
          amount: args[0]!,
          unit: unitOf(node.word ?? ""),
        },
        false,
      ),
    DATEDIFF: (reading, node, args) => {
      if (unitOf(node.word ?? "") !== "day")
        refuse(`datediff of ${unitOf(node.word ?? "")}`, node.at, "It counts borders that are crossed.");
      return daysBetween(reading, node, args[1]!, args[0]!);
    },
    GETDATE: both("now"),
    SYSDATETIME: both("now"),
    GETUTCDATE: both("now"),
    SYSUTCDATETIME: both("now"),
  },
  oracle: {
    ...shared,
    LENGTH: "length",
    LENGTHB: "octetLength",
    SUBSTR: substring,
    INSTR: position(1, 0),
    LTRIM: trimmed,
    RTRIM: trimmed,
    LPAD: pad("padStart"),
    RPAD: pad("padEnd"),
    NVL: coalesced,
    NVL2: (reading, node, args) => {
      const { parts, type } = unified(reading, args.slice(1), "NVL2", node.at);
      const test: Expression = {
        kind: "is",
        at: node.at,
        end: node.end,
        type: { kind: "boolean" },
        operand: args[0]!,
        test: "null",
        negated: true,
      };
      return { kind: "case", at: node.at, end: node.end, type, whens: [[test, parts[0]!]], otherwise: parts[1] };
    },
    CONCAT: concatenated("concatOracle"),
    MOD: remainder,
    CEIL: floorOf,
    LN: "logarithm",
    GREATEST: extreme("greatest"),
    LEAST: extreme("least"),
    EXTRACT: unitFromWord,
    SYSTIMESTAMP: both("now"),
    LOCALTIMESTAMP: both("now"),
    SYSDATE: both("now"),
    DECODE: (reading, node, args) => decode(reading, node, args),
  },
};

function byInterval(
  reading: Reading,
  node: FunctionCall,
  [moment, interval]: readonly Expression[],
  back: boolean,
): Expression {
  if (interval?.kind !== "interval") refuse(`${node.name} without an interval`, node.at);
  return shift(reading, node, moment!, interval, back);
}

/** `floor` and its like: of an integer the same, of a double a double. */
function wholeNumbers(reading: Reading, node: FunctionCall, args: readonly Expression[], meaning: string): Expression {
  const [value] = args;
  if (args.length !== 1) refuse(`${node.name} with ${args.length} arguments`, node.at);
  const family = familyOf(value!.type);
  if (family === "decimal") {
    const type = { kind: "decimal", scale: 0 } as const;
    // The MySQL family gives an integer for a decimal that fits.
    if (reading.involves("sqlite") || reading.source.family === "mysql")
      refuse(`${node.name} of a decimal`, node.at, "Cast to double precision.");
    return call(`${meaning}Decimal`, args, type, node);
  }
  if (family === "integer") {
    if (reading.source.name === "postgres") return call("toDouble", args, doubleType, node);
    return value!;
  }
  return make(reading, meaning, args, node, node.name);
}

function rooted(reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression {
  const made = make(reading, "squareRoot", args, node, "sqrt");
  const fails =
    reading.source.family === "postgres" || reading.source.family === "mssql" || reading.source.family === "oracle";
  if (fails) reading.need("errors", "sqrt of what may be negative", node.at);
  return made;
}

/** `decode` counts nulls as equal. */
function decode(reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression {
  const [value, ...rest] = args;
  const tests = rest.filter((_part, place) => place % 2 === 0 && place + 1 < rest.length);
  const results = rest.filter((_part, place) => place % 2 === 1 || place + 1 === rest.length);
  if (tests.length === 0) refuse("decode without a pair", node.at);
  const { parts, type } = unified(reading, results, "decode", node.at);
  const whens = tests.map((test, place): readonly [Expression, Expression] => {
    const pair = comparable(reading, [value!, test], "equal", "decode", node.at);
    return [condition("same", pair, node), parts[place]!];
  });
  return { kind: "case", at: node.at, end: node.end, type, whens, otherwise: parts[tests.length] };
}
