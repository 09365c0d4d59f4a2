import { tracingChannel } from "node:diagnostics_channel";
import { describe, expect, it, jest } from "@jest/globals";
import { sql as coreSql, type RelationalDatabase } from "@db/core";
import { CamelCasePlugin, DeduplicateJoinsPlugin, Kysely, sql, type LogEvent } from "kysely";
import { DatabaseDialect, kyselyOf } from "../../src/index.ts";
import type { Schema } from "../support/schema.ts";
import { onEveryEngine, rejection } from "../support/subjects.ts";

type Camel = { person: { id: number; firstName: string; lastName: string | null; age: number } };

/** The texts of the operations that a task makes. */
async function operations(task: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const seen: Record<string, unknown>[] = [];
  const subscriber = { start: (event: object) => void seen.push(event as Record<string, unknown>) };
  const channel = tracingChannel("@db:operation");
  channel.subscribe(subscriber as never);
  try {
    await task();
  } finally {
    channel.unsubscribe(subscriber as never);
  }
  return seen;
}

const acquired = (db: RelationalDatabase, role: string): number =>
  db.endpoints
    .filter((endpoint) => endpoint.role === role)
    .reduce((sum, endpoint) => sum + endpoint.stats().acquired, 0);

onEveryEngine("through core", ({ subject, kysely, db, another }) => {
  it("each query is one operation with its text", async () => {
    const query = kysely().selectFrom("person").select("id").where("id", "=", 1);
    const seen = await operations(() => query.execute());
    expect(seen).toEqual([
      expect.objectContaining({
        operation: "query",
        "db.query.text": query.compile().sql,
        "db.response.returned_rows": 1,
      }),
    ]);
  });

  it("a query outside a transaction lends one session once, a transaction one for all", async () => {
    const lent = (): number => db().endpoints.reduce((sum, endpoint) => sum + endpoint.stats().acquired, 0);
    const before = lent();
    await kysely().selectFrom("person").selectAll().execute();
    expect(lent() - before).toBe(1);
    await kysely()
      .transaction()
      .execute(async (trx) => {
        await trx.selectFrom("person").selectAll().execute();
        await trx.selectFrom("pet").selectAll().execute();
      });
    expect(lent() - before).toBe(2);
  });

  it("reads go to readers, by core's own judgement", async () => {
    if (subject.title !== "SQLite, file") return;
    const [primary, readers] = [acquired(db(), "primary"), acquired(db(), "reader")];
    await kysely().selectFrom("person").selectAll().execute();
    for await (const row of kysely().selectFrom("person").selectAll().stream()) expect(row.id).toBeGreaterThan(0);
    expect([acquired(db(), "primary") - primary, acquired(db(), "reader") - readers]).toEqual([0, 2]);
    await kysely()
      .with("gone", (qb) => qb.selectFrom("pet").select("id"))
      .deleteFrom("pet")
      .where("id", "=", 1)
      .execute();
    await kysely()
      .transaction()
      .execute((trx) => trx.selectFrom("person").selectAll().execute());
    expect([acquired(db(), "primary") - primary, acquired(db(), "reader") - readers]).toEqual([2, 2]);
  });

  it("plugins transform queries and results", async () => {
    const camel = kyselyOf<Camel>(db(), { plugins: [new CamelCasePlugin()] });
    const one = camel.selectFrom("person").select(["firstName", "lastName"]).where("id", "=", 1);
    expect(await one.execute()).toEqual([{ firstName: "Ada", lastName: "Lovelace" }]);
    expect(
      await camel
        .transaction()
        .execute(async (trx) =>
          trx
            .withPlugin(new DeduplicateJoinsPlugin())
            .selectFrom("person")
            .select("firstName")
            .where("id", "=", 2)
            .execute(),
        ),
    ).toEqual([{ firstName: "Bob" }]);
    for await (const row of one.stream()) expect(row).toEqual({ firstName: "Ada", lastName: "Lovelace" });
    const { signal } = new AbortController();
    expect(await one.execute({ signal })).toEqual([{ firstName: "Ada", lastName: "Lovelace" }]);
    expect((await sql<object>`select first_name from person where id = 1`.execute(camel)).rows).toEqual([
      { firstName: "Ada" },
    ]);
    expect(
      (await sql<object>`select first_name from person where id = 1`.execute(camel.withoutPlugins())).rows,
    ).toEqual([{ first_name: "Ada" }]);
    const plugged = another().withPlugin(new CamelCasePlugin()) as unknown as Kysely<Camel>;
    expect(await plugged.selectFrom("person").select("firstName").where("id", "=", 1).execute()).toEqual([
      { firstName: "Ada" },
    ]);
  });

  it("schemas can be named", async () => {
    if (subject.family === "mysql") return;
    const schema = subject.family === "sqlite" ? "main" : "public";
    expect(await kysely().withSchema(schema).selectFrom("person").select("id").where("id", "=", 1).execute()).toEqual([
      { id: 1 },
    ]);
  });

  describe.each(["kyselyOf", "DatabaseDialect", "log"] as const)("made by %s", (way) => {
    const make = (events: LogEvent[] = []): Kysely<Schema> => {
      if (way === "kyselyOf") return kyselyOf<Schema>(db());
      if (way === "log") return kyselyOf<Schema>(db(), { log: (event) => void events.push(event) });
      return new Kysely<Schema>({ dialect: new DatabaseDialect(db()) });
    };

    it("runs queries, transactions, connections and streams", async () => {
      const events: LogEvent[] = [];
      const own = make(events);
      expect(await own.selectFrom("person").select("id").where("id", "=", 1).execute()).toEqual([{ id: 1 }]);
      await own.transaction().execute((trx) => trx.updateTable("person").set({ age: 1 }).where("id", "=", 1).execute());
      expect(
        await own
          .selectFrom("person")
          .select("age")
          .where("id", "=", 1)
          .execute({ signal: new AbortController().signal }),
      ).toEqual([{ age: 1 }]);
      await own.connection().execute(async (one) => {
        await sql`create temporary table held (id integer)`.execute(one);
        expect((await sql`select * from held`.execute(one)).rows).toEqual([]);
        await sql`drop table held`.execute(one);
      });
      for await (const row of own.selectFrom("person").select("id").where("id", "=", 2).stream())
        expect(row).toEqual({ id: 2 });
      expect(
        await rejection(
          own
            .selectFrom("none" as "person")
            .selectAll()
            .execute(),
        ),
      ).toMatchObject({ kind: "undefined-table" });
      if (way === "log")
        expect(events.map(({ level }) => level)).toEqual([
          "query",
          "query",
          "query",
          "query",
          "query",
          "query",
          "query",
          "error",
        ]);
    });

    it("ends a wait for a session by the signal's reason, and writes nothing to the console", async () => {
      const console = jest.spyOn(globalThis.console, "error");
      const own = make();
      await own.selectFrom("person").select("id").execute();
      for (const endpoint of db().endpoints) endpoint.suspend();
      const controller = new AbortController();
      const call = rejection(own.selectFrom("person").select("id").execute({ signal: controller.signal }));
      const held = rejection(own.connection().execute(() => Promise.resolve(), { signal: controller.signal }));
      await new Promise((resolve) => setTimeout(resolve, 20));
      controller.abort(new Error("no longer"));
      expect([(await call)["message"], (await held)["message"]]).toEqual(["no longer", "no longer"]);
      for (const endpoint of db().endpoints) endpoint.resume();
      expect(await own.selectFrom("person").select("id").where("id", "=", 1).execute()).toEqual([{ id: 1 }]);
      expect(console).not.toHaveBeenCalled();
      console.mockRestore();
    });

    it("leaves the database open when it is destroyed, and is of no use any more", async () => {
      const own = make();
      await own.selectFrom("person").select("id").execute();
      await own.destroy();
      await rejection(own.selectFrom("person").select("id").execute());
      await rejection(own.transaction().execute(() => Promise.resolve()));
      await rejection(own.connection().execute(() => Promise.resolve()));
      expect(await db().query(coreSql`select 1 as one`)).toEqual([{ one: 1 }]);
      if (way === "kyselyOf")
        expect(await rejection(own.selectFrom("person").select("id").execute())).toMatchObject({ kind: "closed" });
    });
  });
});
