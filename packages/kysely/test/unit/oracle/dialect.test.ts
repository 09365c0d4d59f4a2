import { afterEach, expect, it } from "@jest/globals";
import type { RelationalDatabase } from "@db/core";
import type { Kysely } from "kysely";
import { kyselyOf } from "../../../src/index.ts";
import { oracleDouble, type Sent } from "../../support/oracle-double.ts";
import type { OracleSchema } from "../../support/oracle-statements.ts";

const opened: RelationalDatabase[] = [];
afterEach(async () => {
  for (const db of opened.splice(0)) await db.close();
});

function oracle(answer: Parameters<typeof oracleDouble>[0] = () => []): {
  readonly kysely: Kysely<OracleSchema>;
  readonly sent: Sent[];
} {
  const { db, sent } = oracleDouble(answer);
  opened.push(db);
  return { kysely: kyselyOf<OracleSchema>(db), sent };
}

it("sends what the compiler wrote, with the values in order", async () => {
  const { kysely, sent } = oracle(() => [{ id: 1 }]);
  expect(await kysely.selectFrom("person").select("id").where("age", ">", 3).limit(2).offset(1).execute()).toEqual([
    { id: 1 },
  ]);
  expect(sent).toEqual([
    { text: 'select "id" from "person" where "age" > :1 offset :2 rows fetch next :3 rows only', values: [3, 1, 2] },
  ]);
});

it("gives the rows of a change, whose `into` the driver writes", async () => {
  const { kysely, sent } = oracle(() => [{ id: 1 }]);
  expect(await kysely.insertInto("person").values({ first_name: "A" }).returning("id").execute()).toEqual([{ id: 1 }]);
  expect(sent[0]?.text).toBe('insert into "person" ("first_name") values (:1) returning "id"');
});

it("refuses before anything is sent", async () => {
  const { kysely, sent } = oracle();
  await expect(kysely.replaceInto("person").values({ first_name: "A" }).execute()).rejects.toMatchObject({
    kind: "unsupported",
  });
  expect(sent).toEqual([]);
});

it("uses savepoints that cannot be released", async () => {
  const { kysely, sent } = oracle();
  const trx = await kysely.startTransaction().execute();
  const after = await trx.savepoint("one").execute();
  await after.deleteFrom("person").execute();
  await after.rollbackToSavepoint("one").execute();
  await after.releaseSavepoint("one").execute();
  await trx.commit().execute();
  const texts = sent.map(({ text }) => text.replaceAll(/"db_savepoint_\w+"/g, "S"));
  expect(texts).toEqual([
    "(begin)",
    "savepoint S",
    'delete from "person"',
    "rollback to savepoint S",
    "savepoint S",
    "(commit)",
  ]);
});

it("tells tables, views and columns by the catalogue", async () => {
  const column = (table: string, name: string, other: object = {}) => ({
    owner: "APP",
    table_name: table,
    object_type: "TABLE",
    external: 0,
    column_name: name,
    data_type: "NUMBER",
    data_type_owner: null,
    nullable: "N",
    identity_column: "NO",
    default_length: null,
    comments: null,
    ...other,
  });
  const { kysely } = oracle((text) =>
    text.includes("all_tab_columns")
      ? [
          column("PERSON", "ID", { identity_column: "YES", default_length: 20 }),
          column("PERSON", "NAME", { data_type: "VARCHAR2", nullable: "Y", default_length: 3, comments: "whose" }),
          column("ADULT", "ID", { object_type: "VIEW" }),
          column("LOADED", "SHAPE", { external: 1, data_type: "SDO_GEOMETRY", data_type_owner: "MDSYS" }),
        ]
      : [{ name: "APP" }],
  );
  expect(await kysely.introspection.getSchemas()).toEqual([{ name: "APP" }]);
  const plain = { schema: "APP", isView: false, isForeign: false };
  const number = { dataType: "NUMBER", isNullable: false, isAutoIncrementing: false, hasDefaultValue: false };
  expect(await kysely.introspection.getTables()).toEqual([
    {
      ...plain,
      name: "PERSON",
      columns: [
        { ...number, name: "ID", isAutoIncrementing: true },
        { ...number, name: "NAME", dataType: "VARCHAR2", isNullable: true, hasDefaultValue: true, comment: "whose" },
      ],
    },
    { ...plain, name: "ADULT", isView: true, columns: [{ ...number, name: "ID" }] },
    {
      ...plain,
      name: "LOADED",
      isForeign: true,
      columns: [{ ...number, name: "SHAPE", dataType: "SDO_GEOMETRY", dataTypeSchema: "MDSYS" }],
    },
  ]);
});
