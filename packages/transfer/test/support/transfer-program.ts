/**
 * A transfer between two schemas of a server, or between MongoDB and one: what is killed and begun again. `FROM` and `TO` are
 * `schema:<name>` or `mongo:<database>`, `OPTIONS` the options as JSON. Writes the report's counts and its verification.
 */
import { createDatabase, type DocumentDatabase } from "@db/core";
import { mongo } from "@db/mongo";
import { pgJsonb } from "@db/pg-jsonb";
import { postgres } from "@db/postgres";
import { progressBar, transfer, type RunOptions } from "../../src/index.ts";

const opened: AsyncDisposable[] = [];

function open(place: string): DocumentDatabase {
  const [kind, name] = place.split(":") as [string, string];
  if (kind === "mongo") {
    const database = mongo({ url: process.env["DB_TEST_MONGO_URL"], database: name });
    opened.push(database);
    return database;
  }
  const relational = createDatabase(postgres({ url: process.env["DB_TEST_POSTGRES_URL"] ?? "" }));
  opened.push(relational);
  return pgJsonb(relational, { schema: name });
}

process.stdout.write("loaded\n");
const [from, to] = [open(process.env["FROM"] ?? ""), open(process.env["TO"] ?? "")];
const options = JSON.parse(process.env["OPTIONS"] ?? "{}") as RunOptions;
const bar = process.env["BAR"] === undefined ? undefined : progressBar();
const report = await transfer(from, to, { ...options, ...(bar === undefined ? {} : { onProgress: bar.update }) });
bar?.end();
const { runs, elapsed, collections, verification } = report;
process.stdout.write(JSON.stringify({ runs, elapsed, collections, verification }));
for (const each of opened) await each[Symbol.asyncDispose]();
