/* `node tooling/docs/src/write-schema.ts`, after a build: writes core's schema/db.schema.json from the option tables. */
import { writeFileSync } from "node:fs";
import { completeSchema, schemaFile } from "./schema.ts";

writeFileSync(schemaFile, `${JSON.stringify(completeSchema(), undefined, 2)}\n`);
