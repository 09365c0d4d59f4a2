import { sql, type Statement } from "@db/core";
import { numberType, toDouble, type AccumulatedField, type GroupStage, type Path } from "@db/document/engine";
import { keepsOrder } from "../../codec/encode.ts";
import { extremeOf, extremeTotals, goodExtreme, type Extreme } from "./extremes.ts";
import { groupedBy, groupForm, groupKey, inForm, keyDocument, oneForm, plainKey, type GroupKey } from "./group-key.ts";
import { averageOf, goodTotal, numberTotals, scaledDouble, sumOf, wholeOrDouble } from "./numbers.ts";
import { plainRank } from "./plain-order.ts";
import { all, column, fenced, rowsOf, storedName, valueAt, type Rows } from "./rows.ts";

/** What one accumulator asks of the rows of a group. */
type Asked =
  | { readonly kind: "count"; readonly each: number }
  | { readonly kind: "sum" | "avg" | Extreme; readonly path: Path };

/** How many fields a group may have here: a function of the server takes a hundred arguments. */
const maxFields = 40;

/**
 * A `$group` of rows by paths, constants or a document of them, with `$sum`, `$avg`, `$min`, `$max` of paths and counts;
 * `undefined` for any other.
 */
export function groupRows(rows: Rows, stage: GroupStage): Rows | undefined {
  if (rows.order !== undefined || (rows.ok !== undefined && rows.skip > 0)) return undefined;
  const key = groupKey(stage.id);
  if (key === undefined || key.parts.length > maxFields || stage.fields.length > maxFields) return undefined;
  const asked: [string, Asked][] = [];
  for (const [name, accumulator] of stage.fields) {
    const found = askedOf([name, accumulator]);
    if (found === undefined) return undefined;
    asked.push([name, found]);
  }
  const grouped = new Grouping(rows, key, asked);
  return grouped.rows();
}

function askedOf([, { operator, input }]: AccumulatedField): Asked | undefined {
  if (operator === "$count") return { kind: "count", each: 1 };
  if (operator === "$sum" && input.kind === "literal" && numberType(input.value) === "int") {
    const each = toDouble(input.value as number);
    // No table has so many rows that this many times as many are no `long`.
    return Math.abs(each) <= 1000 ? { kind: "count", each } : undefined;
  }
  const kind = operator.slice(1);
  if (input.kind !== "field") return undefined;
  return kind === "sum" || kind === "avg" || kind === "min" || kind === "max" ? { kind, path: input.path } : undefined;
}

/** The statement of one group, with a column for each path that it needs. */
class Grouping {
  readonly #rows: Rows;
  readonly #key: GroupKey;
  readonly #asked: readonly (readonly [string, Asked])[];
  /** The paths with columns, by their names; the place tells the columns' names. */
  readonly #paths = new Map<string, Path>();

  constructor(rows: Rows, key: GroupKey, asked: readonly (readonly [string, Asked])[]) {
    this.#rows = rows;
    this.#key = key;
    this.#asked = asked;
    for (const { from } of key.parts) if ("path" in from) this.#place(from.path);
    for (const [, field] of asked) if ("path" in field) this.#place(field.path);
  }

  rows(): Rows | undefined {
    const values = [...this.#paths.values()].map((path) => valueAt(this.#rows, path));
    const columns: [string, Statement][] = [];
    for (const [n, at] of values.entries()) {
      if (at === undefined) return undefined;
      columns.push([`value${n}`, at.value]);
    }
    const free = all(values.map((at) => at?.free));
    if (free !== undefined) columns.push(["free", free]);
    const source = this.#withNumbers(fenced(this.#rows, columns, false));
    const good = all([source.ok, free && sql`free`]);
    return this.#documents(this.#totals(source, good), good !== undefined || this.#keyColumns().size > 0);
  }

  #place(path: Path): number {
    const name = path.join(".");
    if (!this.#paths.has(name)) this.#paths.set(name, path);
    return [...this.#paths.keys()].indexOf(name);
  }

  /** The places of the paths of some accumulators. */
  #placesOf(...kinds: readonly Asked["kind"][]): number[] {
    const places = this.#asked.flatMap(([, field]) =>
      "path" in field && kinds.includes(field.kind) ? [this.#place(field.path)] : [],
    );
    return [...new Set(places)];
  }

  /** Columns with numbers and ranks, each made of the one before. */
  #withNumbers(rows: Rows): Rows {
    const numbers = this.#placesOf("sum", "avg");
    const ranks = this.#placesOf("min", "max");
    if (numbers.length + ranks.length === 0) return rows;
    const layer = (from: Statement, columns: readonly Statement[]): Statement =>
      columns.length === 0 ? from : sql`(select ${sql.join([sql`*`, ...columns])} from ${from} offset 0) rows`;
    const first = layer(rows.from, [
      ...numbers.map((n) => sql`${wholeOrDouble(column(`value${n}`))} as ${column(`number${n}`)}`),
      ...ranks.map((n) => sql`${plainRank(column(`value${n}`))} as ${column(`rank${n}`)}`),
    ]);
    const scaled = numbers.map((n) => sql`${scaledDouble(column(`number${n}`))} as ${column(`scaled${n}`)}`);
    return { ...rows, from: layer(first, scaled) };
  }

  /** One row for each group, with its key's columns and all aggregates. */
  #totals({ from }: Rows, good: Statement | undefined): Statement {
    const keys = [...this.#keyColumns()].map(([n, key]) => [key, column(`value${n}`)] as const);
    const columns = keys.flatMap(([key, value], n) => {
      const grouped = groupedBy(value);
      // As the only key a missing value counts as null.
      const by = this.#key.document ? grouped : sql`coalesce(${grouped}, 'null'::jsonb)`;
      return [sql`${by} as ${key}`, sql`${groupForm(value)} as ${column(`form${n}`)}`];
    });
    columns.push(sql`count(*) as documents`);
    const forms = keys.map(([, value]) => oneForm(value));
    const conditions = all([good && sql`bool_and(${good})`, ...forms]);
    if (conditions !== undefined) columns.push(sql`${conditions} as good`);
    for (const n of this.#placesOf("sum", "avg")) {
      const [value, number, scaled] = [column(`value${n}`), column(`number${n}`), column(`scaled${n}`)];
      columns.push(...numberTotals(n, { value, number, scaled }));
    }
    for (const n of this.#placesOf("min", "max")) {
      columns.push(sql`bool_and(${column(`rank${n}`)} > 0) as ${column(`plain${n}`)}`);
    }
    for (const way of ["min", "max"] as const) {
      for (const n of this.#placesOf(way)) {
        columns.push(...extremeTotals(n, way, column(`value${n}`), column(`rank${n}`)));
      }
    }
    const by = keys.length === 0 ? sql`having count(*) > 0` : sql`group by ${sql.join(keys.map(([key]) => key))}`;
    return sql`(select ${sql.join(columns)} from ${from} ${by}) groups`;
  }

  /** The columns of the key, by the places of their paths. */
  #keyColumns(): Map<number, Statement> {
    const places = this.#key.parts.flatMap(({ from }) => ("path" in from ? [this.#place(from.path)] : []));
    return new Map(places.map((n) => [n, column(`key${n}`)]));
  }

  #documents(groups: Statement, guarded: boolean): Rows {
    const keys = this.#keyColumns();
    const fields = this.#asked.map(([name, field]) => [name, this.#result(field)] as const);
    const names = ["_id", ...fields.map(([name]) => name)];
    const pairs = [["_id", keyDocument(this.#key, this.#partColumns(keys))] as const, ...fields].map(
      ([name, value]) => sql`${storedName(name)}::text, ${value}`,
    );
    if (!keepsOrder(names)) pairs.push(sql`'$order', ${JSON.stringify(names)}::text::jsonb`);
    const ok = all([
      guarded ? sql`good` : undefined,
      ...[...keys.values()].map(plainKey),
      ...this.#placesOf("sum", "avg").map(goodTotal),
      ...this.#placesOf("min", "max").map((n) => column(`plain${n}`)),
      ...this.#placesOf("min").map((n) => goodExtreme(n, "min")),
      ...this.#placesOf("max").map((n) => goodExtreme(n, "max")),
    ]);
    const told = ok === undefined ? sql.empty : sql`, ${ok} as ok`;
    const made = rowsOf(
      sql`(select jsonb_build_object(${sql.join(pairs)}) as doc${told} from ${groups}) rows`,
      ok && sql`ok`,
    );
    return { ...made, few: keys.size === 0 };
  }

  /** The columns of the key's parts that are paths, by the places of the parts. */
  #partColumns(keys: ReadonlyMap<number, Statement>): Map<number, Statement> {
    const columns = new Map<number, Statement>();
    for (const [n, { from }] of this.#key.parts.entries()) {
      const place = "path" in from ? this.#place(from.path) : undefined;
      const key = place === undefined ? undefined : keys.get(place);
      const form = column(`form${[...keys.keys()].indexOf(place ?? -1)}`);
      if (key !== undefined) columns.set(n, inForm(key, form));
    }
    return columns;
  }

  #result(field: Asked): Statement {
    switch (field.kind) {
      case "count":
        return sql`to_jsonb(documents * ${sql.raw(String(field.each))})`;
      case "sum":
        return sumOf(this.#place(field.path));
      case "avg":
        return averageOf(this.#place(field.path));
      default:
        return extremeOf(this.#place(field.path), field.kind);
    }
  }
}
