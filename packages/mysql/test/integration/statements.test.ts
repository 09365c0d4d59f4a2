import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { mariadb, mysql, type MysqlOptions } from "../../src/index.ts";
import { databases, rejection, type Make } from "./support/database.ts";

const digits = sql`(select 0 union all select 1 union all select 2 union all select 3 union all select 4
  union all select 5 union all select 6 union all select 7 union all select 8 union all select 9)`;
/** Half a million rows of two hundred characters. */
const wide = sql`select repeat('x', 200) as t from ${digits} a, ${digits} b, ${digits} c, ${digits} d, ${digits} e, ${digits} f limit 500000`;

function tests(define: Make, url: string): void {
  const made = databases(define, () => url);
  const modes: readonly MysqlOptions[] = [{ preparedStatements: "prepared" }, { preparedStatements: "text" }];

  it.each(modes)("%p: what the server cannot prepare goes all the same, with its values", async (options) => {
    const db = made.make({ ...options, pool: { max: 1 } });
    const name = `${made.name}_p`;
    await db.execute(sql`drop procedure if exists ${sql.id(name)}`);
    await db.execute(
      sql`create procedure ${sql.id(name)} (in n int) begin select n as a; select n + 1 as b, n + 2 as c; end`,
    );
    expect((await db.call(name, [1])).resultSets).toEqual([[{ a: 1 }], [{ b: 2, c: 3 }]]);
    expect(await db.query(sql`call ${sql.id(name)}(${5})`)).toEqual([{ a: 5 }]);
    await db.session(async (session) => {
      await session.execute(sql`set @x = ${"it's"}`);
      expect(await session.query(sql`select @x as x`)).toEqual([{ x: "it's" }]);
    });
    await db.execute(sql`drop procedure ${sql.id(name)}`);
    expect(await rejection(db.query(sql`select 1; select 2`))).toMatchObject({ kind: "syntax-error" });
  });

  it.each(modes)("%p: values are values whatever the server's mode", async (options) => {
    for (const mode of ["", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES"]) {
      const db = made.make({ ...options, parameters: { sql_mode: mode } });
      for (const value of ["\\", "\\'", "' or 1 = 1 -- ", "a\\nb", '"', "\0", "%_"])
        expect(await db.query(sql`select ${value} as v`)).toEqual([{ v: value }]);
    }
  });

  it.each(modes)("%p: a result of many packets, rows beyond 16 MB, and one column of many", async (options) => {
    const db = made.make(options);
    const columns = Array.from({ length: 300 }, (_none, index) => sql`${index} as ${sql.id(`c${index}`)}`);
    const [row] = await db.query(sql`select ${sql.join(columns)}`);
    expect(Object.values(row ?? {})).toEqual(Array.from({ length: 300 }, (_none, index) => index));
    const [large] = await db.query<{ t: string }>(sql`select repeat('x', 15000000) as t`);
    expect(large?.t.length).toBe(15_000_000);
  });

  it("a stream holds back the server, and takes little more than it was asked for", async () => {
    const db = made.make({ pool: { max: 1 }, tls: "disable" });
    await db.session(async (session) => {
      const { stream } = await session.native((client) =>
        Promise.resolve(client as { readonly stream: { readonly bytesRead: number } }),
      );
      const before = stream.bytesRead;
      let count = 0;
      let early = 0;
      for await (const batch of session.stream(wide, { batchSize: 500 }).batches()) {
        count += batch.length;
        if (count > 5000 || early > 0) continue;
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (count === 5000) early = stream.bytesRead - before;
      }
      expect(count).toBe(500_000);
      // Five thousand rows are one megabyte; all of them are a hundred.
      expect(early).toBeGreaterThan(1_000_000);
      expect(early).toBeLessThan(2_000_000);
    });
  }, 30_000);

  it("a stream left early is stopped on the server, in a transaction too", async () => {
    const db = made.make({ pool: { max: 1 } });
    const endless = sql`select repeat('x', 200) as t from ${digits} a, ${digits} b, ${digits} c, ${digits} d, ${digits} e, ${digits} f, ${digits} g`;
    const start = performance.now();
    await db.transaction(async (tx) => {
      for await (const _ of tx.stream(endless, { batchSize: 10 })) break;
      expect(await tx.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    });
    expect(performance.now() - start).toBeLessThan(1500);
    expect(db.endpoints[0]!.stats()).toMatchObject({ opened: 1 });
  });

  it("a statement evicted on the server is prepared anew", async () => {
    const db = made.make({ pool: { max: 1 } });
    const one = sql`select ${1} + 1 as n`;
    expect(await db.query(one)).toEqual([{ n: 2 }]);
    // The client's own reset takes what was prepared with it, and tells nobody.
    await db.session((session) =>
      session.native(
        (client) =>
          new Promise((resolve) => (client as { reset(done: () => void): void }).reset(() => resolve(undefined))),
      ),
    );
    expect(await db.query(one)).toEqual([{ n: 2 }]);
    await db.session(async (session) => {
      await session.query(one);
      await session.native(
        (client) =>
          new Promise((resolve) => (client as { reset(done: () => void): void }).reset(() => resolve(undefined))),
      );
      expect(await session.query(one)).toEqual([{ n: 2 }]);
    });
  });

  it("the client's own connection goes on beside", async () => {
    const db = made.make({ pool: { max: 1 } });
    interface Client {
      query(text: string, done: (error: unknown, rows: unknown) => void): void;
    }
    await db.session(async (session) => {
      await session.query(sql`select 1`);
      const rows = await session.native(
        (client) =>
          new Promise((resolve, reject) =>
            (client as Client).query("select 7 as n", (error, found) =>
              error === null ? resolve(found) : reject(error as Error),
            ),
          ),
      );
      expect(rows).toEqual([{ n: 7 }]);
      expect(await session.query(sql`select 2 as n`)).toEqual([{ n: 2 }]);
    });
  });
}

describeServer("mysql", "statements", (server) => tests(mysql, server.url));
describeServer("mariadb", "statements", (server) => tests(mariadb, server.url));
