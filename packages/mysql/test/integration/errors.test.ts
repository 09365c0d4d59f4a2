import { beforeAll, expect, it } from "@jest/globals";
import { sql, type Statement } from "@db/core";
import { describePrivateServer, describeServer } from "@tooling/servers/jest";
import { mariadb, mysql } from "../../src/index.ts";
import { databases, rejection, withDatabases, type Databases, type Make } from "./support/database.ts";

type Expected = Record<string, unknown>;

function tests(define: Make, url: string, isMariadb: boolean): void {
  const made = databases(define, () => url);
  const { name } = made;
  const [parent, child] = [sql.id(`${name}_p`), sql.id(`${name}_c`)];
  const user = sql.raw(`'${name}_u'@'%'`);
  made.finally(async () => {
    const db = made.make();
    await db.execute(sql`drop table if exists ${child}, ${parent}`);
    await db.execute(sql`drop user if exists ${user}`);
  });

  beforeAll(async () => {
    const db = made.make();
    await db.execute(sql`create table ${parent} (id int primary key, code varchar(3) not null, small smallint, amount int,
      day date, doc json, unique key codes (code), constraint ${sql.id(`${name}_positive`)} check (amount > 0))`);
    await db.execute(sql`create table ${child} (id int primary key, parent int,
      constraint ${sql.id(`${name}_belongs`)} foreign key (parent) references ${parent} (id))`);
    await db.execute(sql`insert into ${parent} (id, code, amount) values (1, 'a', 1), (2, 'b', 1)`);
    await db.execute(sql`insert into ${child} values (1, 1)`);
    await db.execute(sql`create user ${user} identified by 'Secret-1-secret'`);
    await db.execute(sql`grant select (id) on ${parent} to ${user}`);
  });

  const refused: readonly [title: string, statement: Statement, expected: Expected][] = [
    [
      "a primary key that exists",
      sql`insert into ${parent} (id, code) values (1, 'x')`,
      { kind: "unique-violation", nativeCode: 1062, constraint: "PRIMARY" },
    ],
    [
      "a unique key that exists",
      sql`insert into ${parent} (id, code) values (9, ${"a"})`,
      { kind: "unique-violation", nativeCode: 1062, constraint: "codes" },
    ],
    [
      "a unique key over duplicates",
      sql`alter table ${parent} add unique key dup (amount)`,
      { kind: "unique-violation", nativeCode: 1062 },
    ],
    [
      "a reference to nothing",
      sql`insert into ${child} values (2, ${99})`,
      { kind: "foreign-key-violation", nativeCode: 1452, constraint: `${name}_belongs`, table: `${name}_c` },
    ],
    [
      "a row that is referenced",
      sql`delete from ${parent} where id = 1`,
      { kind: "foreign-key-violation", nativeCode: 1451, constraint: `${name}_belongs` },
    ],
    [
      "null",
      sql`insert into ${parent} (id, code) values (3, ${null})`,
      { kind: "not-null-violation", nativeCode: 1048, column: "code" },
    ],
    [
      "no value where there is no default",
      sql`insert into ${parent} (id) values (3)`,
      { kind: "not-null-violation", nativeCode: 1364, column: "code" },
    ],
    [
      "a check",
      sql`update ${parent} set amount = ${-5}`,
      { kind: "check-violation", nativeCode: isMariadb ? 4025 : 3819, constraint: `${name}_positive` },
    ],
    [
      "text too long",
      sql`insert into ${parent} (id, code) values (3, ${"secret"})`,
      { kind: "value-too-long", nativeCode: 1406, column: "code" },
    ],
    [
      "a number out of range",
      sql`update ${parent} set small = ${70_000}`,
      { kind: "value-out-of-range", nativeCode: 1264 },
    ],
    [
      "a sum out of range",
      sql`select ${2n ** 63n - 1n} + id from ${parent}`,
      { kind: "value-out-of-range", nativeCode: 1690 },
    ],
    [
      "text that is no number",
      sql`update ${parent} set small = ${"secret"}`,
      { kind: "invalid-value", nativeCode: 1366 },
    ],
    ["text that is no date", sql`update ${parent} set day = ${"secret"}`, { kind: "invalid-value", nativeCode: 1292 }],
    [
      "text that is no JSON",
      sql`update ${parent} set doc = ${"secret{"}`,
      { kind: isMariadb ? "check-violation" : "invalid-value" },
    ],
    ["a division by zero", sql`update ${parent} set small = 1 / ${0}`, { kind: "division-by-zero", nativeCode: 1365 }],
    ["no syntax", sql`selekt 1`, { kind: "syntax-error", nativeCode: 1064 }],
    [
      "no table",
      sql`select * from no_such_table`,
      { kind: "undefined-table", nativeCode: 1146, table: "no_such_table" },
    ],
    ["no table to drop", sql`drop table no_such_table`, { kind: "undefined-table", nativeCode: 1051 }],
    ["no column", sql`select nope from ${parent}`, { kind: "undefined-column", nativeCode: 1054, column: "nope" }],
    ["no function", sql`select no_such_function(1)`, { kind: "undefined-object", nativeCode: 1305 }],
    ["no variable", sql`set no_such_variable = 1`, { kind: "undefined-object", nativeCode: 1193 }],
    ["no index", sql`drop index nope on ${parent}`, { kind: "undefined-object", nativeCode: 1091 }],
    ["a table twice", sql`create table ${parent} (id int)`, { kind: "duplicate-object", nativeCode: 1050 }],
    ["a column twice", sql`alter table ${parent} add id int`, { kind: "duplicate-object", nativeCode: 1060 }],
    ["a name twice", sql`select id from ${parent} a, ${parent} b`, { kind: "ambiguous-name", nativeCode: 1052 }],
    [
      "a signal of one's own",
      sql`select 1 from ${parent} where json_extract(${"{"}, '$') = 1`,
      { kind: isMariadb ? expect.anything() : "invalid-value" },
    ],
    [
      "an engine that is not there",
      sql`create table ${sql.id(`${name}_x`)} (id int) engine = nosuch`,
      { kind: "unsupported", nativeCode: 1286 },
    ],
  ].filter(([title]) => !(isMariadb && title === "a signal of one's own")) as [string, Statement, Expected][];

  it.each(refused)("%s", async (_title, statement, expected) => {
    const db = made.make();
    const error = await rejection(db.execute(statement));
    expect(error).toMatchObject({
      engine: db.engine,
      databaseError: true,
      connection: "keep",
      retry: "never",
      ...expected,
    });
    expect(JSON.stringify(error)).not.toContain("secret");
    expect(String(error)).not.toContain("secret");
    expect(db.endpoints[0]!.stats()).toMatchObject({ size: 1 });
    await db.close();
  });

  it("permission denied, and a wrong password", async () => {
    const wrong = { pool: { acquireTimeout: "3s" }, username: `${name}_u` } as const;
    const db = made.make({ ...wrong, password: "Secret-1-secret" });
    expect(await rejection(db.query(sql`select code from ${parent}`))).toMatchObject({
      kind: "permission-denied",
      nativeCode: 1143,
    });
    expect(await rejection(db.query(sql`delete from ${parent}`))).toMatchObject({
      kind: "permission-denied",
      nativeCode: 1142,
    });
    expect(await rejection(db.query(sql`select 1 from mysql.user`))).toMatchObject({ kind: "permission-denied" });
    expect(await rejection(made.make({ ...wrong, password: "wrong" }).open())).toMatchObject({
      kind: "authentication-failed",
      nativeCode: 1045,
      retry: "never",
    });
    expect(await rejection(made.make({ ...wrong, password: "" }).open())).toMatchObject({
      kind: "authentication-failed",
    });
    expect(
      await rejection(made.make({ database: "no_such_database", pool: { acquireTimeout: "3s" } }).open()),
    ).toMatchObject({ kind: "undefined-database", nativeCode: 1049, retry: "never" });
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
    });
    expect(await rejection(made.make({ ...gone, socketPath: "/no/such/socket" }).open())).toMatchObject({
      kind: "cannot-connect",
      nativeCode: "ENOENT",
    });
  });

  it("a write in a read-only transaction is the caller's fault, not the server's", async () => {
    const db = made.make();
    const error = await rejection(db.transaction((tx) => tx.execute(sql`delete from ${child}`), { readOnly: true }));
    expect(error).toMatchObject({ kind: "read-only", nativeCode: 1792, connection: "keep" });
  });

  it("a deadlock ends one whole transaction, and the other goes on", async () => {
    const [one, two] = [made.make(), made.make()];
    const [a, b] = [await one.begin(), await two.begin()];
    await a.execute(sql`update ${parent} set amount = 2 where id = 1`);
    await b.execute(sql`update ${parent} set amount = 2 where id = 2`);
    const settled = await Promise.allSettled([
      a.execute(sql`update ${parent} set amount = 3 where id = 2`),
      b.execute(sql`update ${parent} set amount = 3 where id = 1`),
    ]);
    const lost = settled.findIndex((result) => result.status === "rejected");
    expect((settled[lost] as PromiseRejectedResult).reason).toMatchObject({
      kind: "deadlock",
      nativeCode: 1213,
      retry: "transaction",
      transactionState: "ended",
    });
    const [loser, winner] = lost === 0 ? [a, b] : [b, a];
    expect(await rejection(loser.commit())).toMatchObject({ kind: "rolled-back", retry: "transaction" });
    await winner.rollback();
  });

  it("a lock that is not to be had ends the statement alone", async () => {
    const [one, two] = [made.make(), made.make({ parameters: { innodb_lock_wait_timeout: "1" } })];
    const holder = await one.begin();
    await holder.query(sql`select 1 from ${parent} where id = 1 for update`);
    await two.transaction(async (tx) => {
      await tx.execute(sql`update ${parent} set small = 5 where id = 2`);
      const wait = rejection(tx.query(sql`select 1 from ${parent} where id = 1 for update`));
      expect(await wait).toMatchObject({
        kind: "lock-timeout",
        nativeCode: 1205,
        retry: "transaction",
        transactionState: "unchanged",
      });
      expect(await rejection(tx.query(sql`select 1 from ${parent} where id = 1 for update nowait`))).toMatchObject({
        kind: "lock-timeout",
        nativeCode: isMariadb ? 1205 : 3572,
      });
    });
    await holder.rollback();
    expect(await one.query(sql`select small from ${parent} where id = 2`)).toEqual([{ small: 5 }]);
  });

  it("statements that commit are refused inside a transaction, and told where the text does not tell", async () => {
    const db = made.make();
    const made2 = db.transaction(async (tx) => {
      await tx.execute(sql`update ${parent} set small = 6 where id = 2`);
      await tx.execute(sql`create table ${sql.id(`${name}_late`)} (id int)`);
    });
    expect(await rejection(made2)).toMatchObject({ kind: "transaction-state" });
    expect(await db.query(sql`select small from ${parent} where id = 2`)).toEqual([{ small: 5 }]);
    const analyzed = db.transaction(async (tx) => {
      await tx.execute(sql`update ${parent} set small = 7 where id = 2`);
      await tx.query(sql`analyze table ${parent}`);
    });
    expect(await rejection(analyzed)).toMatchObject({ kind: "transaction-state", transactionState: "ended" });
    expect(await db.query(sql`select small from ${parent} where id = 2`)).toEqual([{ small: 7 }]);
    // A temporary table commits nothing.
    await db.transaction(async (tx) => {
      await tx.execute(sql`create temporary table ${sql.id(`${name}_t`)} (id int)`);
      await tx.execute(sql`update ${parent} set small = 8 where id = 2`);
    });
  });

  it("an administrator's kill of the statement and of the session", async () => {
    const [victim, killer] = [made.make({ pool: { max: 1 } }), made.make()];
    const { id } = await victim.queryOne<{ id: number }>(sql`select connection_id() as id`);
    const slow = sql`select 1 from (select 1 union select 2) t where sleep(5) = 2`;
    const running = rejection(victim.query(slow));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await killer.execute(sql`kill query ${sql.raw(String(id))}`);
    expect(await running).toMatchObject({ kind: "cancelled", nativeCode: 1317, connection: "keep" });
    const second = rejection(victim.query(slow));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await killer.execute(sql`kill ${sql.raw(String(id))}`);
    expect(await second).toMatchObject({ kind: expect.stringMatching(/connection-lost|cancelled/) });
    expect(await victim.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  it("a session that the server ends for its idleness", async () => {
    const db = made.make({ parameters: { wait_timeout: "1" }, pool: { max: 1 } });
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1600));
    await db.query(sql`select 1`);
    await pause();
    expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
    expect(db.endpoints[0]!.stats()).toMatchObject({ opened: 2 });
    const idle = db.transaction(async (tx) => {
      await tx.query(sql`select 1`);
      await pause();
      await tx.query(sql`select 1`);
    });
    expect(await rejection(idle)).toMatchObject({ kind: "connection-lost", retry: "reconnect" });
  });

  it("a time limit of the server is not the call's", async () => {
    const db = made.make({ parameters: isMariadb ? { max_statement_time: "0.1" } : { max_execution_time: "100" } });
    const slow = sql`select count(*) from information_schema.columns a, information_schema.columns b, information_schema.columns c`;
    expect(await rejection(db.query(slow))).toMatchObject({ kind: "cancelled", nativeCode: isMariadb ? 1969 : 3024 });
    expect(await rejection(made.make().query(slow, { timeout: 100 }))).toMatchObject({ kind: "timeout" });
  });

  it("more than the server takes is refused before it is sent", async () => {
    const db = made.make();
    const { most } = await db.queryOne<{ most: number }>(sql`select @@max_allowed_packet as most`);
    const error = await rejection(() => db.query(sql`select length(${"x".repeat(most)}) as n`));
    expect(error).toMatchObject({ kind: "value-too-long", connection: "keep" });
    expect(await db.query(sql`select length(${"x".repeat(most - 100)}) as n`)).toEqual([{ n: most - 100 }]);
  });

  it("the server gets no file that it asks for", async () => {
    const db = made.make({ pool: { max: 1 } });
    const error = await rejection(db.execute(sql`load data local infile '/etc/hostname' into table ${child}`));
    expect(error).toMatchObject({ kind: "usage" });
    expect(await db.query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });
}

describeServer("mysql", "errors the server was brought to", (server) => tests(mysql, server.url, false));
describeServer("mariadb", "errors the server was brought to", (server) => tests(mariadb, server.url, true));

/** What a server says only of itself, brought about by a procedure that signals it. */
function signals(define: Make, url: string): void {
  const made = databases(define, () => url);
  const procedure = sql.id(`${made.name}_s`);
  made.finally(() => made.make().execute(sql`drop procedure if exists ${procedure}`));

  beforeAll(async () => {
    await made.make().execute(sql`create procedure ${procedure} (in code int)
      begin signal sqlstate 'HY000' set mysql_errno = code, message_text = 'mine'; end`);
  });

  const kinds: readonly [code: number, expected: Expected][] = [
    [1815, { kind: "internal", retry: "never" }],
    [1180, { kind: "outcome-unknown", retry: "outcome-unknown" }],
    [1615, { kind: "stale-statement" }],
    [3101, { kind: "serialization-failure", retry: "transaction" }],
    [3168, { kind: "server-unavailable", retry: "reconnect" }],
    [1644, { kind: "unknown", message: expect.stringContaining("mine") }],
  ];
  it.each(kinds)("%i, signalled", async (code, expected) => {
    const db = made.make();
    const error = await rejection(db.execute(sql`call ${procedure} (${code})`));
    expect(error).toMatchObject({ engine: db.engine, nativeCode: code, ...expected });
    await db.close();
  });
}

describeServer("mysql", "errors of the server's own", (server) => signals(mysql, server.url));
describeServer("mariadb", "errors of the server's own", (server) => signals(mariadb, server.url));

/** A table that was changed after a transaction's snapshot. */
function staleSnapshot(define: Make, url: string): void {
  const made = databases(define, () => url);
  const table = sql.id(`${made.name}_t`);
  made.finally(() => made.make().execute(sql`drop table if exists ${table}`));

  it("wants a new transaction", async () => {
    const db = made.make();
    await db.execute(sql`create table ${table} (id int primary key)`);
    await db.execute(sql`insert into ${table} values (1)`);
    const other = sql.id(`${made.name}_o`);
    await db.execute(sql`create table ${other} (id int primary key)`);
    await db.transaction(
      async (tx) => {
        await tx.query(sql`select * from ${other}`); // takes the snapshot
        await db.execute(sql`alter table ${table} force`);
        expect(await rejection(tx.query(sql`select * from ${table}`))).toMatchObject({
          kind: "stale-statement",
          nativeCode: 1412,
          retry: "transaction",
        });
      },
      { isolation: "repeatable-read" },
    );
    await db.execute(sql`drop table ${other}`);
  });
}

describeServer("mysql", "a table changed since the snapshot", (server) => staleSnapshot(mysql, server.url));
describeServer("mariadb", "a table changed since the snapshot", (server) => staleSnapshot(mariadb, server.url));

describeServer("mariadb", "a row changed since the snapshot", (server) => {
  const made = databases(mariadb, () => server.url);
  const table = sql.id(`${made.name}_r`);
  made.finally(() => made.make().execute(sql`drop table if exists ${table}`));

  it("wants a new transaction", async () => {
    const db = made.make({ parameters: { innodb_snapshot_isolation: "1" } });
    await db.execute(sql`create table ${table} (id int primary key, n int)`);
    await db.execute(sql`insert into ${table} values (1, 1)`);
    const failed = db.transaction(
      async (tx) => {
        await tx.query(sql`select * from ${table}`);
        await db.execute(sql`update ${table} set n = 2`);
        await tx.execute(sql`update ${table} set n = 3`);
      },
      { isolation: "repeatable-read" },
    );
    expect(await rejection(failed)).toMatchObject({
      kind: "serialization-failure",
      nativeCode: 1020,
      retry: "transaction",
    });
    expect(await db.query(sql`select n from ${table}`)).toEqual([{ n: 2 }]);
  });
});

function lostRole(made: Databases, settings: readonly string[]): void {
  it("tells a primary that was made read-only, and evicts its connections", async () => {
    const plain = made.make({ username: "plain", password: "Plain-1-plain", pool: { max: 2 } });
    const admin = made.make();
    await admin.execute(sql`create table demoted (id int)`);
    await admin.execute(sql`create user 'plain'@'%' identified by 'Plain-1-plain'`);
    await admin.execute(sql`grant select, insert on db_test.* to 'plain'@'%'`);
    await plain.execute(sql`insert into demoted values (1)`);
    for (const setting of settings) await admin.execute(sql`set global ${sql.raw(setting)} = 1`);
    expect(await rejection(plain.execute(sql`insert into demoted values (2)`))).toMatchObject({
      kind: "read-only-target",
      nativeCode: 1290,
      retry: "reconnect",
      connection: "evict-host",
    });
    // A session that was opened to it as it now is, knows that.
    const reader = made.make({ username: "plain", password: "Plain-1-plain" });
    expect((await reader.server()).role).toBe("standby");
    expect(await rejection(reader.execute(sql`insert into demoted values (3)`))).toMatchObject({
      kind: "read-only",
      connection: "keep",
    });
    for (const setting of settings.toReversed()) await admin.execute(sql`set global ${sql.raw(setting)} = 0`);
    await plain.execute(sql`insert into demoted values (4)`);
  });

  it("says so when there are too many connections, and serves when there is room", async () => {
    const many = Array.from({ length: 12 }, () =>
      made.make({ username: "plain", password: "Plain-1-plain", pool: { max: 1, acquireTimeout: "2s" } }),
    );
    const opened = await Promise.allSettled(many.map((db) => db.open()));
    const refused = opened.find((result) => result.status === "rejected");
    expect(refused?.reason).toMatchObject({ kind: "resources-exhausted", nativeCode: 1040, retry: "reconnect" });
    await Promise.all(many.map((db) => db.close()));
    expect(await made.make().query(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  it("prepares no more than the server allows, and goes on by text", async () => {
    const admin = made.make({ pool: { max: 1 } });
    await admin.execute(sql`set global max_prepared_stmt_count = 2`);
    const db = made.make({ pool: { max: 1 } });
    for (let n = 0; n < 6; n++)
      expect(await db.query(sql`select ${sql.raw(String(n))} + ${1} as n`)).toEqual([{ n: n + 1 }]);
    await admin.execute(sql`set global max_prepared_stmt_count = 1000`);
  });
}

await describePrivateServer("mysql", "a small server", { settings: { max_connections: 10 } }, (server) =>
  withDatabases(
    mysql,
    () => server().url,
    (made) => lostRole(made, ["read_only"]),
  ),
);
await describePrivateServer("mariadb", "a small server", { settings: { max_connections: 10 } }, (server) =>
  withDatabases(
    mariadb,
    () => server().url,
    (made) => lostRole(made, ["read_only"]),
  ),
);
