import { refuse } from "../refusal.ts";
import { commonForms, ignoringNulls, infix, named, plainUnit, type Form, type Forms } from "./form.ts";

const integer: Form = ([value]) => `cast(${value} as number(19))`;

/** Oracle's forms: the SQL Language Reference's "Functions". The empty text is null, which the reading pass sees to. */
export const oracleForms: Forms = {
  ...commonForms,
  exactText: ([value]) => value!,
  booleanNumber: (_args, node, writer) => writer.value(node.args[0]!),
  divideInteger: ([left, right]) => `trunc(${left} / ${right})`,
  modulo: named("mod"),
  // `||` takes null for the empty text.
  concatNull: (args) =>
    `case when ${args.map((value) => `${value} is not null`).join(" and ")} then ${args.join(" || ")} end`,
  concatEmpty: (args) => `(${args.join(" || ")})`,
  length: named("length"),
  octetLength: named("lengthb"),
  left: ([value, many]) => `substr(${value}, 1, ${many})`,
  right: ([value, many]) =>
    `case when length(${value}) <= ${many} then ${value} else substr(${value}, length(${value}) - ${many} + 1) end`,
  position: ([needle, text]) => `instr(${text}, ${needle})`,
  floorDecimal: named("floor"),
  ceilingDecimal: named("ceil"),
  truncateDecimal: named("trunc"),
  greatestNull: named("greatest"),
  leastNull: named("least"),
  greatestKnown: ignoringNulls("greatest"),
  leastKnown: ignoringNulls("least"),
  toText: ([value], node) =>
    node.args[0]!.type.kind === "date" ? `to_char(${value}, 'YYYY-MM-DD')` : `to_char(${value})`,
  toInteger: integer,
  roundToInteger: integer,
  truncateToInteger: ([value]) => `cast(trunc(${value}) as number(19))`,
  textToInteger: integer,
  toDouble: ([value]) => `cast(${value} as binary_double)`,
  toDecimal: ([value], node) => `cast(${value} as number(${node.type.precision}, ${node.type.scale}))`,
  toDate: ([value]) => `trunc(cast(${value} as date))`,
  toTimestamp: ([value]) => `cast(${value} as timestamp)`,
  addTime: ([moment, amount], node) => {
    const { unit, times } = plainUnit(node.unit);
    const shifted = `(cast(${moment} as timestamp) + numtodsinterval(${amount}${times === 1 ? "" : ` * ${times}`}, '${unit}'))`;
    return node.type.kind === "date" ? `cast(${shifted} as date)` : shifted;
  },
  truncateTime: ([moment], node, writer) => {
    const cut = writer.dialect.functions.dateTruncate(moment!, node.unit as "day");
    return node.type.kind === "date" ? cut : `cast(${cut} as timestamp)`;
  },
  daysBetween: infix("-"),
  unitsBetween: (_args, node) => refuse("a difference of timestamps", node.at),
  now: () => "sys_extract_utc(systimestamp)",
  today: () => "trunc(cast(sys_extract_utc(systimestamp) as date))",
};
