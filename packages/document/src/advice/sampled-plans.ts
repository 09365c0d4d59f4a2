import { randomUUID } from "node:crypto";
import type { AnyDocument, DocumentCollection, DocumentDatabase, Filter, IndexDefinition, Sort } from "@db/core";
import type { AskedQuery, SampledPlan } from "./index-advice.ts";

/** A copy of some documents of a collection, to try indexes on; whoever makes it drops it. */
export class SampledPlans {
  readonly documents: readonly AnyDocument[];
  readonly #copy: DocumentCollection;

  private constructor(documents: readonly AnyDocument[], copy: DocumentCollection) {
    this.documents = documents;
    this.#copy = copy;
  }

  /** Copies documents chosen at random into a collection of its own in the same database, named `advice_…`, with these indexes. */
  static async take(
    database: DocumentDatabase,
    collection: string,
    size: number,
    indexes: readonly IndexDefinition[],
  ): Promise<SampledPlans> {
    const documents = await database
      .collection(collection)
      .aggregate([{ $sample: { size } }])
      .toArray();
    const copy = database.collection(`advice_${randomUUID().replaceAll("-", "")}`);
    try {
      for (let at = 0; at < documents.length; at += 1000) await copy.insertMany(documents.slice(at, at + 1000));
      if (indexes.length > 0) await copy.createIndexes(indexes);
    } catch (error) {
      await copy.drop();
      throw error;
    }
    return new SampledPlans(documents, copy);
  }

  /** How a query is answered. */
  async plan({ filter, sort }: AskedQuery): Promise<SampledPlan> {
    const options = sort === undefined ? {} : { sort: sort as Sort };
    const { fullScan, indexes, cost } = await this.#copy.explain(filter as Filter, options);
    return { fullScan, indexes, cost };
  }

  /** How a query is answered with one index more. */
  async planWith(query: AskedQuery, index: IndexDefinition): Promise<SampledPlan> {
    const name = await this.#copy.createIndex(index);
    try {
      return await this.plan(query);
    } finally {
      await this.#copy.dropIndex(name);
    }
  }

  async drop(): Promise<void> {
    await this.#copy.drop();
  }
}
