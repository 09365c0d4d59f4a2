import { sql, type Fragment, type LockRequest, type Page, type Statement, type UpsertRequest } from "@db/core";
import type { Kit } from "../kit.ts";

/** What a dialect writes beside functions: pages, upserts, locks, null-safe comparisons, texts. */
export function dialectTexts(kit: Kit): void {
  const { dialect } = kit;
  const column = (name: string): string => dialect.quoteIdentifier(name);

  const pages: readonly (readonly [Page, readonly number[]])[] = [
    [{ limit: "2" }, [1, 2]],
    [{ limit: "2", offset: "1" }, [2, 3]],
    [{ offset: "3" }, [4, 5]],
    [{ limit: "0" }, []],
    [{ limit: "10", offset: "10" }, []],
    [{}, [1, 2, 3, 4, 5]],
  ];
  kit.withItems("a page is the rows asked for", async (db, items) => {
    for (let id = 1; id <= 5; id++) await db.execute(items.insert(id));
    const { version } = await db.server();
    for (const [page, ids] of pages) {
      const { head, tail, wrap = (query) => query } = dialect.page(page, version);
      const query = `select ${head} id from ${column(items.name)} order by id ${tail}`;
      const rows = await db.query<{ id: number }>(sql`${sql.raw(wrap(query))}`);
      kit.equal({ page, ids: rows.map(({ id }) => id) }, { page, ids });
    }
  });

  kit.withItems("a page of a query without order is as many rows", async (db, items) => {
    for (let id = 1; id <= 5; id++) await db.execute(items.insert(id));
    const { version } = await db.server();
    const { head, tail, wrap = (query) => query } = dialect.page({ limit: "2", offset: "2", ordered: false }, version);
    const rows = await db.query(sql`${sql.raw(wrap(`select ${head} id from ${column(items.name)} ${tail}`))}`);
    kit.equal(rows.length, 2);
  });

  kit.withItems("an upsert inserts, overwrites, and leaves alone what is not to be overwritten", async (db, items) => {
    const { version } = await db.server();
    await db.execute(items.insert(1, "one", 10));
    const request: UpsertRequest = {
      table: items.name,
      columns: ["id", "name", "amount"].map((name) => dialect.foldName(name)),
      rows: [
        ["1", dialect.quoteString("uno"), "11"],
        ["2", dialect.quoteString("dos"), "22"],
      ],
      key: [dialect.foldName("id")],
      update: [dialect.foldName("amount")],
    };
    const upsert = (changes: Partial<UpsertRequest>): Fragment =>
      sql.raw(dialect.upsert({ ...request, ...changes }, version));
    await db.execute(sql`${upsert({})}`);
    kit.equal(await db.query(items.all()), [
      { id: 1, name: "one", amount: 11 },
      { id: 2, name: "dos", amount: 22 },
    ]);
    const rows = [...request.rows, ["3", dialect.quoteString("tres"), "33"]];
    await db.execute(sql`${upsert({ rows, update: [] })}`);
    await db.execute(sql`${upsert({ update: ["name", "amount"].map((name) => dialect.foldName(name)) })}`);
    kit.equal(await db.query(items.all()), [
      { id: 1, name: "uno", amount: 11 },
      { id: 2, name: "dos", amount: 22 },
      { id: 3, name: "tres", amount: 33 },
    ]);
  });

  kit.withItems("a comparison that is safe for nulls", async (db, items) => {
    const amounts = [1, null];
    for (const [id, amount] of amounts.entries()) await db.execute(items.insert(id, `${id}`, amount));
    const distinct = dialect.isDistinctFrom("a.amount", "b.amount");
    const rows = await db.query<{ x: number; y: number }>(
      sql`select a.id as x, b.id as y from ${sql.id(items.name)} a, ${sql.id(items.name)} b where ${sql.raw(distinct)} order by a.id`,
    );
    kit.equal(rows, [
      { x: 0, y: 1 },
      { x: 1, y: 0 },
    ]);
  });

  kit.withItems("a literal is the text it was made of", async (db, items) => {
    const texts = ["it's", "a\\b", "\\'", "line\nbreak", "\\\n", "€😀", "%_", "${x}", ":a ?", "--", "/*"];
    for (const [id, text] of texts.entries())
      await db.execute(
        sql`insert into ${sql.id(items.name)} (id, name) values (${id}, ${sql.raw(dialect.quoteString(text))})`,
      );
    const rows = await db.query(items.all());
    kit.equal(
      rows.map(({ name }) => name),
      texts,
    );
  });

  if (kit.capabilities.booleans) {
    kit.withDatabase("boolean literals", async (db) => {
      const name = kit.newName("booleans");
      await db.execute(
        sql`create table ${sql.id(name)} (yes ${sql.raw(dialect.types.toNative("boolean"))}, no ${sql.raw(dialect.types.toNative("boolean"))})`,
      );
      try {
        const [yes, no] = [true, false].map((value) => sql.raw(dialect.booleanLiteral(value)));
        await db.execute(sql`insert into ${sql.id(name)} (yes, no) values (${yes}, ${no})`);
        kit.equal(await db.query(sql`select * from ${sql.id(name)}`), [{ yes: true, no: false }]);
      } finally {
        await db.execute(sql`drop table ${sql.id(name)}`);
      }
    });
  }

  locks(kit);
}

/** Row locks, on engines where rows can be locked and two sessions be open. */
function locks(kit: Kit): void {
  const { dialect, capabilities, subject } = kit;
  if (!dialect.supports("lock-update")) {
    kit.withDatabase("row locks are refused", async () => {
      await kit.rejects(async () => dialect.lock({ strength: "update" }), "unsupported");
    });
    return;
  }
  if (!capabilities.concurrentSessions || !subject.shared) return;

  kit.withItems("a locked row is refused or passed over, and shared with another reader", async (db, items) => {
    const { version } = await db.server();
    for (const id of [1, 2]) await db.execute(items.insert(id));
    const select = (request: LockRequest, condition = ""): Statement => {
      const { table, tail } = dialect.lock(request, version);
      return sql`${sql.raw(`select id from ${dialect.quoteIdentifier(items.name)} ${table} ${condition} order by id ${tail}`)}`;
    };
    await db.transaction(async (tx) => {
      await tx.query(select({ strength: "update" }, "where id = 1"));
      if (dialect.supports("nowait", version))
        await kit.rejects(
          () => db.transaction((other) => other.query(select({ strength: "update", wait: "nowait" }))),
          "lock-timeout",
        );
      if (dialect.supports("skip-locked", version))
        await db.transaction(async (other) => {
          kit.equal(await other.query(select({ strength: "update", wait: "skip-locked" })), [{ id: 2 }]);
        });
    });
    if (dialect.supports("lock-share", version))
      await db.transaction(async (tx) => {
        await tx.query(select({ strength: "share" }));
        await db.transaction(async (other) => {
          kit.equal((await other.query(select({ strength: "share" }))).length, 2);
        });
      });
  });
}
