import { join } from "node:path";
import { parseArgs } from "node:util";
import { DatabaseError, openDatabases } from "@db/core";
import { tour } from "./tour.ts";

const folder = join(import.meta.dirname, "..");
const { values } = parseArgs({ options: { url: { type: "string" } } });

try {
  // A URL on the command line is the only database; else those of db.yaml, with DATABASE_URL in the place of "main".
  const databases = await openDatabases(values.url ?? join(folder, "db.yaml"), { cwd: folder });
  try {
    for (const name of databases.names) await tour(databases.relational(name));
  } finally {
    await databases.close();
  }
  console.log(
    "\nEverything is closed. The same on an engine of yours: npm start -- --url postgres://user:password@host/database",
  );
} catch (error) {
  console.error(DatabaseError.is(error) ? `\n${error.kind}: ${error.message}` : error);
  process.exitCode = 1;
}
