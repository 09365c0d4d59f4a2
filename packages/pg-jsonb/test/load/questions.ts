import { sql, type Filter, type FindOptions, type Statement } from "@db/core";
import { emailOf, firstMoment, rareWord, type Order } from "./documents.ts";

/** One question, asked of the documents, and in SQL as one writes it by hand for a table of its own. */
export interface Question {
  readonly name: string;
  /** For the round's number: other values each time. */
  readonly find: (n: number) => readonly [filter: Filter<Order>, options?: FindOptions<Order>];
  readonly byHand: (table: Statement, n: number) => Statement<{ doc: Order }>;
  /** Whether the order of the answers counts. */
  readonly ordered: boolean;
}

/** The questions, over `count` documents. */
export function questions(count: number): readonly Question[] {
  const some = (n: number): number => (n * 7919) % count;
  const moment = (n: number): Date => new Date(firstMoment + some(n) * 1000);
  const later = (n: number): Date => new Date(moment(n).getTime() + 100_000);
  return [
    {
      name: "point: by an address",
      find: (n) => [{ email: emailOf(some(n)) }],
      byHand: (table, n) => sql`select doc from ${table} where doc ->> 'email' = ${emailOf(some(n))}`,
      ordered: false,
    },
    {
      name: "point: by _id",
      find: (n) => [{ _id: some(n) }],
      byHand: (table, n) => sql`select doc from ${table} where id = ${some(n)}`,
      ordered: false,
    },
    {
      name: "range: 100 seconds",
      find: (n) => [{ created: { $gte: moment(n), $lt: later(n) } }],
      byHand: (table, n) =>
        sql`select doc from ${table} where (doc ->> 'created') >= ${moment(n).toISOString()} and (doc ->> 'created') < ${later(n).toISOString()}`,
      ordered: false,
    },
    {
      name: "array: one tag",
      find: (n) => [{ tags: `tag ${(n * 37) % 20_000}` }],
      byHand: (table, n) =>
        sql`select doc from ${table} where doc -> 'tags' @> ${JSON.stringify([`tag ${(n * 37) % 20_000}`])}::text::jsonb`,
      ordered: false,
    },
    {
      name: "compound: a city, two years of age",
      find: (n) => [{ city: `city ${n % 1000}`, age: { $gte: 40, $lt: 42 } }],
      byHand: (table, n) =>
        sql`select doc from ${table} where doc ->> 'city' = ${`city ${n % 1000}`} and (doc ->> 'age')::int >= 40 and (doc ->> 'age')::int < 42`,
      ordered: false,
    },
    {
      name: "sort with limit: the 20 oldest of a city",
      find: (n) => [{ city: `city ${n % 1000}` }, { sort: { age: -1, _id: 1 }, limit: 20 }],
      byHand: (table, n) =>
        sql`select doc from ${table} where doc ->> 'city' = ${`city ${n % 1000}`} order by (doc ->> 'age')::int desc, id limit 20`,
      ordered: true,
    },
    {
      name: "sort with limit: the 20 latest",
      find: () => [{}, { sort: { created: -1 }, limit: 20 }],
      byHand: (table) => sql`select doc from ${table} order by doc ->> 'created' desc limit 20`,
      ordered: true,
    },
    {
      name: "text: a rare word",
      find: (n) => [{ $text: { $search: rareWord((n * 31) % 20_000) } }],
      byHand: (table, n) =>
        sql`select doc from ${table} where to_tsvector('english', doc ->> 'note') @@ plainto_tsquery('english', ${rareWord((n * 31) % 20_000)})`,
      ordered: false,
    },
  ];
}
