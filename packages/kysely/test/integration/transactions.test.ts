import { expect, it } from "@jest/globals";
import { sql } from "kysely";
import { onEveryEngine, rejection } from "../support/subjects.ts";

onEveryEngine("transactions", ({ subject, kysely, db, isServer }) => {
  const names = async (): Promise<string[]> =>
    (await kysely().selectFrom("setting").select("name").orderBy("name").execute()).map(({ name }) => name);
  const row = (name: string): { name: string; value: string } => ({ name, value: "1" });

  it("commit what the callback did", async () => {
    const given = await kysely()
      .transaction()
      .execute(async (trx) => {
        await trx.insertInto("setting").values(row("a")).execute();
        expect(trx.isTransaction).toBe(true);
        return "done";
      });
    expect(given).toBe("done");
    expect(await names()).toEqual(["a"]);
  });

  it("roll back when the callback throws, and keep its error", async () => {
    const thrown = new Error("mine");
    const caught = await rejection(
      kysely()
        .transaction()
        .execute(async (trx) => {
          await trx.insertInto("setting").values(row("a")).execute();
          throw thrown;
        }),
    );
    expect(caught).toBe(thrown);
    expect(await names()).toEqual([]);
  });

  it("are not committed after a failed statement that was caught", async () => {
    const caught = await rejection(
      kysely()
        .transaction()
        .execute(async (trx) => {
          await trx.insertInto("setting").values(row("a")).execute();
          await rejection(trx.insertInto("setting").values(row("a")).execute());
        }),
    ).catch(() => undefined);
    // Only PostgreSQL fails the whole transaction by one statement.
    if (subject.family === "postgres") {
      expect(caught).toMatchObject({ kind: "rolled-back", cause: { kind: "unique-violation" } });
      expect(await names()).toEqual([]);
    } else {
      expect(caught).toBeUndefined();
      expect(await names()).toEqual(["a"]);
    }
  });

  it("keep their own queries apart from others", async () => {
    if (!isServer && subject.title !== "SQLite, file") return;
    await kysely()
      .transaction()
      .execute(async (trx) => {
        await trx.insertInto("setting").values(row("a")).execute();
        expect(await trx.selectFrom("setting").selectAll().execute()).toHaveLength(1);
        expect(await names()).toEqual([]);
      });
  });

  it("take the settings that the engine has, and refuse the others", async () => {
    const levels = db().capabilities.isolationLevels;
    for (const level of [
      "read uncommitted",
      "read committed",
      "repeatable read",
      "serializable",
      "snapshot",
    ] as const) {
      const transaction = kysely()
        .transaction()
        .setIsolationLevel(level)
        .execute(async (trx) => {
          if (subject.family !== "postgres") return level;
          const { rows } = await sql<{ transaction_isolation: string }>`show transaction_isolation`.execute(trx);
          return rows[0]!.transaction_isolation;
        });
      if (levels.includes(level.replace(" ", "-") as "serializable")) expect(await transaction).toBe(level);
      else expect(await rejection(transaction)).toMatchObject({ kind: "unsupported" });
    }
    const readOnly = kysely()
      .transaction()
      .setAccessMode("read only")
      .execute((trx) => trx.insertInto("setting").values(row("a")).execute());
    expect(await rejection(readOnly)).toMatchObject({ kind: "read-only" });
    await kysely()
      .transaction()
      .setAccessMode("read write")
      .execute((trx) => trx.insertInto("setting").values(row("b")).execute());
    expect(await names()).toEqual(["b"]);
  });

  it("can be controlled, with savepoints that SQL would have", async () => {
    const trx = await kysely().startTransaction().execute();
    await trx.insertInto("setting").values(row("a")).execute();
    const one = await trx.savepoint("one").execute();
    await one.insertInto("setting").values(row("b")).execute();
    const two = await one.savepoint("two").execute();
    await two.insertInto("setting").values(row("c")).execute();
    await two.rollbackToSavepoint("two").execute();
    await two.insertInto("setting").values(row("d")).execute();
    // The savepoint stays after a rollback to it.
    await two.rollbackToSavepoint("two").execute();
    await two.insertInto("setting").values(row("e")).execute();
    await one.releaseSavepoint("one").execute();
    expect(await rejection(one.rollbackToSavepoint("one").execute())).toMatchObject({ kind: "transaction-state" });
    await trx.insertInto("setting").values(row("f")).execute();
    await trx.commit().execute();
    expect(trx.isCommitted).toBe(true);
    expect(await names()).toEqual(["a", "b", "e", "f"]);
    await expect(trx.selectFrom("setting").selectAll().execute()).rejects.toThrow("already committed");
  });

  it("go on after an error when they roll back to a savepoint", async () => {
    const trx = await kysely().startTransaction().execute();
    await trx.insertInto("setting").values(row("a")).execute();
    const after = await trx.savepoint("s").execute();
    await rejection(after.insertInto("setting").values(row("a")).execute());
    await after.rollbackToSavepoint("s").execute();
    await trx.insertInto("setting").values(row("b")).execute();
    await trx.commit().execute();
    expect(await names()).toEqual(["a", "b"]);
  });

  it("roll back with savepoints open, and commit with them open", async () => {
    const first = await kysely().startTransaction().execute();
    await (await first.savepoint("s").execute()).insertInto("setting").values(row("a")).execute();
    await first.rollback().execute();
    expect(first.isRolledBack).toBe(true);
    expect(await names()).toEqual([]);
    const second = await kysely().startTransaction().execute();
    await (await second.savepoint("s").execute()).insertInto("setting").values(row("b")).execute();
    await second.commit().execute();
    expect(await names()).toEqual(["b"]);
  });

  it("that fail to commit are over: no session stays lent", async () => {
    if (subject.family !== "postgres") return;
    const trx = await kysely().startTransaction().execute();
    await rejection(sql`select 1/0`.execute(trx));
    expect(await rejection(trx.commit().execute())).toMatchObject({
      kind: "rolled-back",
      cause: { kind: "division-by-zero" },
    });
    expect(trx.isRolledBack).toBe(true);
    await trx.rollback().execute();
  });

  it("run on the one session of `connection()`, as everything in it does", async () => {
    await kysely()
      .connection()
      .execute(async (one) => {
        await sql`create temporary table kept (id integer)`.execute(one);
        await one.transaction().execute(async (trx) => {
          await sql`insert into kept values (1)`.execute(trx);
          await trx.insertInto("setting").values(row("a")).execute();
        });
        const controlled = await one.startTransaction().execute();
        await sql`insert into kept values (2)`.execute(controlled);
        await controlled.rollback().execute();
        expect((await sql`select * from kept`.execute(one)).rows).toEqual([{ id: 1 }]);
      });
    expect(await names()).toEqual(["a"]);
    // The session was reset before it was lent on.
    expect(await rejection(sql`select * from kept`.execute(kysely()))).toMatchObject({ kind: "undefined-table" });
  });

  it("take part in an ambient transaction of core", async () => {
    const thrown = await rejection(
      db().transaction(
        async () => {
          await kysely().insertInto("setting").values(row("a")).execute();
          throw new Error("undo");
        },
        { ambient: true },
      ),
    );
    expect(thrown["message"]).toBe("undo");
    expect(await names()).toEqual([]);
  });
});
