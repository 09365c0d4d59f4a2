import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { readLob, writeLob } from "../../src/index.ts";
import { doubleDatabases } from "../support/double-database.ts";
import { rejection } from "../support/rejection.ts";

describeServer("h2", "large objects on the double", (server) => {
  const { make } = doubleDatabases(server.url);
  const db = make({ pool: { max: 2 } });

  async function* pieces(): AsyncGenerator<string> {
    for (let piece = 0; piece < 50; piece++) {
      await Promise.resolve();
      yield `${piece}:äöü€😀`.repeat(100);
    }
  }
  const text = Array.from({ length: 50 }, (_, piece) => `${piece}:äöü€😀`.repeat(100)).join("");

  it("text goes in and comes out piece by piece", async () => {
    await db.execute(sql`create table large (id number(9) primary key, body clob, image blob)`);
    await db.session(async (session) => {
      await writeLob(session, "text", pieces(), (body) =>
        session.execute(sql`insert into large (id, body) values (${1}, ${body})`),
      );
      const read = await readLob(session, sql`select body from large where id = ${1}`, async (parts) => {
        const all: string[] = [];
        for await (const part of parts) all.push(part as string);
        return all;
      });
      expect(read?.join("")).toBe(text);
    });
    expect(await db.query(sql`select body from large where id = 1`)).toEqual([{ body: text }]);
  });

  it("bytes do too, and null is null", async () => {
    const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index % 256);
    await db.transaction(async (tx) => {
      await writeLob(tx, "bytes", [bytes.subarray(0, 1000), bytes.subarray(1000)], (image) =>
        tx.execute(sql`insert into large (id, image) values (2, ${image})`),
      );
      const image = await readLob(tx, sql`select image from large where id = 2`, async (parts) => {
        const all: Buffer[] = [];
        for await (const part of parts) all.push(Buffer.from(part as Uint8Array));
        return Buffer.concat(all);
      });
      expect(image).toEqual(Buffer.from(bytes));
      expect(await readLob(tx, sql`select body from large where id = 2`, () => Promise.resolve(1))).toBeNull();
    });
  });

  it("one is bound on its own session alone, and only while its callback runs", async () => {
    await db.session(async (session) => {
      const error = await rejection(
        writeLob(session, "text", ["x"], (body) => db.execute(sql`insert into large (id, body) values (3, ${body})`)),
      );
      expect(error).toMatchObject({ kind: "usage" });
    });
  });

  it.each<readonly [query: string, kind: string]>([
    ["select body from large where id = 99", "no-rows"],
    ["select body from large", "too-many-rows"],
    ["select id from large where id = 1", "usage"],
    ["select body, image from large where id = 1", "usage"],
    ["select nothing from large", "undefined-column"],
  ])("%s: %s", async (query, kind) => {
    const read = db.session((session) => readLob(session, sql`${sql.raw(query)}`, () => Promise.resolve(0)));
    expect(await rejection(read)).toMatchObject({ kind });
  });

  it("what the source throws is what the call rejects with, and the session goes on", async () => {
    await db.session(async (session) => {
      const source = (function* () {
        yield "a";
        throw new Error("no more");
      })();
      expect(await rejection(writeLob(session, "text", source, () => Promise.resolve()))).toMatchObject({
        message: "no more",
      });
      expect(await session.query(sql`select 'x' as v from dual`)).toEqual([{ v: "x" }]);
    });
    await db.execute(sql`drop table large`);
  });
});
