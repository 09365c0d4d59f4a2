import { createDatabase, type DocumentDatabase, type RelationalDatabase } from "@db/core";
import { memoryDatabase } from "@db/document";
import { mongo } from "@db/mongo";
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
  pglite: () => jsonbEngine(() => createDatabase(pglite()), 500),
  postgres: () => {
    const url = process.env["DB_TEST_POSTGRES_URL"];
    if (url === undefined)
      throw new Error('set DB_TEST_POSTGRES_URL, for example by "npm run -s servers -- up postgres"');
    return jsonbEngine(() => createDatabase(postgres({ url })));
  },
  mongo: () => {
    const url = process.env["DB_TEST_MONGO_URL"];
    if (url === undefined) throw new Error('set DB_TEST_MONGO_URL, for example by "npm run -s servers -- up mongo"');
    return {
      open: async (databaseName) => {
        const database = mongo({ url, database: databaseName });
        const drop = async (): Promise<void> => void (await database.command({ dropDatabase: 1 }));
        await drop(); // of a run that was broken off
        return { ...targetOf(database, async () => {}), close: () => drop().finally(() => database.close()) };
      },
      close: async () => {},
    };
  },
};

/**
 * One schema for all cases of one database, emptied after each. `lifetime` is after how many cases the database is made anew:
 * a session keeps something of every table that it has seen, and the embedded one runs out of its 32-bit memory.
 */
function jsonbEngine(create: () => RelationalDatabase, lifetime = Number.POSITIVE_INFINITY): Engine {
  let relational = create();
  let cases = 0;
  return {
    open: async (databaseName) => {
      if (++cases % lifetime === 0) {
        await relational.close();
        relational = create();
      }
      const database = pgJsonb(relational, { schema: databaseName });
      await empty(database); // of a run that was broken off
      return targetOf(database, () => empty(pgJsonb(relational, { schema: databaseName })));
    },
    close: () => relational.close(),
  };
}

async function empty(database: DocumentDatabase): Promise<void> {
  for (const { name } of await database.listCollections()) await database.collection(name).drop();
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
