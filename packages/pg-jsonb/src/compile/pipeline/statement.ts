import { sql, type Statement } from "@db/core";
import type { NeededFields } from "@db/document/engine";
import { encodeName } from "../../codec/encode.ts";
import { clauses, itemColumns, patchedDoc, storedName, type Rows } from "./rows.ts";

/** A row of {@link readStatement}. */
export interface ReadRow {
  /** A document as the codec reads it; null in a row that only tells whether all are good. */
  readonly doc: string | null;
  /** In the first row: whether the values that were met are all of the kinds that the statement knows. */
  readonly ok?: boolean;
}

/** How many fields are taken out of a document one by one: each is looked up in it. */
export const maxFields = 20;

/**
 * The statement that reads rows, of each document the fields that are needed. Texts are made of what is left after the order and the limit:
 * PostgreSQL would make them of all rows that it sorts.
 */
export function readStatement(rows: Rows, needed: NeededFields | undefined): Statement<ReadRow> {
  if (rows.ok !== undefined && rows.skip > 0 && rows.limit !== undefined) return withSkipped(rows, needed);
  const plain = rows.ok === undefined && rows.order === undefined;
  if (plain) return sql<ReadRow>`select ${textOf(rows, needed)} as doc from ${rows.from}${clauses(rows)}`;
  const { selected, text } = picked(rows, needed);
  const told = rows.ok === undefined ? sql.empty : sql`, ok`;
  return sql<ReadRow>`select ${text} as doc${told} from (select ${selected} from ${rows.from}${ordered(rows)}) taken`;
}

/** The first row that is not good may be one of those that are skipped: so all up to the limit are looked at. */
function withSkipped(rows: Rows, needed: NeededFields | undefined): Statement<ReadRow> {
  const { selected, text } = picked(rows, needed);
  const taken = { ...rows, skip: 0, limit: rows.skip + (rows.limit ?? 0) };
  const first = sql`select ${selected} from ${rows.from}${clauses(taken)}`;
  const numbered = sql`select *, row_number() over () as place from (${first}) taken`;
  return sql<ReadRow>`with first as materialized (${numbered}), good as (select coalesce(bool_and(ok), true) as ok from first) select ${text} as doc, good.ok from good left join first on first.place > ${rows.skip} order by first.place`;
}

/** Clauses in which rows that are not good come first, as it were with an order. */
function ordered(rows: Rows): Statement {
  return rows.order === undefined && rows.limit === undefined
    ? sql`${clauses(rows)} order by ${rows.ok}`
    : clauses(rows);
}

/** What an inner query selects, and the text that the outer one makes of it. */
function picked(rows: Rows, needed: NeededFields | undefined): { selected: Statement; text: Statement } {
  const ok = rows.ok === undefined ? [] : [sql`(${rows.ok}) as ok`];
  return {
    selected: sql.join([sql`doc`, ...itemColumns(rows), ...ok]),
    text: sql`case when doc is not null then ${textOf(rows, needed)} end`,
  };
}

/** A document's text: the fields in the order that JSONB has them, those that are missing left out. */
function textOf(rows: Rows, needed: NeededFields | undefined): Statement {
  const doc = patchedDoc(rows);
  if (needed === undefined || needed.names.size > maxFields) return sql`${doc}::text`;
  const names = [...needed.names].sort(
    (left, right) => byteLength(left) - byteLength(right) || Buffer.compare(bytes(left), bytes(right)),
  );
  const fields = names.map(
    (name) => sql`${`${encodeName(name)}:`}::text || (${doc} -> ${storedName(name)}::text)::text`,
  );
  if (needed.ordered && names.length > 1) fields.push(sql`'"$order":' || (${doc} -> '$order')::text`);
  return fields.length === 0 ? sql`'{}'` : sql`'{' || concat_ws(',', ${sql.join(fields)}) || '}'`;
}

const bytes = (name: string): Buffer => Buffer.from(storedName(name));
const byteLength = (name: string): number => bytes(name).length;
