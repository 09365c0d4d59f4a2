import { sql, type Statement } from "@db/core";
import type { RecordedChange, RecordedWrite, UpdateForm } from "@db/document/engine";
import { decodeDocument } from "../codec/decode.ts";
import { positionOf, type LogPlace } from "./log-place.ts";

/** What holds for the outbox, and one change beside it where there is any. */
export interface ReadRow {
  readonly log: string;
  readonly trimmed: string;
  /** The number of the last transaction that there is, or was. */
  readonly last: string;
  /** The number of the last transaction that was looked at. */
  readonly upto: string;
  /** Whether there are more transactions behind it. */
  readonly more: boolean;
  readonly number: string;
  readonly seq: string | null;
  readonly kind: RecordedChange["kind"];
  readonly collection: string;
  readonly relation: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly told: string | null;
  readonly renamed: string | null;
  /** Milliseconds. */
  readonly time: number;
}

const columns = sql.raw(
  "c.seq::text as seq, c.kind, c.collection, c.relation::text as relation, c.before::text as before, c.after::text as after, c.told, c.renamed",
);
const time = sql.raw("floor(extract(epoch from t.time) * 1000)::float8 as time");

const last = (commits: Statement): Statement =>
  sql`greatest(l.trimmed, (select max(number) from ${commits}))::text as last`;

/** Which changes are of a collection: a rename is also that of the collection whose name is taken. */
function ofCollection(collection: string | undefined): Statement {
  if (collection === undefined) return sql.empty;
  return sql`and (c.collection = ${collection} or c.kind = 'rename' and c.renamed = ${collection})`;
}

/**
 * The changes of the transaction `t`. They have a limit of their own, so that they are read in the order of the index and
 * no further than is asked for: a transaction may have millions.
 */
function inTransaction(changes: Statement, condition: Statement, limit: number): Statement {
  return sql`select * from ${changes} c where c.xid = t.xid ${condition} order by c.seq limit ${limit}`;
}

/** The rest of a transaction behind one of its changes. */
export function readRest(
  schema: string,
  { number, seq }: LogPlace,
  limit: number,
  collection: string | undefined,
): Statement<ReadRow> {
  const [log, commits, changes] = tables(schema);
  const rest = inTransaction(changes, sql`and c.seq > ${String(seq)}::text::bigint ${ofCollection(collection)}`, limit);
  return sql<ReadRow>`select l.id as log, l.trimmed::text as trimmed, ${last(commits)}, ${String(number)}::text as upto, false as more, f.* from ${log} l left join lateral (select t.number::text as number, ${columns}, ${time} from ${commits} t cross join lateral (${rest}) c where t.number = ${String(number)}::text::bigint order by c.seq) f on true`;
}

/** The changes of the next transactions behind one, in their order. */
export function readCommits(
  schema: string,
  { number }: LogPlace,
  options: { readonly commits: number; readonly limit: number; readonly collection: string | undefined },
): Statement<ReadRow> {
  const [log, commits, changes] = tables(schema);
  const { limit, collection } = options;
  const next = sql`select xid, number, time from ${commits} where number > ${String(number)}::text::bigint order by number limit ${options.commits}`;
  return sql<ReadRow>`with next as not materialized (${next}) select l.id as log, l.trimmed::text as trimmed, ${last(commits)}, coalesce(s.upto, ${String(number)}::text::bigint)::text as upto, s.seen = ${options.commits} as more, f.* from ${log} l cross join (select max(number) as upto, count(*) as seen from next) s left join lateral (select t.number::text as number, ${columns}, ${time} from next t cross join lateral (${inTransaction(changes, ofCollection(collection), limit)}) c order by t.number, c.seq limit ${limit}) f on true`;
}

/** A row as a change. */
export function changeOf(row: ReadRow): RecordedChange {
  const { log, number, seq, kind, collection } = row;
  const position = positionOf({ log, number: BigInt(number), seq: BigInt(seq ?? 0) });
  const shared = { position, collection, time: new Date(row.time) };
  if (kind === "drop" || kind === "rename") {
    return { kind, ...shared, ...(row.renamed === null ? {} : { to: row.renamed }) };
  }
  const write: RecordedWrite = {
    kind,
    ...shared,
    ...(row.before === null ? {} : { before: decodeDocument(row.before) }),
    ...(row.after === null ? {} : { after: decodeDocument(row.after) }),
    form: row.told === null ? undefined : (JSON.parse(row.told) as UpdateForm),
    incarnation: row.relation,
  };
  return write;
}

function tables(schema: string): [Statement, Statement, Statement] {
  return [sql.id(schema, "_change_log"), sql.id(schema, "_change_commits"), sql.id(schema, "_changes")];
}
