import { parseArgs } from "node:util";
import { DatabaseError } from "@db/core";
import { openDocuments } from "./open.ts";
import { shop } from "./shop.ts";

const { values } = parseArgs({ options: { url: { type: "string" } } });
const urls = values.url === undefined ? ["memory:", "pglite:"] : [values.url];

try {
  for (const url of urls) {
    await using opened = openDocuments(url);
    console.log(`\n${opened.database.engine}`);
    await shop(opened.database, (line) => console.log(`  ${line}`));
  }
} catch (error) {
  console.error(DatabaseError.is(error) ? `\n${error.kind}: ${error.message}` : error);
  process.exitCode = 1;
}
