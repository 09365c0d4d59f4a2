import { sql, type Statement } from "@db/core";
import type { Kit } from "../kit.ts";

/** Statements: templates, fragments, lists, names, portable and native text, and what is refused before it is sent. */
export function statements(kit: Kit): void {
  kit.withItems("inserts, selects, updates and deletes, and tells how many", async (db, table) => {
    kit.equal((await db.execute(table.insert(1))).affectedRows, 1);
    await db.execute(table.insert(2));
    kit.equal(await db.query(table.all()), [
      { id: 1, name: "item 1", amount: 1 },
      { id: 2, name: "item 2", amount: 2 },
    ]);
    kit.equal((await db.execute(sql`update ${sql.id(table.name)} set amount = ${10} where id > ${0}`)).affectedRows, 2);
    kit.equal((await db.execute(sql`delete from ${sql.id(table.name)} where id = ${1}`)).affectedRows, 1);
    kit.equal((await db.execute(sql`delete from ${sql.id(table.name)} where id = ${1}`)).affectedRows, 0);
    kit.equal(await table.ids(db), [2]);
  });

  kit.withItems("a value can never be text of the statement", async (db, table) => {
    const evil = `x'; drop table ${table.name}; --`;
    await db.execute(table.insert(1, evil));
    kit.equal(await db.query(sql`select id from ${sql.id(table.name)} where name = ${evil}`), [{ id: 1 }]);
  });

  kit.withItems("an object out of a request can never be text of the statement", async (db, table) => {
    await db.execute(table.insert(1));
    for (const kind of ["raw", "template", "text", "join"]) {
      const body = JSON.parse(
        JSON.stringify({ "@db/fragment": kind, text: "0 or 1 = 1", strings: ["0 or 1 = 1"], values: [], items: [] }),
      ) as unknown;
      await kit.rejects(db.query(sql`select id from ${sql.id(table.name)} where id = ${body}`), "usage");
    }
  });

  kit.withItems("lists and rows are spliced in", async (db, table) => {
    const rows = [1, 2, 3].map((id) => [id, `n${id}`, null]);
    await db.execute(sql`insert into ${sql.id(table.name)} (id, name, amount) values ${sql.values(rows)}`);
    const found = await db.query(
      sql`select id from ${sql.id(table.name)} where id in (${sql.join([1, 3])}) order by id`,
    );
    kit.equal(found, [{ id: 1 }, { id: 3 }]);
  });

  kit.withItems("statements are spliced into statements", async (db, table) => {
    for (const id of [1, 2, 3]) await db.execute(table.insert(id));
    const condition = (atLeast: number | undefined): Statement =>
      atLeast === undefined ? (sql.empty as Statement) : sql`where id >= ${atLeast}`;
    const count = async (atLeast: number | undefined): Promise<number> =>
      (await db.query(sql`select id from ${sql.id(table.name)} ${condition(atLeast)}`)).length;
    kit.equal(await count(undefined), 3);
    kit.equal(await count(2), 2);
  });

  kit.withItems("one template serves any values, and fragments at the same place", async (db, table) => {
    for (const id of [1, 2]) await db.execute(table.insert(id));
    const find = (value: unknown): Statement =>
      sql`select id from ${sql.id(table.name)} where id = ${value} order by id`;
    kit.equal(await db.query(find(1)), [{ id: 1 }]);
    kit.equal(await db.query(find(sql`id`)), [{ id: 1 }, { id: 2 }]);
    kit.equal(await db.query(find(2)), [{ id: 2 }]);
  });

  kit.withItems("portable text takes positional and named parameters", async (db, table) => {
    await db.execute(table.insert(1));
    const name = kit.dialect.quoteIdentifier(table.name);
    kit.equal(await db.query(sql.text(`select id from ${name} where id = ? and name = ? -- really?`, [1, "item 1"])), [
      { id: 1 },
    ]);
    kit.equal(
      await db.query(sql.text(`select id from ${name} where id = :id or amount = :id or name = ':id'`, { id: 1 })),
      [{ id: 1 }],
    );
  });

  kit.withItems("native text takes the engine's own placeholders", async (db, table) => {
    await db.execute(table.insert(7));
    const text = `select id from ${kit.dialect.quoteIdentifier(table.name)} where id = ${kit.dialect.placeholder(1)}`;
    kit.equal(await db.query(sql.native(text, [7])), [{ id: 7 }]);
  });

  kit.withDatabase("wrong counts and names of parameters are refused before anything is sent", async (db) => {
    await kit.rejects(() => db.query(sql.text("select ? as a, ? as b", [1])), "usage");
    await kit.rejects(() => db.query(sql.text("select :a as a", {})), "usage");
    await kit.rejects(() => db.query(sql.text("select :a as a", { a: 1, b: 2 })), "usage");
    await kit.rejects(() => db.query(sql.text("select :a as a, ? as b", [1])), "usage");
    await kit.rejects(() => db.query(sql.native(`select ${kit.dialect.placeholder(1)} as a`, [])), "usage");
    kit.equal(db.endpoints[0]?.stats().opened, 0);
  });

  kit.withDatabase("what cannot be bound is refused before anything is sent", async (db) => {
    const unsplicable: readonly unknown[] = [
      undefined,
      () => 1,
      Symbol("s"),
      new Date(Number.NaN),
      { a: 1 },
      new Map(),
      Promise.resolve(1),
    ];
    for (const value of unsplicable) {
      const error = await kit.rejects(() => db.query(sql`select ${value} as v`), "usage");
      kit.equal(/parameter 1/.test(error.message), true);
    }
    kit.equal(db.endpoints[0]?.stats().opened, 0);
  });

  kit.withDatabase("a transaction cannot be begun or ended by text", async (db) => {
    for (const text of ["begin", "commit", "rollback"])
      await kit.rejects(() => db.execute(sql`${sql.raw(text)}`), "usage");
  });

  kit.withItems("names are quoted whatever they hold", async (db) => {
    const marks = `Odd "name" with 'quotes' ? :x $1`;
    const odd =
      quotable(kit, `${marks} ${String.fromCodePoint(0x1f600)}`) ??
      quotable(kit, `${marks} \u00fc`) ??
      `${marks.replaceAll('"', "")} \u00fc`;
    const name = kit.newName("odd");
    const integer = sql.raw(kit.dialect.types.toNative("integer"));
    await db.execute(sql`create table ${sql.id(name)} (${sql.id(odd)} ${integer})`);
    try {
      await db.execute(sql`insert into ${sql.id(name)} (${sql.id(odd)}) values (${1})`);
      kit.equal(await db.query(sql`select ${sql.id(odd)} from ${sql.id(name)}`), [{ [odd]: 1 }]);
    } finally {
      await db.execute(sql`drop table ${sql.id(name)}`);
    }
  });

  kit.withItems("a column called __proto__ is a column", async (db, table) => {
    await db.execute(table.insert(1));
    const [row] = await db.query(sql`select id as ${sql.id("__proto__")}, name from ${sql.id(table.name)}`);
    kit.equal(Object.entries(row ?? {}), [
      ["__proto__", 1],
      ["name", "item 1"],
    ]);
  });

  kit.withItems("queryOne and queryMaybeOne insist on the number of rows", async (db, table) => {
    await db.execute(table.insert(1));
    await db.execute(table.insert(2));
    const by = (id: number): Statement => sql`select id from ${sql.id(table.name)} where id >= ${id}`;
    kit.equal(await db.queryOne(by(2)), { id: 2 });
    kit.equal(await db.queryMaybeOne(by(2)), { id: 2 });
    kit.equal(await db.queryMaybeOne(by(3)), undefined);
    await kit.rejects(() => db.queryOne(by(3)), "no-rows");
    await kit.rejects(() => db.queryOne(by(1)), "too-many-rows");
    await kit.rejects(() => db.queryMaybeOne(by(1)), "too-many-rows");
  });

  kit.withItems("a table that is changed under a prepared statement is read as it now is", async (db, table) => {
    await db.execute(table.insert(1));
    const all = sql`select * from ${sql.id(table.name)}`;
    kit.equal(Object.keys((await db.query(all))[0] ?? {}).length, 3);
    await db.execute(
      sql`alter table ${sql.id(table.name)} add ${sql.raw(`extra ${kit.dialect.types.toNative("integer")}`)}`,
    );
    kit.equal(Object.keys((await db.query(all))[0] ?? {}).length, 4);
  });

  kit.withItems(
    "more different statements than a session keeps prepared",
    async (db, table) => {
      await db.execute(table.insert(1));
      for (let index = 0; index < 60; index++) {
        kit.equal(
          await db.query(sql`select id, ${sql.raw(String(index))} as n from ${sql.id(table.name)} where id = ${1}`),
          [{ id: 1, n: index }],
        );
      }
    },
    // Where the server keeps what was prepared, there is nothing to set.
    "statementCacheSize" in kit.subject.define().driver.fields ? { statementCacheSize: 10 } : {},
  );

  if (kit.capabilities.returning) {
    kit.withDatabase("a data change gives rows", async (db) => {
      const clause = kit.dialect.returning(["id", "name"], "insert");
      const output = clause?.place === "output" ? sql.raw(clause.text) : sql.empty;
      const tail = clause?.place === "tail" ? sql.raw(clause.text) : sql.empty;
      // The dialect's clause has exact names, so the table's are exact as well.
      const [table, id, name] = [kit.newName("returning"), "id", "name"].map((one) => sql.id(one));
      const type = (portable: string): ReturnType<typeof sql.raw> => sql.raw(kit.dialect.types.toNative(portable));
      await db.execute(sql`create table ${table} (${id} ${type("integer")}, ${name} ${type("varchar(20)")})`);
      try {
        const result = await db.execute(
          sql`insert into ${table} (${id}, ${name}) ${output} values (${1}, ${"a"}) ${tail}`,
        );
        kit.equal(result.rows, [{ id: 1, name: "a" }]);
        kit.equal(result.affectedRows, 1);
      } finally {
        await db.execute(sql`drop table ${table}`);
      }
    });
  }
}

/** A name, unless the dialect refuses it: some engines take no characters beyond U+FFFF, one no double quotes. */
function quotable(kit: Kit, name: string): string | undefined {
  try {
    kit.dialect.quoteIdentifier(name);
    return name;
  } catch {
    return undefined;
  }
}
