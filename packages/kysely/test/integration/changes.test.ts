import { expect, it } from "@jest/globals";
import { sql } from "kysely";
import { onEveryEngine, rejection } from "../support/subjects.ts";

onEveryEngine("changes", ({ subject, kysely }) => {
  const { family } = subject;

  it("tells how many rows an insert, update and delete changed, and the key it made", async () => {
    const db = kysely();
    const inserted = await db
      .insertInto("person")
      .values({ id: 10, first_name: "Dan", age: 5 })
      .executeTakeFirstOrThrow();
    expect(inserted.numInsertedOrUpdatedRows).toBe(1n);
    if (family === "sqlite") expect(inserted.insertId).toBe(10n);
    if (family === "postgres") expect(inserted.insertId).toBeUndefined();
    const updated = await db.updateTable("person").set({ age: 6 }).where("age", "<", 37).executeTakeFirstOrThrow();
    expect(updated.numUpdatedRows).toBe(3n);
    const again = await db.updateTable("person").set({ age: 6 }).where("age", "<", 37).executeTakeFirstOrThrow();
    expect(again.numUpdatedRows).toBe(3n);
    // Only MySQL and MariaDB tell the rows that were found from those that are another now.
    expect(again.numChangedRows).toBe(family === "mysql" ? 0n : undefined);
    const deleted = await db.deleteFrom("person").where("age", "=", 6).executeTakeFirstOrThrow();
    expect(deleted.numDeletedRows).toBe(3n);
    expect((await db.deleteFrom("person").where("id", "=", -1).executeTakeFirstOrThrow()).numDeletedRows).toBe(0n);
  });

  it("tells the key made by an engine without `returning`", async () => {
    if (family === "postgres") return;
    const made = await kysely().insertInto("person").values({ first_name: "Eve", age: 1 }).executeTakeFirstOrThrow();
    const found = await kysely()
      .selectFrom("person")
      .select("id")
      .where("first_name", "=", "Eve")
      .executeTakeFirstOrThrow();
    expect(made.insertId).toBe(BigInt(found.id));
  });

  it("inserts from a query, and counts raw changes", async () => {
    const db = kysely();
    const copied = await db
      .insertInto("setting")
      .columns(["name", "value"])
      .expression((eb) => eb.selectFrom("person").select(["first_name", sql<string>`'x'`.as("value")]))
      .executeTakeFirstOrThrow();
    expect(copied.numInsertedOrUpdatedRows).toBe(3n);
    expect((await sql`update setting set value = 'y' where name <> 'Bob'`.execute(db)).numAffectedRows).toBe(2n);
    expect((await sql`select 1 as one`.execute(db)).numAffectedRows).toBeUndefined();
  });

  it("gives rows by `returning`, or refuses it", async () => {
    const db = kysely();
    const insert = db.insertInto("setting").values({ name: "a", value: "1" }).returningAll();
    if (family === "mysql" && subject.flavour !== "MariaDB") {
      expect(await rejection(insert.execute())).toMatchObject({ kind: "syntax-error" });
      return;
    }
    expect(await insert.execute()).toEqual([{ name: "a", value: "1", changes: 0 }]);
    if (family !== "mysql") {
      const updated = await db
        .updateTable("person")
        .set((eb) => ({ age: eb("age", "+", 1) }))
        .where("id", "=", 1)
        .returning(["id", "age"])
        .execute();
      expect(updated).toEqual([{ id: 1, age: 37 }]);
    }
    expect(await db.deleteFrom("pet").where("id", "=", 3).returning("name").execute()).toEqual([{ name: "Kitty" }]);
  });

  it("upserts by `on conflict` or `on duplicate key`", async () => {
    const db = kysely();
    const values = [
      { name: "a", value: "1" },
      { name: "b", value: "2" },
    ];
    await db.insertInto("setting").values(values).execute();
    const again = db.insertInto("setting").values({ name: "a", value: "9" });
    if (family === "mysql")
      await again.onDuplicateKeyUpdate({ value: "9", changes: sql<number>`changes + 1` }).execute();
    else
      await again
        .onConflict((oc) =>
          oc
            .column("name")
            .doUpdateSet((eb) => ({ value: eb.ref("excluded.value"), changes: sql<number>`setting.changes + 1` })),
        )
        .execute();
    expect(await db.selectFrom("setting").selectAll().orderBy("name").execute()).toEqual([
      { name: "a", value: "9", changes: 1 },
      { name: "b", value: "2", changes: 0 },
    ]);
    if (family === "mysql") await db.insertInto("setting").ignore().values(values).execute();
    else
      await db
        .insertInto("setting")
        .values(values)
        .onConflict((oc) => oc.doNothing())
        .execute();
    expect((await db.selectFrom("setting").selectAll().execute()).length).toBe(2);
  });

  it("updates from another table", async () => {
    const db = kysely();
    if (family === "mysql") {
      await db
        .updateTable(["person", "pet"])
        .whereRef("pet.owner_id", "=", "person.id")
        .where("pet.species", "=", "dog")
        .set("person.age", 99)
        .execute();
    } else {
      await db
        .updateTable("person")
        .from("pet")
        .whereRef("pet.owner_id", "=", "person.id")
        .where("pet.species", "=", "dog")
        .set({ age: 99 })
        .execute();
    }
    expect(await db.selectFrom("person").select("id").where("age", "=", 99).execute()).toEqual([{ id: 2 }]);
  });

  it("merges, where the engine can", async () => {
    if (family !== "postgres") return;
    const merged = await kysely()
      .mergeInto("setting as s")
      .using("person as p", "s.name", "p.first_name")
      .whenMatched()
      .thenDelete()
      .whenNotMatched()
      .thenInsertValues((eb) => ({ name: eb.ref("p.first_name"), value: "new" }))
      .executeTakeFirstOrThrow();
    expect(merged.numChangedRows).toBe(3n);
  });

  it("rejects with core's errors, untouched", async () => {
    const db = kysely();
    const duplicate = await rejection(
      db
        .insertInto("setting")
        .values([
          { name: "a", value: "1" },
          { name: "a", value: "2" },
        ])
        .execute(),
    );
    expect(duplicate).toMatchObject({ kind: "unique-violation", family: "constraint" });
    expect(
      await rejection(db.insertInto("pet").values({ id: 50, name: "X", owner_id: 99, species: "cat" }).execute()),
    ).toMatchObject({ kind: "foreign-key-violation" });
    expect(
      await rejection(db.insertInto("pet").values({ id: 50, name: "X", owner_id: 1, species: "eel" }).execute()),
    ).toMatchObject({ kind: "check-violation" });
    expect(
      await rejection(
        db
          .insertInto("person")
          .values({ id: 50, first_name: null as never, age: 1 })
          .execute(),
      ),
    ).toMatchObject({ kind: "not-null-violation" });
    expect(
      await rejection(
        db
          .selectFrom("nothing" as "person")
          .selectAll()
          .execute(),
      ),
    ).toMatchObject({ kind: "undefined-table" });
    expect(
      await rejection(
        db
          .selectFrom("person")
          .select("nothing" as "age")
          .where("id", "=", 1)
          .groupBy("missing" as "age")
          .execute(),
      ),
    ).toMatchObject({ kind: "undefined-column" });
    expect(await rejection(sql`selec 1`.execute(db))).toMatchObject({ kind: "syntax-error" });
    expect(await rejection(sql`begin`.execute(db))).toMatchObject({ kind: "usage" });
  });
});
