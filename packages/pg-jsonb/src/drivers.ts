import { parseFields, type DocumentDriver, type OptionFields } from "@db/core";
import { pgJsonb, type PgJsonbOptions } from "./pg-jsonb.ts";

/** What such a database has in a configuration: the options of `pgJsonb`, and what it stands on. */
const fields: OptionFields = {
  relational: {
    kind: "string",
    required: true,
    description: "The name of the PostgreSQL or PGlite database of this configuration that holds the documents.",
    example: "main",
  },
  schema: {
    kind: "string",
    description: "The schema that holds the collections; it is the database's name. Default: `documents`.",
  },
  sweepInterval: {
    kind: "duration",
    description:
      "The time between two sweeps of what indexes with `expireAfterSeconds` let expire; 0 is off. Default: 1 min.",
  },
  changes: {
    kind: "enum",
    values: ["outbox", "off"],
    description: "Whether changes are recorded, for `watch`. Default: `off`.",
  },
  changesRetention: {
    kind: "duration",
    description: "How long changes are kept at least. Default: a day.",
  },
};

/** The drivers of this package, for those who find them by engine name. */
export const drivers: readonly DocumentDriver[] = [
  {
    family: "document",
    engine: "pg-jsonb",
    fields,
    create(settings, context) {
      const { relational, ...options } = parseFields<PgJsonbOptions & { readonly relational: string }>(
        fields,
        settings,
      );
      return pgJsonb(context.relational(relational), options);
    },
  },
];
