import { createDatabase, sql, type DocumentDatabase } from "@db/core";
import { memoryDatabase } from "@db/document";
import { pgJsonb } from "@db/pg-jsonb";
import { pglite, postgres } from "@db/postgres";
import type { Document } from "bson";
import type { Target } from "./run-case.ts";

/** An engine that cases are replayed on. */
export interface Engine {
  /** Opens an empty database for one case. */
  open(databaseName: string): Promise<Target>;
  close(): Promise<void>;
}

/** What cases can be replayed on, by name. */
export const engines: Readonly<Record<string, () => Engine>> = {
  memory: () => ({
    open: async (databaseName) => targetOf(memoryDatabase({ databaseName }), async () => {}),
    close: async () => {},
  }),
  pglite: () => jsonbEngine(createDatabase(pglite())),
  postgres: () => {
    const url = process.env["DB_TEST_POSTGRES_URL"];
    if (url === undefined)
      throw new Error('set DB_TEST_POSTGRES_URL, for example by "npm run -s servers -- up postgres"');
    return jsonbEngine(createDatabase(postgres({ url })));
  },
};

/** One schema for each case, dropped after it. */
function jsonbEngine(relational: ReturnType<typeof createDatabase>): Engine {
  return {
    open: async (databaseName) =>
      targetOf(pgJsonb(relational, { schema: databaseName }), async () => {
        await relational.execute(sql`drop schema if exists ${sql.id(databaseName)} cascade`);
      }),
    close: () => relational.close(),
  };
}

function targetOf(database: DocumentDatabase, drop: () => Promise<void>): Target {
  return {
    command: (command: Document) => database.command(command, { types: "exact" }),
    close: async () => {
      await database.close();
      await drop();
    },
  };
}
