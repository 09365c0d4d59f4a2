import { DatabaseError, sql, type RelationalDatabase } from "@db/core";
import type { Kit } from "../../kit.ts";
import { describe, difference } from "./same.ts";

/** A value and what it must come back as. */
export interface Sample {
  readonly given: unknown;
  readonly expected: unknown;
}

/** A value that comes back as it was given. */
export function kept(given: unknown): Sample {
  return { given, expected: given };
}

/** A value that comes back as another. */
export function becomes(given: unknown, expected: unknown): Sample {
  return { given, expected };
}

/** How the values of a type are compared. */
export interface Comparison {
  /** Brings what was read to the form of what is expected, where engines may rightly differ. */
  readonly read?: ((value: unknown) => unknown) | undefined;
  /** Whether a row can be found by the value, as a parameter of `where v = ?`. */
  readonly findable?: ((given: unknown) => boolean) | undefined;
}

interface ValueRow {
  readonly id: number;
  readonly v: unknown;
}

/** A table with one column of the type on trial. */
export class ValueTable {
  readonly #kit: Kit;
  readonly #db: RelationalDatabase;
  readonly #name: string;

  private constructor(kit: Kit, db: RelationalDatabase, name: string) {
    this.#kit = kit;
    this.#db = db;
    this.#name = name;
  }

  /** Makes the table for a while. */
  static async use(
    kit: Kit,
    db: RelationalDatabase,
    type: string,
    use: (table: ValueTable) => Promise<void>,
  ): Promise<void> {
    const table = new ValueTable(kit, db, kit.newName("values"));
    const columns = `id ${kit.dialect.types.toNative("integer")} not null primary key, v ${kit.dialect.types.toNative(type)}`;
    await db.execute(sql`create table ${sql.id(table.#name)} (${sql.raw(columns)})`);
    try {
      await use(table);
    } finally {
      await db.execute(sql`drop table ${sql.id(table.#name)}`);
    }
  }

  /**
   * Stores each value as a parameter and by bulk insert, reads all by query and by stream, and finds each by its value.
   * Fails at the first that is not what it was.
   */
  async roundTrip(samples: readonly Sample[], { read = (value) => value, findable }: Comparison): Promise<void> {
    await this.#clear();
    const empty = (given: unknown): boolean => this.#kit.dialect.emptyStringIsNull && isEmpty(given);
    for (const [index, { given }] of samples.entries()) await this.insert(2 * index, given);
    await this.bulk(samples.map(({ given }, index) => ({ id: 2 * index + 1, v: given })));
    const all = sql<ValueRow>`select id, v from ${sql.id(this.#name)} order by id`;
    const queried = await this.#db.query(all);
    const streamed: ValueRow[] = [];
    for await (const row of this.#db.stream(all, { batchSize: 7 })) streamed.push(row);
    for (const [way, rows] of [
      ["query", queried],
      ["stream", streamed],
    ] as const) {
      this.#kit.equal(
        rows.map(({ id }) => id),
        Array.from({ length: 2 * samples.length }, (_, index) => index),
      );
      for (const { id, v } of rows) {
        const { given, expected } = samples[Math.floor(id / 2)] as Sample;
        const wrong = difference(read(v), empty(given) ? null : expected);
        if (wrong !== undefined) {
          throw new Error(
            `${describe(given)}, stored ${id % 2 === 0 ? "as a parameter" : "by bulkInsert"} and read by ${way}, came back as ${wrong}`,
          );
        }
      }
    }
    for (const [index, { given }] of samples.entries())
      if (findable?.(given) === true && !empty(given)) await this.#find(index, given);
  }

  async #find(index: number, given: unknown): Promise<void> {
    const found = await this.#db.query(sql<{ id: number }>`select id from ${sql.id(this.#name)} where v = ${given}`);
    const ids = new Set(found.map(({ id }) => id));
    if (!ids.has(2 * index)) throw new Error(`${describe(given)}, stored as a parameter, is not found by its value`);
    if (!ids.has(2 * index + 1)) throw new Error(`${describe(given)}, stored by bulkInsert, is not found by its value`);
  }

  /** Proves that null comes back as null, both ways, and is null to the engine. */
  async nulls(): Promise<void> {
    await this.roundTrip([kept(null)], {});
    this.#kit.equal(await this.#db.query(sql`select id from ${sql.id(this.#name)} where v is null order by id`), [
      { id: 0 },
      { id: 1 },
    ]);
  }

  /** Proves that a value is refused both ways with one of these kinds, and that nothing was stored. */
  async refuses(
    given: unknown,
    ...kinds: Parameters<Kit["rejects"]> extends [unknown, ...infer K] ? K : never
  ): Promise<void> {
    await this.#clear();
    await this.#kit.rejects(() => this.insert(0, given), ...kinds);
    await this.#kit.rejects(() => this.bulk([{ id: 1, v: given }]), ...kinds);
    this.#kit.equal(await this.#db.query(sql`select id from ${sql.id(this.#name)}`), []);
  }

  /**
   * Proves that a value that the engine need not take is stored as it is or refused with one of these kinds, and never
   * becomes another. Tells which.
   */
  async keepsOrRefuses(
    { given, expected }: Sample,
    comparison: Comparison,
    ...kinds: Parameters<Kit["rejects"]> extends [unknown, ...infer K] ? K : never
  ): Promise<"kept" | "refused"> {
    await this.#clear();
    let refused: unknown;
    try {
      await this.insert(0, given);
    } catch (error) {
      if (!DatabaseError.is(error) || !kinds.includes(error.kind)) throw error;
      refused = error;
    }
    if (refused !== undefined) {
      await this.refuses(given, ...kinds);
      return "refused";
    }
    await this.roundTrip([{ given, expected }], comparison);
    return "kept";
  }

  /** Stores a value as a parameter. */
  async insert(id: number, value: unknown): Promise<void> {
    await this.#db.execute(sql`insert into ${sql.id(this.#name)} (id, v) values (${id}, ${value})`);
  }

  /** Stores values by bulk insert. */
  async bulk(rows: readonly { readonly id: number; readonly v: unknown }[]): Promise<void> {
    await this.#db.bulkInsert(
      this.#name,
      rows.map(({ id, v }) => ({ id, v })),
    );
  }

  /** All that is there, in the order of the ids. */
  async all(): Promise<unknown[]> {
    const rows = await this.#db.query(sql<ValueRow>`select id, v from ${sql.id(this.#name)} order by id`);
    return rows.map(({ v }) => v);
  }

  /** The ids of the rows whose value is null to the engine. */
  async nullIds(): Promise<number[]> {
    const rows = await this.#db.query(
      sql<{ id: number }>`select id from ${sql.id(this.#name)} where v is null order by id`,
    );
    return rows.map(({ id }) => id);
  }

  /** How many rows have a value. */
  async count(value: unknown): Promise<number> {
    return (await this.#db.query(sql`select id from ${sql.id(this.#name)} where v = ${value}`)).length;
  }

  async #clear(): Promise<void> {
    await this.#db.execute(sql`delete from ${sql.id(this.#name)}`);
  }
}

/** An empty text, or no bytes. */
function isEmpty(given: unknown): boolean {
  return given === "" || (ArrayBuffer.isView(given) && given.byteLength === 0);
}
