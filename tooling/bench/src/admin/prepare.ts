import type { Family } from "../contestant.ts";
import type { Workload } from "../workloads.ts";
import { openMysql } from "./mysql-admin.ts";
import { openPostgres } from "./postgres-admin.ts";
import { openSqlite } from "./sqlite-admin.ts";
import { dropTables, makeTables, resetTables } from "./tables.ts";
import { verifyWritten } from "./verify.ts";

/** An engine made ready for rounds. */
export interface Prepared {
  /** Before each round. */
  reset(workload: Workload): Promise<void>;
  /** After each round. @throws Error when what was written is wrong. */
  verify(workload: Workload, pieces: number, scale: number): Promise<void>;
  /** Removes everything the bench has made. */
  tidy(): Promise<void>;
}

const openers = { postgres: openPostgres, mysql: openMysql, sqlite: openSqlite } as const;

/** Makes and fills the bench's tables; `events` is how many rows there are to stream. */
export async function prepare(family: Exclude<Family, "redis">, place: string, events: number): Promise<Prepared> {
  const admin = await openers[family](place);
  await makeTables(admin, family, events);
  return {
    reset: async (workload) => {
      if (workload.writes !== undefined) await resetTables(admin, family);
    },
    verify: (workload, pieces, scale) => verifyWritten(admin, workload, pieces, scale),
    tidy: async () => {
      await dropTables(admin);
      await admin.close();
    },
  };
}
