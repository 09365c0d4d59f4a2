import { sql, type Statement } from "@db/core";
import { pathsOverlap, type NeededFields, type Path } from "@db/document/engine";

/** A value that stands in a column of its own, in place of what the document has at a path: an item of `$unwind`. */
export interface ItemColumn {
  readonly path: Path;
  /** The column, of type `jsonb`; SQL's null where the path leads to nothing. */
  readonly column: Statement;
  /** A column that tells whether no array was on the way; `undefined` where none can have been. */
  readonly free: Statement | undefined;
}

/** What a pipeline has come to at a stage, as a query that is being built. */
export interface Rows {
  /** What stands behind `from`: the collection's table, or a subquery. It has the column `doc`. */
  readonly from: Statement;
  readonly where: readonly Statement[];
  /** Whether `from` is the collection's table, so that its key, its indexes and the order that its rows lie in can be used. */
  readonly stored: boolean;
  /**
   * A condition on each row; `undefined` where all are good. A row for which it is false was made from values that this
   * query does not know the meaning of. Such a row is carried through all that follows, so that it is seen at the end.
   */
  readonly ok: Statement | undefined;
  readonly items: readonly ItemColumn[];
  /** Whether `doc`, with its items put in, is the document in the form that the codec reads. */
  readonly whole: boolean;
  /** Whether there may be more rows than documents were stored, and nothing has made them fewer since. */
  readonly spread: boolean;
  /** Whether there is at most one. */
  readonly few: boolean;
  /** What tells equal documents of a sort apart: the order that they came in. */
  readonly ties: readonly Statement[];
  /** The fields that are left of each document; `undefined` for all. */
  readonly shown: NeededFields | undefined;
  readonly order: Statement | undefined;
  readonly skip: number;
  readonly limit: number | undefined;
}

/** The documents of a collection. */
export function storedRows(table: Statement): Rows {
  return { ...rowsOf(table, undefined), stored: true, ties: [sql`ctid`] };
}

/** Rows of a subquery with the column `doc`, and `ok` where there is such a condition. */
export function rowsOf(from: Statement, ok: Statement | undefined): Rows {
  return {
    from,
    where: [],
    stored: false,
    ok,
    items: [],
    whole: true,
    spread: false,
    few: false,
    ties: [],
    shown: undefined,
    order: undefined,
    skip: 0,
    limit: undefined,
  };
}

/**
 * `where`, `order by`, `limit` and `offset` of rows. Those that are not good come first. The limit is no parameter: a plan for any
 * limit is one for many rows.
 */
export function clauses({ where, ok, order, skip, limit }: Rows): Statement {
  const first = ok === undefined || (order === undefined && limit === undefined) ? [] : [sql`${ok}`];
  const by = [...first, ...(order === undefined ? [] : [order])];
  return sql.join(
    [
      where.length === 0 ? sql.empty : sql` where ${sql.join([...where], " and ")}`,
      by.length === 0 ? sql.empty : sql` order by ${sql.join(by)}`,
      limit === undefined ? sql.empty : sql` limit ${sql.raw(String(limit))}`,
      skip === 0 ? sql.empty : sql` offset ${skip}`,
    ],
    "",
  );
}

/**
 * Rows in a subquery of their own, with values by column beside what they had. `offset 0` keeps PostgreSQL from working
 * out an expression at each place where its column is named.
 */
export function fenced(rows: Rows, columns: readonly (readonly [name: string, value: Statement])[], doc = true): Rows {
  const kept: Statement[] = doc ? [sql`doc`] : [];
  if (rows.ok !== undefined) kept.push(sql`(${rows.ok}) as ok`);
  const ties = rows.ties.map((tie, n) => [sql`${tie} as ${column(`tie${n}`)}`, column(`tie${n}`)] as const);
  if (doc) kept.push(...ties.map(([named]) => named), ...itemColumns(rows));
  const selected = [...kept, ...columns.map(([name, value]) => sql`${value} as ${column(name)}`)];
  const list = selected.length === 0 ? sql`1` : sql.join(selected);
  const fence = rows.limit === undefined && rows.skip === 0 ? sql` offset 0` : sql.empty;
  return {
    ...rows,
    from: sql`(select ${list} from ${rows.from}${clauses(rows)}${fence}) rows`,
    where: [],
    stored: false,
    ok: rows.ok === undefined ? undefined : sql`ok`,
    ties: doc ? ties.map(([, name]) => name) : [],
    order: undefined,
    skip: 0,
    limit: undefined,
  };
}

/** The columns of rows that have to do with items. */
export function itemColumns({ items }: Rows): readonly Statement[] {
  return items.flatMap(({ column: item, free }) => (free === undefined ? [item] : [item, free]));
}

/** A column by a name of this folder's. */
export function column(name: string): Statement {
  return sql`${sql.raw(name)}`;
}

/** Documents with the items put in where they belong. Where there is none, an empty array goes, and all else stays. */
export function patchedDoc({ items }: Rows): Statement {
  return items.reduce<Statement>(
    (doc, { path, column: item }) => {
      const at = names(path);
      return sql`(case when ${item} is not null then jsonb_set(${doc}, ${at}, ${item}) when ${doc} #> ${at} = '[]'::jsonb then ${doc} #- ${at} else ${doc} end)`;
    },
    sql`doc`,
  );
}

const names = (path: Path): Statement => sql`array[${sql.join(path.map(storedName))}]::text[]`;

/** The name that a field has in JSONB. */
export function storedName(name: string): string {
  return name.startsWith("$") ? `$${name}` : name;
}

/** What is at a path through documents. */
export interface PathValue {
  /** Of type `jsonb`; SQL's null where there is nothing. */
  readonly value: Statement;
  /** A condition that no array is on the way: elsewhere `value` is not what an expression means. `undefined` where none can be. */
  readonly free: Statement | undefined;
}

/** The value at a path through documents; `undefined` where an item is a part of it. */
export function valueAt({ items }: Rows, path: Path): PathValue | undefined {
  if (items.some((item) => item.path.length > path.length && pathsOverlap(item.path, path))) return undefined;
  const item = items.findLast((found) => found.path.length <= path.length && pathsOverlap(found.path, path));
  const conditions = [item?.free];
  let value = item === undefined ? sql`doc` : item.column;
  for (const [n, part] of path.slice(item?.path.length ?? 0).entries()) {
    if (n > 0 || item !== undefined) conditions.push(sql`jsonb_typeof(${value}) is distinct from 'array'`);
    value = sql`(${value} -> ${storedName(part)}::text)`;
  }
  return { value, free: all(conditions) };
}

/** All of some conditions; `undefined` where there are none. */
export function all(conditions: readonly (Statement | undefined)[]): Statement | undefined {
  const given = conditions.filter((condition) => condition !== undefined);
  if (given.length < 2) return given[0];
  return sql`(${sql.join(given, " and ")})`;
}
