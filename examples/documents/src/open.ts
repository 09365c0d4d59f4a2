import { createDatabase, type DocumentDatabase } from "@db/core";
import { memoryDatabase } from "@db/document";
import { mongo } from "@db/mongo";
import { pgJsonb } from "@db/pg-jsonb";
import { pglite, postgres } from "@db/postgres";

/** A document database, and how to close it and what lies under it. */
export interface Opened extends AsyncDisposable {
  readonly database: DocumentDatabase;
}

/** Opens the document database of a URL: the one place of the program that knows engines. */
export function openDocuments(url: string): Opened {
  const [scheme] = url.split(":", 1);
  switch (scheme) {
    case "memory":
      return owned(memoryDatabase());
    case "mongodb":
    case "mongodb+srv":
      return owned(mongo({ url }));
    case "pglite":
    case "postgres":
    case "postgresql": {
      const relational = createDatabase(scheme === "pglite" ? pglite() : postgres({ url }));
      const database = pgJsonb(relational, { schema: "example_documents" });
      return { database, [Symbol.asyncDispose]: () => database.close().then(() => relational.close()) };
    }
    default:
      throw new Error(`no engine for ${scheme}: take memory:, pglite:, postgres: or mongodb:`);
  }
}

function owned(database: DocumentDatabase): Opened {
  return { database, [Symbol.asyncDispose]: () => database.close() };
}
