import { writeConfigSchema } from "../src/config/index.ts";

// Engine-specific keys stay open here: core knows no driver. Whoever has the drivers calls `writeConfigSchema` with their tables.
await writeConfigSchema(new URL("db.schema.json", import.meta.url));
