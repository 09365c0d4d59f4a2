import { expect, it } from "@jest/globals";
import { sql, type RelationalDatabase } from "@db/core";
import { describeServer } from "@tooling/servers/jest";
import { databases, rejection } from "./support/database.ts";

describeServer("postgres", "prepared statements", (server) => {
  const made = databases(() => server.url);
  const name = `prepared_${process.pid}`;
  const table = sql.id(name);
  made.finally(() => made.make().execute(sql`drop table if exists ${table}`));

  const prepared = async (db: RelationalDatabase): Promise<{ name: string; statement: string; from_sql: boolean }[]> =>
    db.query(
      sql`select name, statement, from_sql from pg_prepared_statements where statement not like '%pg_prepared_statements%' order by prepare_time, name`,
    );

  it("are prepared once, as many as the cache holds, the least used going first", async () => {
    const db = made.make({ pool: { max: 1 }, statementCacheSize: 3 });
    const ask = (text: string): Promise<unknown> => db.query(sql.native(text));
    await ask("select 1");
    await ask("select 2");
    await ask("select 1");
    expect((await prepared(db)).map(({ statement }) => statement)).toEqual(["select 1", "select 2"]);
    await ask("select 3");
    await ask("select 1");
    // One more than fits: "select 2" and then the question itself have gone.
    await ask("select 4");
    expect((await prepared(db)).map(({ statement }) => statement).toSorted()).toEqual(["select 1", "select 4"]);
    for (let value = 10; value < 60; value++) expect(await ask(`select ${value} as v`)).toEqual([{ v: value }]);
    expect((await prepared(db)).length).toBeLessThanOrEqual(3);
  });

  it("are left out for what has no plan", async () => {
    const db = made.make({ pool: { max: 1 } });
    await db.transaction(async (tx) => {
      await tx.execute(sql`declare c cursor for select 1 as a`);
      expect(await tx.query(sql`fetch all from c`)).toEqual([{ a: 1 }]);
      await tx.execute(sql`close c`);
      // The same text now gives another shape.
      await tx.execute(sql`declare c cursor for select 'x' as b, 2 as c`);
      expect(await tx.query(sql`fetch all from c`)).toEqual([{ b: "x", c: 2 }]);
      await tx.transaction(async () => undefined);
    });
    expect(await prepared(db)).toEqual([]);
  });

  it("are unnamed for poolers", async () => {
    const db = made.make({ pool: { max: 1 }, preparedStatements: "unnamed" });
    for (let round = 0; round < 3; round++)
      expect(await db.query(sql`select ${round}::int as v, ${"x"}::text as w`)).toEqual([{ v: round, w: "x" }]);
    const rows: unknown[] = [];
    for await (const row of db.stream(sql`select generate_series(1, ${1200}::int) as n`, { batchSize: 500 }))
      rows.push(row);
    expect(rows).toHaveLength(1200);
    expect(await prepared(db)).toEqual([]);
  });

  it("survive another session's change of the table", async () => {
    const [db, other] = [made.make({ pool: { max: 1 } }), made.make()];
    await other.execute(sql`create table ${table} (a int)`);
    await other.execute(sql`insert into ${table} values (1)`);
    const all = sql`select * from ${table}`;
    expect(await db.query(all)).toEqual([{ a: 1 }]);
    await other.execute(sql`alter table ${table} add column b text default 'x'`);
    expect(await db.query(all)).toEqual([{ a: 1, b: "x" }]);
    await other.execute(sql`alter table ${table} alter column a type text`);
    const rows: unknown[] = [];
    for await (const row of db.stream(all)) rows.push(row);
    expect(rows).toEqual([{ a: "1", b: "x" }]);
    await other.execute(sql`alter table ${table} drop column b`);
    const again: unknown[] = [];
    for await (const row of db.stream(all)) again.push(row);
    expect(again).toEqual([{ a: "1" }]);
  });

  it("survive the transaction's own change of the table", async () => {
    const db = made.make({ pool: { max: 1 } });
    const all = sql`select * from ${table}`;
    await db.query(all);
    await db.transaction(async (tx) => {
      expect(await tx.query(all)).toEqual([{ a: "1" }]);
      await tx.execute(sql`alter table ${table} add column c int default 7`);
      expect(await tx.query(all)).toEqual([{ a: "1", c: 7 }]);
    });
  });

  it("tell a transaction to begin anew when another session changed the table meanwhile", async () => {
    const [db, other] = [made.make({ pool: { max: 1 } }), made.make()];
    const all = sql`select * from ${table}`;
    await db.query(all);
    let attempts = 0;
    const rows = await db.transaction(
      async (tx) => {
        await tx.query(sql`select 1`);
        if (attempts++ === 0) await other.execute(sql`alter table ${table} add column d int`);
        return tx.query(all);
      },
      { retry: { attempts: 2, delay: 1 } },
    );
    expect(rows).toEqual([{ a: "1", c: 7, d: null }]);
    expect(attempts).toBe(2);
    await other.execute(sql`alter table ${table} drop column d`);
    const error = await rejection(
      db.transaction(async (tx) => {
        await tx.query(sql`select 1`);
        await tx.query(all);
      }),
    );
    expect(error).toMatchObject({
      kind: "stale-statement",
      retry: "statement",
      transactionState: "failed",
      sqlState: "0A000",
    });
  });

  it("survive a borrower who deallocates all of them", async () => {
    const db = made.make({ pool: { max: 1 } });
    const one = sql`select ${1}::int as one`;
    await db.query(one);
    await db.execute(sql`deallocate all`);
    expect(await db.query(one)).toEqual([{ one: 1 }]);
  });

  it("of a borrower's own go when it gives the session back; ours stay", async () => {
    const db = made.make({ pool: { max: 1 } });
    await db.query(sql`select 'ours'`);
    await db.session(async (session) => {
      await session.execute(sql`prepare "Theirs" as select 1 as one`);
      expect(await session.query(sql`execute "Theirs"`)).toEqual([{ one: 1 }]);
    });
    expect((await prepared(db)).map(({ statement }) => statement)).toEqual(["select 'ours'"]);
  });

  it("leave the session clean: settings, temporary tables, sequences, roles, locks", async () => {
    const db = made.make({ pool: { max: 1 }, parameters: { search_path: "pg_temp, public", lock_timeout: "7s" } });
    await db.session(async (session) => {
      await session.execute(sql`set search_path = pg_catalog`);
      await session.execute(sql`set lock_timeout = 0`);
      await session.execute(sql`create temporary table leftover (id int)`);
      await session.execute(sql`set role pg_read_all_data`);
      await session.query(sql`select pg_advisory_lock(77)`);
    });
    expect(
      await db.query(
        sql`select current_setting('search_path') as path, current_setting('lock_timeout') as timeout, to_regclass('pg_temp.leftover') as leftover, current_user = session_user as myself`,
      ),
    ).toEqual([{ path: "pg_temp, public", timeout: "7s", leftover: null, myself: true }]);
    expect(await db.query(sql`select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`)).toEqual(
      [],
    );
  });

  it.each([32_767, 32_768, 65_535])("take %i values", async (count) => {
    const db = made.make({ pool: { max: 1 } });
    const values = sql.join(Array.from({ length: count }, (_, index) => sql`${index}::int`));
    for (let time = 0; time < 2; time++)
      expect(await db.queryOne(sql`select count(*)::int as n from unnest(array[${values}]) as u`)).toEqual({
        n: count,
      });
  });
});
