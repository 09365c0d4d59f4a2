import { parseFields, type DocumentDriver, type OptionFields } from "@db/core";
import { memoryDatabase } from "./memory-database.ts";

const fields: OptionFields = {
  databaseName: { kind: "string", description: "What the database is called in names of collections. Default: `test`." },
};

/** The drivers of this package, for those who find them by engine name: `memory`. */
export const drivers: readonly DocumentDriver[] = [
  {
    family: "document",
    engine: "memory",
    fields,
    create: (settings) => memoryDatabase(parseFields<{ readonly databaseName?: string }>(fields, settings)),
  },
];
