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

it("names a transaction setting that it does not know", () => {
  expect(() => transactionOptions({ isolationLevel: "serializable", deferrable: true } as object)).toThrow(
    "deferrable",
  );
  expect(transactionOptions({})).toBeUndefined();
});
