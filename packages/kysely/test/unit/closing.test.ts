import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { createDatabase, sql as coreSql } from "@db/core";
import { sqlite } from "@db/sqlite";
import { Kysely, sql } from "kysely";
import { DatabaseDialect, kyselyOf } from "../../src/index.ts";
import { transactionOptions } from "../../src/transaction-settings.ts";
import { rejection } from "../support/rejection.ts";

const memory = () => createDatabase(sqlite({ file: ":memory:" }));

it("opens nothing before a query needs it", async () => {
  const db = memory();
  const kysely = kyselyOf(db);
  expect(db.endpoints[0]!.stats()).toMatchObject({ opened: 0 });
  await kysely.destroy();
  await db.close();
});

it.each(["kyselyOf", "DatabaseDialect", "log"] as const)("closes the database when told to: %s", async (way) => {
  const db = memory();
  const options = { closes: true, ...(way === "log" ? { log: [] } : {}) };
  const kysely =
    way === "DatabaseDialect"
      ? new Kysely<object>({ dialect: new DatabaseDialect(db, options) })
      : kyselyOf(db, options);
  await sql`select 1`.execute(kysely);
  await kysely.destroy();
  expect(await rejection(db.query(coreSql`select 1`))).toMatchObject({ kind: "closed" });
});

it("rejects with `closed` once the database is closed", async () => {
  const db = memory();
  const kysely = kyselyOf(db);
  await db.close();
  expect(await rejection(sql`select 1`.execute(kysely))).toMatchObject({ kind: "closed" });
  expect(await rejection(kysely.transaction().execute(() => Promise.resolve()))).toMatchObject({ kind: "closed" });
  expect(await rejection(kysely.connection().execute(() => Promise.resolve()))).toMatchObject({ kind: "closed" });
});

it.each(["kyselyOf", "DatabaseDialect"] as const)("reads from a replica when told to: %s", async (way) => {
  const folder = mkdtempSync(join(tmpdir(), "db-kysely-replica-"));
  const file = (name: string): string => join(folder, `${name}.db`);
  for (const name of ["primary", "replica"]) {
    const one = createDatabase(sqlite({ file: file(name) }));
    await one.execute(coreSql`create table place (name text)`);
    await one.execute(coreSql`insert into place values (${name})`);
    await one.close();
  }
  const db = createDatabase(sqlite({ file: file("primary"), replicas: [{ file: file("replica") }] }));
  type Places = { place: { name: string } };
  const options = { reads: "replica" } as const;
  const kysely =
    way === "kyselyOf"
      ? kyselyOf<Places>(db, options)
      : new Kysely<Places>({ dialect: new DatabaseDialect(db, options) });
  const places = kysely.selectFrom("place").select("name");
  try {
    expect(await places.execute()).toEqual([{ name: "replica" }]);
    for await (const row of places.stream()) expect(row).toEqual({ name: "replica" });
    expect(await kyselyOf<Places>(db).selectFrom("place").select("name").execute()).toEqual([{ name: "primary" }]);
    expect(await kysely.transaction().execute((trx) => trx.selectFrom("place").select("name").execute())).toEqual([
      { name: "primary" },
    ]);
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it("names a transaction setting that it does not know", () => {
  expect(() => transactionOptions({ isolationLevel: "serializable", deferrable: true } as object)).toThrow(
    "deferrable",
  );
  expect(transactionOptions({})).toBeUndefined();
});
