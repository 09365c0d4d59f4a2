import { parseFields, type DocumentDriver, type OptionFields } from "@db/core";
import { memoryDatabase, type MemoryDatabaseOptions } from "./memory-database.ts";

const fields: OptionFields = {
  databaseName: {
    kind: "string",
    description: "What the database is called in names of collections. Default: `test`.",
  },
  sweepInterval: {
    kind: "duration",
    description:
      "The time between two sweeps of what indexes with `expireAfterSeconds` let expire; 0 is off. Default: 1 min.",
  },
};

/** The drivers of this package, for those who find them by engine name: `memory`. */
export const drivers: readonly DocumentDriver[] = [
  {
    family: "document",
    engine: "memory",
    fields,
    create: (settings) => memoryDatabase(parseFields<MemoryDatabaseOptions>(fields, settings)),
  },
];
