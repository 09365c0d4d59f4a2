import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createDatabase, sql, type DocumentCollection, type Filter, type FindOptions } from "@db/core";
import { postgres } from "@db/postgres";
import { describeServer } from "@tooling/servers/jest";
import { pgJsonb } from "../../src/index.ts";

interface Item {
  _id: number;
  n: number;
  name: string;
  when: Date;
  tags: string[];
  inner: { code: number };
  maybe?: number | number[];
}

const count = 20_000;

describeServer("postgres", "the use of indexes", (server) => {
  const schema = `index_use_${process.pid}`;
  const relational = createDatabase(postgres({ url: server.url }));
  const database = pgJsonb(relational, { schema });
  const items: DocumentCollection<Item> = database.collection<Item>("items");

  beforeAll(async () => {
    const documents = Array.from({ length: count }, (_, _id) => ({
      _id,
      n: (_id * 7919) % count,
      name: `name ${_id % 500}`,
      when: new Date(_id * 1000),
      tags: [`t${_id % 100}`, `u${_id % 7}`],
      inner: { code: _id % 1000 },
      ...(_id % 1000 === 0 ? { maybe: [_id, -1] } : { maybe: _id }),
    }));
    for (let at = 0; at < count; at += 5000) await items.insertMany(documents.slice(at, at + 5000));
    await items.createIndexes([
      { key: { n: 1 } },
      { key: { name: 1, n: 1 } },
      { key: { when: -1 } },
      { key: { tags: 1 } },
      { key: { "inner.code": 1 } },
      { key: { maybe: 1 } },
    ]);
    await relational.execute(sql`analyze ${sql.id(schema, "items")}`);
  }, 120_000);
  afterAll(async () => {
    await relational.execute(sql`drop schema if exists ${sql.id(schema)} cascade`);
    await relational.close();
  });

  /** Answered by an index alone, and by the server alone; gives the `_id`s. */
  const indexed = async (filter: Filter<Item>, options: FindOptions<Item> = {}): Promise<number[]> => {
    const told = await items.explain(filter, options);
    expect({ fullScan: told.fullScan, residual: told.residual }).toEqual({ fullScan: false, residual: [] });
    expect(told.indexes.length).toBeGreaterThan(0);
    expect(told.statement).not.toMatch(/name 42|t17/);
    return (await items.find(filter, options).toArray()).map(({ _id }) => _id);
  };

  it("is by the key of the table for _id", async () => {
    expect((await items.explain({ _id: 5 })).indexes).toEqual([expect.stringMatching(/^_index_/)]);
    expect(await indexed({ _id: { $in: [1, 2] } }, { sort: { _id: 1 } })).toEqual([1, 2]);
  });

  it("is there for equality, also below and in arrays", async () => {
    expect(await indexed({ n: 7919 })).toEqual([1]);
    expect(await indexed({ name: "name 42", n: { $lt: 2000 } })).toHaveLength(4);
    expect(await indexed({ "inner.code": 3 })).toHaveLength(20);
    expect(await indexed({ tags: "t17" })).toHaveLength(200);
    expect((await indexed({ maybe: { $in: [4000, 4001] } })).sort()).toEqual([4000, 4001]);
    expect(await indexed({ maybe: -1 })).toHaveLength(20);
  });

  it("is there for ranges, and for an order with a limit", async () => {
    expect(await indexed({ n: { $gte: 10, $lt: 20 } })).toHaveLength(10);
    expect(await indexed({ when: { $gt: new Date((count - 3) * 1000) } })).toHaveLength(2);
    expect(await indexed({ maybe: { $gt: count - 5 } })).toHaveLength(4);
    expect((await indexed({}, { sort: { n: 1 }, limit: 3 })).map((id) => (id * 7919) % count)).toEqual([0, 1, 2]);
    expect(await indexed({}, { sort: { when: -1 }, limit: 2 })).toEqual([count - 1, count - 2]);
  });

  it("tells what the server cannot do", async () => {
    const told = await items.explain({ name: /^name 4/, n: 5 }, { sort: { n: 1 } });
    expect(told).toMatchObject({ pushed: [], residual: ["$match", "$sort"], prefiltered: true, fullScan: false });
    expect((await items.explain({ name: /x/ })).fullScan).toBe(true);
  });
});
