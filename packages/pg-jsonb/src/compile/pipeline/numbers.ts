import { sql, type Statement } from "@db/core";
import { column } from "./rows.ts";

/**
 * Sums of numbers with MongoDB's rules of types, exactly. Whole numbers are summed as they are. A double is cut into two whole
 * numbers, its multiples of 2^-10 and the rest in multiples of 2^-64, and those are summed: so no digit is lost, in whatever order
 * the rows come. The evaluator, which keeps 106 bits, loses none either where all is a multiple of 2^-64 and below 2^39,
 * so both round the same total to a double. Where that does not hold, and where there are decimals, NaN or infinite numbers,
 * a group is not good.
 */

/** The number of a value as `numeric`; SQL's null for what is none, or none in plain form. */
export function wholeOrDouble(value: Statement): Statement {
  return sql`(case jsonb_typeof(${value}) when 'number' then ${value}::numeric when 'object' then case when jsonb_exists(${value}, '$long') then (${value} -> '$n')::numeric end end)`;
}

/** A double in multiples of 2^-10, as a `float8`; SQL's null for whole numbers and those that are too large. */
export function scaledDouble(number: Statement): Statement {
  return sql`(case when scale(${number}) > 0 and abs(${number}) < ${bound} then ${number}::float8 * 1024 end)`;
}

const bound = sql`549755813888`;
const fraction = (scaled: Statement): Statement => sql`((${scaled} - trunc(${scaled})) * 18014398509481984)`;

/** The columns of a path's numbers, by the place of the path. */
export interface NumberColumns {
  readonly value: Statement;
  readonly number: Statement;
  readonly scaled: Statement;
}

/** What is gathered of a group's numbers at one path: aggregates with the names that {@link sumOf} and the others use. */
export function numberTotals(n: number, { value, number, scaled }: NumberColumns): readonly Statement[] {
  const named = (name: string, aggregate: Statement): Statement => sql`${aggregate} as ${column(`${name}${n}`)}`;
  const unknown = sql`(jsonb_typeof(${value}) = 'object' and ${number} is null and (jsonb_exists(${value}, '$n') or jsonb_exists(${value}, '$double') or jsonb_exists(${value}, '$decimal')))`;
  const inexact = sql`(scale(${number}) > 0 and (${scaled} is null or ${fraction(scaled)} <> trunc(${fraction(scaled)})))`;
  const long = sql`(scale(${number}) = 0 and (jsonb_typeof(${value}) = 'object' or ${number} not between -2147483648 and 2147483647))`;
  return [
    named("numbers", sql`count(${number})`),
    named("doubles", sql`count(*) filter (where scale(${number}) > 0)`),
    named("long", sql`coalesce(bool_or(${long}), false)`),
    named("whole", sql`coalesce(sum(${number}) filter (where scale(${number}) = 0), 0)`),
    named("high", sql`coalesce(sum(trunc(${scaled})::int8), 0)`),
    named("low", sql`coalesce(sum(${fraction(scaled)}::int8), 0)`),
    named("size", sql`coalesce(sum(abs(${number})), 0)`),
    named("odd", sql`coalesce(bool_or(${unknown} or ${inexact}), false)`),
  ];
}

const total = (name: string, n: number): Statement => column(`${name}${n}`);

/** The exact total as `numeric`: 2^-10 and 2^-64 have so many digits. */
function exactTotal(n: number): Statement {
  return sql`(${total("whole", n)} + ${total("high", n)} * 0.0009765625 + ${total("low", n)} * 0.0000000000000000000542101086242752217003726400434970855712890625)`;
}

/** A condition that the total of a group is the one that MongoDB has. */
export function goodTotal(n: number): Statement {
  return sql`(not ${total("odd", n)} and case when ${total("doubles", n)} > 0 then ${total("size", n)} < ${bound} else ${total("size", n)} < ${wholeBound} end)`;
}

/** `$sum`: an `int` or `long`, a double where one is among the numbers. */
export function sumOf(n: number): Statement {
  const whole = total("whole", n);
  return sql`(case when ${total("doubles", n)} > 0 then ${doubleValue(sql`${exactTotal(n)}::float8`)} when ${total("long", n)} and ${whole} between -2147483648 and 2147483647 then jsonb_build_object('$long', true, '$n', ${whole}) else to_jsonb(${whole}) end)`;
}

/** `$avg`: a double, or null without a number. */
export function averageOf(n: number): Statement {
  const numbers = total("numbers", n);
  return sql`(case when ${numbers} = 0 then 'null'::jsonb else ${doubleValue(sql`(${exactTotal(n)}::float8 / ${numbers}::float8)`)} end)`;
}

/** Below what whole numbers are those of 64 bits, doubles too. */
const wholeBound = sql`9200000000000000000`;

/** A double as the codec keeps it: with a point. One that is too large is of a group that is not good, and must not fail. */
function doubleValue(double: Statement): Statement {
  return sql`(case when ${double} = trunc(${double}) and abs(${double}) < ${wholeBound} then (${double}::int8::text || '.0')::jsonb else to_jsonb(${double}) end)`;
}
