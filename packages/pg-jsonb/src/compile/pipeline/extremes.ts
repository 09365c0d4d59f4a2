import { sql, type Statement } from "@db/core";
import { plainNumber, plainText } from "./plain-order.ts";
import { column } from "./rows.ts";

/** One kind of value: which rows have it, what orders it, and how the extreme is told as a value. */
interface Kind {
  readonly name: string;
  readonly has: (value: Statement, rank: Statement) => Statement;
  readonly key: (value: Statement, rank: Statement) => Statement;
  readonly told: (found: Statement) => Statement;
}

const ofRank = (rank: number) => (_: Statement, found: Statement) => sql`${found} = ${sql.raw(String(rank))}`;
const asIs = (found: Statement): Statement => sql`to_jsonb(${found})`;

/** Whole numbers and doubles are told apart: of an int and a double that are equal, the first one counts, and that is not known. */
const numbers: readonly Kind[] = ["whole", "double"].map((name) => ({
  name,
  has: (value, rank) =>
    sql`case when ${rank} = 2 then scale(${value}::numeric) ${sql.raw(name === "whole" ? "=" : ">")} 0 end`,
  key: plainNumber,
  told: asIs,
}));

const texts: Kind = { name: "text", has: ofRank(3), key: plainText, told: asIs };
const ids: Kind = {
  name: "id",
  has: ofRank(7),
  key: plainText,
  told: (found) => sql`jsonb_build_object('$oid', ${found})`,
};
const bools: Kind = { name: "bool", has: ofRank(8), key: plainNumber, told: (found) => sql`to_jsonb(${found} = 1)` };
const dates: Kind = {
  name: "date",
  has: ofRank(9),
  key: plainNumber,
  told: (found) => sql`jsonb_build_object('$date', ${found})`,
};

/** `$min` or `$max`. */
export type Extreme = "min" | "max";

const found = (n: number, way: Extreme, { name }: Kind): Statement => column(`${way}${n}${name}`);

/** What is gathered of a group's values at one path: the extreme of each kind. `rank` is a column with `plainRank` of the value. */
export function extremeTotals(n: number, way: Extreme, value: Statement, rank: Statement): readonly Statement[] {
  return [...numbers, texts, ids, bools, dates].map(
    (kind) =>
      sql`${sql.raw(way)}(${kind.key(value, rank)}) filter (where ${kind.has(value, rank)}) as ${found(n, way, kind)}`,
  );
}

/** A condition that the extreme has one form. */
export function goodExtreme(n: number, way: Extreme): Statement {
  const [whole, double] = numbers.map((kind) => found(n, way, kind));
  return sql`(${whole} = ${double}) is not true`;
}

/** The least or greatest value of a group that is not null; null where there is none. */
export function extremeOf(n: number, way: Extreme): Statement {
  const [whole, double] = numbers.map((kind) => found(n, way, kind));
  const number = sql`${sql.raw(way === "min" ? "least" : "greatest")}(${whole}, ${double})`;
  // PostgreSQL's `least` and `greatest` leave nulls out.
  const cases = [
    sql`when ${number} is not null then ${asIs(number)}`,
    ...[texts, ids, bools, dates].map(
      (kind) => sql`when ${found(n, way, kind)} is not null then ${kind.told(found(n, way, kind))}`,
    ),
  ];
  return sql`(case ${sql.join(way === "min" ? cases : cases.toReversed(), " ")} else 'null'::jsonb end)`;
}
