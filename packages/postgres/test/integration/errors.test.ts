import { beforeAll, expect, it } from "@jest/globals";
import { sql, type Statement } from "@db/core";
import { describePrivateServer, describeServer } from "@tooling/servers/jest";
import { databases, rejection, withDatabases } from "./support/database.ts";

describeServer("postgres", "errors the server was brought to", (server) => {
  const made = databases(() => server.url);
  const name = `errors_${process.pid}`;
  const [parent, child, role] = [sql.id(`${name}_p`), sql.id(`${name}_c`), sql.id(`${name}_role`)];
  made.finally(async () => {
    const db = made.make();
    await db.execute(sql`drop table if exists ${child}, ${parent}`);
    await db.execute(sql`drop role if exists ${role}`);
  });

  beforeAll(async () => {
    const db = made.make();
    await db.execute(
      sql`create table ${parent} (id int primary key, code varchar(3) not null, small smallint, amount int constraint positive check (amount > 0), during int4range, exclude using gist (during with &&))`,
    );
    await db.execute(
      sql`create table ${child} (id int primary key, parent int constraint belongs references ${parent} deferrable initially immediate)`,
    );
    await db.execute(
      sql`insert into ${parent} (id, code, amount, during) values (1, 'a', 1, '[1,5)'), (2, 'b', 1, null)`,
    );
    await db.execute(sql`insert into ${child} values (1, 1)`);
    await db.execute(sql`create role ${role}`);
  });

  type Expected = Record<string, unknown>;
  const refused: readonly [title: string, statement: Statement, expected: Expected][] = [
    [
      "a key that exists",
      sql`insert into ${parent} (id, code) values (1, 'x')`,
      {
        kind: "unique-violation",
        sqlState: "23505",
        constraint: `${name}_p_pkey`,
        table: `${name}_p`,
        schema: "public",
      },
    ],
    [
      "a reference to nothing",
      sql`insert into ${child} values (2, ${99}::int)`,
      { kind: "foreign-key-violation", sqlState: "23503", constraint: "belongs" },
    ],
    [
      "a row that is referenced",
      sql`delete from ${parent} where id = 1`,
      { kind: "foreign-key-violation", sqlState: "23503", table: `${name}_c` },
    ],
    [
      "null",
      sql`insert into ${parent} (id) values (3)`,
      { kind: "not-null-violation", sqlState: "23502", column: "code" },
    ],
    [
      "a check",
      sql`update ${parent} set amount = ${-5}::int`,
      { kind: "check-violation", sqlState: "23514", constraint: "positive" },
    ],
    [
      "an exclusion",
      sql`insert into ${parent} (id, code, during) values (3, 'x', '[4,6)')`,
      { kind: "exclusion-violation", sqlState: "23P01" },
    ],
    [
      "text too long",
      sql`insert into ${parent} (id, code) values (3, ${"secret"})`,
      { kind: "value-too-long", sqlState: "22001" },
    ],
    [
      "a number out of range",
      sql`update ${parent} set small = ${70_000}::int`,
      { kind: "value-out-of-range", sqlState: "22003" },
    ],
    ["a date out of range", sql`select ${"2024-02-30"}::date`, { kind: "value-out-of-range", sqlState: "22008" }],
    ["text that is no number", sql`select ${"secret"}::int`, { kind: "invalid-value", sqlState: "22P02" }],
    ["text that is no date", sql`select ${"secret"}::timestamptz`, { kind: "invalid-value", sqlState: "22007" }],
    ["U+0000", sql`select ${"a\0secret"}::text`, { kind: "invalid-value", sqlState: "22021" }],
    ["json that is none", sql`select ${"{secret"}::jsonb`, { kind: "invalid-value", sqlState: "22P02" }],
    ["a division by zero", sql`select 1 / ${0}::int`, { kind: "division-by-zero", sqlState: "22012" }],
    ["nonsense", sql`selec 1`, { kind: "syntax-error", sqlState: "42601", position: 1 }],
    ["an unknown table", sql`select * from nowhere`, { kind: "undefined-table", sqlState: "42P01", position: 15 }],
    ["an unknown column", sql`select nothing from ${parent}`, { kind: "undefined-column", sqlState: "42703" }],
    ["an unknown function", sql`select nothing()`, { kind: "undefined-object", sqlState: "42883" }],
    ["an unknown type", sql`select null::nothing`, { kind: "undefined-object", sqlState: "42704" }],
    ["an unknown schema", sql`create table nowhere.t (id int)`, { kind: "undefined-object", sqlState: "3F000" }],
    ["a table that exists", sql`create table ${parent} (id int)`, { kind: "duplicate-object", sqlState: "42P07" }],
    ["a column that exists", sql`alter table ${parent} add id int`, { kind: "duplicate-object", sqlState: "42701" }],
    [
      "a name that means two things",
      sql`select id from ${parent}, ${child}`,
      { kind: "ambiguous-name", sqlState: "42702" },
    ],
    ["a command that must be alone", sql`vacuum nowhere`, { kind: "undefined-table" }],
    [
      "what it cannot do",
      sql`select count(*) over () from ${parent} for update`,
      { kind: "unsupported", sqlState: "0A000" },
    ],
    ["a type with no equality", sql`select distinct '{}'::json`, { kind: "undefined-object", sqlState: "42883" }],
    [
      "a raise of an unknown code",
      sql`do $$ begin raise exception 'mine' using errcode = 'ZZ001'; end $$`,
      { kind: "unknown", sqlState: "ZZ001", message: expect.stringContaining("mine") },
    ],
    [
      "a raise of a fault inside the server",
      sql`do $$ begin raise exception 'mine' using errcode = 'XX000'; end $$`,
      { kind: "internal", sqlState: "XX000", connection: "evict" },
    ],
  ];

  it.each(refused)("%s", async (_title, statement, expected) => {
    const db = made.make();
    const error = await rejection(db.query(statement));
    expect(error).toMatchObject({
      engine: "postgres",
      databaseError: true,
      connection: "keep",
      retry: "never",
      statement: expect.any(String),
      ...expected,
    });
    expect(JSON.stringify(error)).not.toContain("secret");
    expect(String(error)).not.toContain("secret");
    // The connection stays, and so does the session in it; after a fault of the server's own it does not.
    expect(db.endpoints[0]!.stats()).toMatchObject({ size: expected["connection"] === "evict" ? 0 : 1 });
    await db.close();
  });

  it("permission denied", async () => {
    const db = made.make();
    await db.session(async (session) => {
      await session.execute(sql`set role ${role}`);
      expect(await rejection(session.query(sql`select * from ${parent}`))).toMatchObject({
        kind: "permission-denied",
        sqlState: "42501",
      });
    });
  });

  it("a write in a read-only transaction is the caller's fault, not the server's", async () => {
    const db = made.make();
    const error = await rejection(db.transaction((tx) => tx.execute(sql`delete from ${child}`), { readOnly: true }));
    expect(error).toMatchObject({ kind: "read-only", sqlState: "25006", retry: "never", connection: "keep" });
    await db.session(async (session) => {
      await session.execute(sql`set default_transaction_read_only = on`);
      expect(await rejection(session.execute(sql`delete from ${child}`))).toMatchObject({ kind: "read-only" });
    });
  });

  it("a deadlock is told to one, and the other goes on", async () => {
    const [one, two] = [made.make(), made.make()];
    const [a, b] = [await one.begin(), await two.begin()];
    await a.execute(sql`update ${parent} set amount = 2 where id = 1`);
    await b.execute(sql`update ${parent} set amount = 2 where id = 2`);
    const settled = await Promise.allSettled([
      a.execute(sql`update ${parent} set amount = 3 where id = 2`),
      b.execute(sql`update ${parent} set amount = 3 where id = 1`),
    ]);
    const failed = settled.filter((result) => result.status === "rejected");
    expect(failed).toHaveLength(1);
    expect(failed[0]!.reason).toMatchObject({
      kind: "deadlock",
      sqlState: "40P01",
      retry: "transaction",
      transactionState: "failed",
    });
    await Promise.all([a.rollback(), b.rollback()]);
  });

  it("a serialization failure, which a retry mends", async () => {
    const [one, two] = [made.make(), made.make()];
    let attempts = 0;
    const errors: unknown[] = [];
    await one.transaction(
      async (tx) => {
        attempts++;
        await tx.query(sql`select amount from ${parent} where id = 1`);
        if (attempts === 1) await two.execute(sql`update ${parent} set amount = 8 where id = 1`);
        await tx.execute(sql`update ${parent} set amount = 9 where id = 1`).catch((error: unknown) => {
          errors.push(error);
          throw error;
        });
      },
      { isolation: "repeatable-read", retry: { attempts: 3, delay: 1 } },
    );
    expect(attempts).toBe(2);
    expect(errors[0]).toMatchObject({
      kind: "serialization-failure",
      sqlState: "40001",
      retry: "transaction",
      transactionState: "failed",
    });
  });

  it("a lock that is not to be had", async () => {
    const [one, two] = [made.make(), made.make()];
    const holder = await one.begin();
    await holder.query(sql`select 1 from ${parent} where id = 1 for update`);
    expect(await rejection(two.query(sql`select 1 from ${parent} where id = 1 for update nowait`))).toMatchObject({
      kind: "lock-timeout",
      sqlState: "55P03",
      retry: "transaction",
    });
    await two.session(async (session) => {
      await session.execute(sql`set lock_timeout = '50ms'`);
      expect(await rejection(session.query(sql`select 1 from ${parent} where id = 1 for update`))).toMatchObject({
        kind: "lock-timeout",
        sqlState: "55P03",
      });
    });
    await holder.rollback();
  });

  it("statement_timeout is the server's, a time limit the call's", async () => {
    const db = made.make({ parameters: { statement_timeout: "100" } });
    expect(await rejection(db.query(sql`select pg_sleep(5)`))).toMatchObject({
      kind: "cancelled",
      sqlState: "57014",
      retry: "never",
    });
    const start = performance.now();
    expect(await rejection(made.make().query(sql`select pg_sleep(5)`, { timeout: 100 }))).toMatchObject({
      kind: "timeout",
    });
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it("an administrator's shutdown of the session", async () => {
    const [victim, killer] = [made.make({ pool: { max: 1 } }), made.make()];
    const { pid } = await victim.queryOne<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    const running = rejection(victim.query(sql`select pg_sleep(10)`));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await killer.query(sql`select pg_terminate_backend(${pid}, 5000)`);
    expect(await running).toMatchObject({
      kind: "connection-lost",
      sqlState: "57P01",
      retry: "reconnect",
      connection: "evict",
    });
    expect(await victim.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    // While nothing runs, nobody is told but the pool.
    const { pid: idle } = await victim.queryOne<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    await killer.query(sql`select pg_terminate_backend(${idle}, 5000)`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await victim.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  it("a session that idles in its transaction for too long", async () => {
    const db = made.make({ parameters: { idle_in_transaction_session_timeout: "50" } });
    const error = await rejection(
      db.transaction(async (tx) => {
        await tx.query(sql`select 1`);
        await new Promise((resolve) => setTimeout(resolve, 200));
        await tx.query(sql`select 1`);
      }),
    );
    expect(error).toMatchObject({ kind: "connection-lost", retry: "reconnect" });
  });

  it("signing in: wrong password, unknown role, unknown database", async () => {
    const url = new URL(server.url);
    const wrong = { pool: { acquireTimeout: "3s" } } as const;
    expect(await rejection(made.make({ ...wrong, password: "secret" }).open())).toMatchObject({
      kind: "authentication-failed",
      sqlState: "28P01",
      retry: "never",
    });
    expect(await rejection(made.make({ ...wrong, username: "nobody at all" }).open())).toMatchObject({
      kind: "authentication-failed",
    });
    expect(await rejection(made.make({ ...wrong, database: "no_such_database" }).open())).toMatchObject({
      kind: "undefined-database",
      sqlState: "3D000",
      retry: "never",
    });
    url.password = "";
    expect(await rejection(made.make({ ...wrong, url: url.href, password: "" }).open())).toMatchObject({
      kind: "authentication-failed",
    });
  });

  it("a host that is not there", async () => {
    const gone = {
      url: undefined,
      username: "u",
      password: "p",
      database: "d",
      pool: { acquireTimeout: "3s" },
    } as const;
    expect(await rejection(made.make({ ...gone, host: "127.0.0.1", port: 1 }).open())).toMatchObject({
      kind: "cannot-connect",
      nativeCode: "ECONNREFUSED",
      retry: "reconnect",
    });
    expect(await rejection(made.make({ ...gone, host: "host.invalid" }).open())).toMatchObject({
      kind: "cannot-connect",
      retry: "reconnect",
    });
    expect(await rejection(made.make({ ...gone, socketPath: "/no/such/directory" }).open())).toMatchObject({
      kind: "cannot-connect",
      nativeCode: "ENOENT",
    });
  });
});

await describePrivateServer(
  "postgres",
  "a server with few connections",
  { settings: { max_connections: 6, superuser_reserved_connections: 0 } },
  (server) =>
    withDatabases(
      () => server().url,
      (made) => {
        it("says so to who comes too late, who is served when there is room", async () => {
          const [greedy, late] = [
            made.make({ pool: { min: 6, max: 6 } }),
            made.make({ pool: { acquireTimeout: "2s" } }),
          ];
          await greedy.open();
          expect(await rejection(late.query(sql`select 1`))).toMatchObject({
            kind: "resources-exhausted",
            sqlState: "53300",
            retry: "reconnect",
          });
          await greedy.close();
          expect(await late.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
        });
      },
    ),
);

await describePrivateServer("postgres", "a server that shuts down", {}, (server) =>
  withDatabases(
    () => server().url,
    (made) => {
      it("is not available for who comes, and serves who was there until they leave", async () => {
        const before = made.make({ pool: { max: 1 } });
        await before.open();
        // A smart shutdown waits for the sessions that there are.
        process.kill(server().pids[0]!, "SIGTERM");
        const late = made.make({ pool: { acquireTimeout: "2s" } });
        await untilRefused(late);
        expect(await rejection(late.open())).toMatchObject({
          kind: "server-unavailable",
          sqlState: "57P03",
          retry: "reconnect",
        });
        expect(await before.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
        await before.close();
        await server().restart();
        expect(await late.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
      });
    },
  ),
);

/** Waits until the server has heard the signal. */
async function untilRefused(db: { open(): Promise<unknown>; close(): Promise<void> }): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const refused = await db.open().then(
      () => false,
      () => true,
    );
    if (refused) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
