import { DatabaseError, sql, type RelationalDatabase, type Statement } from "@db/core";
import {
  NeedsSnapshot,
  selfContained,
  type CollectionInfo,
  type IndexInfo,
  type QuerySettings,
  type SingleReader,
  type Stage,
  type StoreCall,
  type StoreRead,
} from "@db/document/engine";
import { Assumptions } from "../compile/assumptions.ts";
import type { ReadRow } from "../compile/pipeline/statement.ts";
import type { CatalogueCache, KnownCollection } from "./catalogue-cache.ts";
import { callLimits } from "./call-limits.ts";
import { knownStages, planRead, type ReadPlan } from "./read-plan.ts";
import { batchSize, readOf, readOfAll } from "./read-rows.ts";
import { relationName } from "./relation-name.ts";

/** A row with what the read took for granted of the collection: the facts of its {@link Assumptions}, and more. */
interface CheckedRow extends ReadRow, Record<string, unknown> {
  /** As in the catalogue, at the moment of the read. */
  readonly version: string | null;
}

/** A read took something for granted that is not so, which is known by now. */
class Learned extends Error {}

/**
 * One read of a collection without a transaction: one statement, which also tells whether the collection is still what it was
 * taken for. What takes more is refused with `NeedsSnapshot`.
 */
export class SingleRead implements SingleReader {
  readonly #db: RelationalDatabase;
  readonly #schema: string;
  readonly #cache: CatalogueCache;
  readonly #call: StoreCall;
  readonly #prepare: () => Promise<void>;

  /** `prepare` sees to it that the schema is there. */
  constructor(
    db: RelationalDatabase,
    schema: string,
    cache: CatalogueCache,
    prepare: () => Promise<void>,
    call: StoreCall,
  ) {
    this.#prepare = prepare;
    this.#db = db;
    this.#schema = schema;
    this.#cache = cache;
    this.#call = call;
  }

  async collection(name: string): Promise<CollectionInfo | undefined> {
    return (await this.#entry(name)).info;
  }

  async indexes(name: string): Promise<readonly IndexInfo[]> {
    return (await this.#entry(name)).indexes;
  }

  async read(collection: string, stages: readonly Stage[], settings: QuerySettings): Promise<StoreRead> {
    if (!selfContained(stages)) throw new NeedsSnapshot();
    const table = sql.id(this.#schema, relationName(collection));
    for (let entry = await this.#entry(collection); ; entry = await this.#entry(collection)) {
      if (entry.info.type === "view") throw new NeedsSnapshot();
      const assumed = new Assumptions(entry.exceptions);
      const plans = planRead(knownStages(stages, settings), table, assumed.context(this.#schema, entry.indexed));
      // That the server keeps no plan is a setting of a transaction.
      if (assumed.mixed) throw new NeedsSnapshot();
      const facts = [this.#version(collection), ...assumed.facts(this.#schema, table)];
      try {
        const check = (row: CheckedRow | undefined): void => this.#check(collection, entry, assumed, row);
        const [plan] = plans as readonly [ReadPlan];
        const all = plan.guarded ? undefined : await this.#all(plan, facts, check);
        if (all !== undefined) return readOfAll(plan, all);
        return await readOf(plans, (each) => this.#checked(each, facts, check));
      } catch (error) {
        if (error instanceof Learned) continue;
        // A collection that is gone or has another name has no such table.
        if (!DatabaseError.is(error) || (error.kind !== "undefined-table" && error.kind !== "undefined-column"))
          throw error;
        this.#cache.forget(collection);
        throw new NeedsSnapshot();
      }
    }
  }

  /** What is known of a collection; one that is not there may be by now. */
  async #entry(name: string): Promise<KnownCollection> {
    await this.#prepare();
    const entry = await this.#cache.entry(name, this.#call);
    if (entry === undefined) throw new NeedsSnapshot();
    return entry;
  }

  /**
   * All rows of a plan where they are few, which is how most reads are; else `undefined`. A cursor of the server costs a second
   * question: it is opened once there is more than one batch.
   */
  async #all(
    plan: ReadPlan,
    facts: readonly Statement[],
    check: (row: CheckedRow | undefined) => void,
  ): Promise<readonly ReadRow[] | undefined> {
    const few = plan.most !== undefined && plan.most <= batchSize;
    const start = few ? plan.statement : plan.start(batchSize + 1);
    if (start === undefined) return undefined;
    const rows = await this.#db.query(withFacts(start, facts), callLimits(this.#call));
    // Where there are no rows nothing has told it yet.
    check(rows[0] ?? (await this.#facts(facts)));
    return few || rows.length <= batchSize ? rows : undefined;
  }

  /** The rows of a plan, once the first has told that they are what was asked for. */
  async *#checked(
    plan: ReadPlan,
    facts: readonly Statement[],
    check: (row: CheckedRow | undefined) => void,
  ): AsyncGenerator<readonly ReadRow[], undefined> {
    if (plan.most !== undefined && plan.most <= batchSize) {
      const rows = await this.#db.query(withFacts(plan.statement, facts), callLimits(this.#call));
      check(rows[0] ?? (await this.#facts(facts)));
      if (rows.length > 0) yield rows;
      return undefined;
    }
    let some = false;
    const options = { ...callLimits(this.#call), batchSize };
    for await (const rows of this.#db.stream(withFacts(plan.statement, facts), options).batches()) {
      if (!some) check(rows[0]);
      some = true;
      yield rows;
    }
    if (!some) check(await this.#facts(facts));
    return undefined;
  }

  async #facts(facts: readonly Statement[]): Promise<CheckedRow | undefined> {
    return (
      await this.#db.query<CheckedRow>(sql<CheckedRow>`select ${sql.join([...facts])}`, callLimits(this.#call))
    )[0];
  }

  #version(collection: string): Statement {
    return sql`(select version::text from ${sql.id(this.#schema, "_collections")} where name = ${collection}) as version`;
  }

  #check(collection: string, entry: KnownCollection, assumed: Assumptions, row: CheckedRow | undefined): void {
    if (row?.version !== entry.version) {
      this.#cache.forget(collection);
      throw new NeedsSnapshot();
    }
    const exceptions = assumed.broken(row);
    if (exceptions === undefined) return;
    this.#cache.learn(collection, entry, exceptions);
    throw new Learned();
  }
}

/** A read whose rows have facts beside them. */
function withFacts(read: Statement<ReadRow>, facts: readonly Statement[]): Statement<CheckedRow> {
  return sql<CheckedRow>`select r.*, ${sql.join([...facts])} from (${read}) r`;
}
