import { expect, it } from "@jest/globals";
import { sql } from "@db/core";
import { changeStreamSuite, take } from "../../../document/test/support/change-stream-suite.ts";
import { pgJsonb } from "../../src/index.ts";
import { embedded } from "./support/databases.ts";

const database = embedded();
const schema = "changes";
const open = (): ReturnType<typeof pgJsonb> => pgJsonb(database.relational(), { schema, changes: "outbox" });
changeStreamSuite("PGlite", open, open);

it("leaves PGlite's one session to others while it waits", async () => {
  await using watched = open();
  await using stream = watched.collection("held").watch([], { maxAwaitTimeMS: 60_000 });
  await stream.open();
  const waiting = take(stream, 1);
  for (let n = 0; n < 20; n++) await database.relational().query(sql`select ${n}::int as n`);
  // It is woken by the commit: the next look of its own would come after a minute.
  await watched.collection("held").insertOne({ _id: 1 });
  expect(await waiting).toMatchObject([{ documentKey: { _id: 1 } }]);
});
