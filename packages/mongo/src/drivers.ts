import type { DocumentDriver } from "@db/core";
import { mongoFields } from "./mongo-fields.ts";
import { mongo } from "./mongo.ts";

/** The drivers of this package, for those who find them by engine name. */
export const drivers: readonly DocumentDriver[] = [
  { family: "document", engine: "mongo", fields: mongoFields, create: (settings) => mongo(settings) },
];
