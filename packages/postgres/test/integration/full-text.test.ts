import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { headline, jsonContains, matches, rank, tsquery, tsvector } from "../../src/index.ts";
import { databases, rejection } from "./support/database.ts";

describeServer("postgres", "full text and jsonb", (server) => {
  const made = databases(() => server.url);
  const table = sql.id(`articles_${process.pid}`);
  const english = { config: "english" };
  made.finally(() => made.make().execute(sql`drop table if exists ${table}`));

  it("finds, ranks and marks", async () => {
    const db = made.make();
    await db.execute(
      sql`create table ${table} (id int primary key, "Title" text, body text, document tsvector, data jsonb)`,
    );
    await db.bulkInsert(
      `articles_${process.pid}`,
      [
        [1, "Cats", "A cat sat on the mat, as cats do", { tags: ["pet", "small"] }],
        [2, "Dogs", "Dogs chase cats", { tags: ["pet"] }],
        [3, null, "The sea is blue", { tags: [], "a?b": 1 }],
      ].map(([id, title, body, data]) => [id, title, body, sql.json(data)]),
      { columns: ["id", "Title", "body", "data"] },
    );
    const weighted = tsvector({ Title: "A", body: "B" }, english);
    await db.execute(sql`update ${table} set document = ${weighted}`);
    const find = (query: string, options: Parameters<typeof matches>[2]): Promise<number[]> =>
      db
        .query<{ id: number }>(
          sql`select id from ${table} where ${matches("document", query, options)} order by ${rank("document", query, options)} desc, id`,
        )
        .then((rows) => rows.map(({ id }) => id));
    expect(await find("cat", english)).toEqual([1, 2]);
    expect(await find('"chase cats" -mat', english)).toEqual([2]);
    expect(await find("cats sat", { ...english, parser: "plain" })).toEqual([1]);
    expect(await find("sat on the mat", { ...english, parser: "phrase" })).toEqual([1]);
    expect(await find("blue | mat", { ...english, parser: "raw" })).toEqual([1, 3]);
    expect(await find("))(( or ' \\", english)).toEqual([]);
    expect(await rejection(find("cat &", { ...english, parser: "raw" }))).toMatchObject({ kind: "syntax-error" });
    const { marked, score } = await db.queryOne<{ marked: string; score: number }>(
      sql`select ${headline("body", "cat", { ...english, tags: ["[", "]"], words: [2, 5], fragments: 1 })} as marked, ${rank("document", "cat", { ...english, cover: true, weights: [0, 0, 0.5, 1], normalization: 1 })} as score from ${table} where id = 1`,
    );
    expect(marked).toContain("[cat]");
    expect(score).toBeGreaterThan(0);
    expect((await db.queryOne<{ q: string }>(sql`select ${tsquery("cats", english)} as q`)).q).toBe("'cat'");
    expect(
      (await db.queryOne<{ v: string }>(sql`select ${tsvector(sql`'two cats'`, { config: "simple" })} as v`)).v,
    ).toBe("'cats':2 'two':1");
  });

  it("uses the index that was made of the same document", async () => {
    const db = made.make({ pool: { max: 1 } });
    await db.execute(sql`create index on ${table} using gin (${tsvector("body", english)})`);
    await db.execute(sql`create index on ${table} using gin (data jsonb_path_ops)`);
    await db.session(async (session) => {
      await session.execute(sql`set enable_seqscan = off`);
      // Six times and more: then the server plans without knowing the values.
      for (let round = 0; round < 8; round++) {
        const plan = await session.query(
          sql`explain select id from ${table} where ${matches(tsvector("body", english), "cat", english)}`,
        );
        expect(JSON.stringify(plan)).toContain("Bitmap Index Scan");
        expect(
          JSON.stringify(
            await session.query(sql`explain select id from ${table} where ${jsonContains("data", { tags: ["pet"] })}`),
          ),
        ).toContain("Bitmap Index Scan");
      }
    });
  });

  it("asks what a document holds", async () => {
    const db = made.make();
    expect(await db.query(sql`select id from ${table} where ${jsonContains("data", { tags: ["small"] })}`)).toEqual([
      { id: 1 },
    ]);
    expect(await db.query(sql`select id from ${table} where data ? ${"a?b"}`)).toEqual([{ id: 3 }]);
    expect(
      await db.query(sql`select data #>> ${["tags", "0"]} as tag from ${table} where id = any(${[2, 9]})`),
    ).toEqual([{ tag: "pet" }]);
  });

  it("takes no text where a word of a list is meant", () => {
    expect(() => tsvector({ body: "E" as never })).toThrow(expect.objectContaining({ kind: "usage" }));
    expect(() => tsquery("x", { parser: "sql" as never })).toThrow(expect.objectContaining({ kind: "usage" }));
    expect(() => headline("body", "x", { tags: ['"', ""] })).toThrow(expect.objectContaining({ kind: "usage" }));
  });
});
