// Tries to write to a file and tells the kind of the error: `node write-one.ts FILE`.
import { createDatabase, DatabaseError, sql } from "@db/core";
import { sqlite } from "../../src/index.ts";

const db = createDatabase(sqlite({ file: process.argv[2], mode: "read-write", journalMode: "delete" }));
const outcome = await db.execute(sql`insert into t values (2, 'b')`).then(
  () => "written",
  (error: unknown) => (DatabaseError.is(error) ? error.kind : String(error)),
);
process.stdout.write(`${outcome}\n`);
await db.close();
