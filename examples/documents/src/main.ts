import { parseArgs } from "node:util";
import { DatabaseError, openDatabases } from "@db/core";
import { shop } from "./shop.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const cwd = new URL("../config", import.meta.url).pathname;

try {
  for (const file of positionals.length === 0 ? ["memory.yaml", "pglite.yaml"] : positionals) {
    await using dbs = await openDatabases(file, positionals.length === 0 ? { cwd } : {});
    const database = dbs.document("shop");
    console.log(`\n${database.engine}`);
    await shop(database, (line) => console.log(`  ${line}`));
  }
} catch (error) {
  console.error(DatabaseError.is(error) ? `\n${error.kind}: ${error.message}` : error);
  process.exitCode = 1;
}
