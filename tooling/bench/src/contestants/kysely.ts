import type { Generated, Kysely } from "kysely";
import type { Contestant, Family } from "../contestant.ts";
import type { DocumentRow, Event, NewUser, User, WideRow } from "../rows.ts";
import { batches } from "./batches.ts";
import { readDocuments } from "./stored-documents.ts";

/** The bench's tables as Kysely wants to know them. */
export interface Tables {
  readonly bench_users: User;
  readonly bench_inserts: NewUser & { readonly id: Generated<number> };
  readonly bench_accounts: { readonly id: number; readonly balance: number };
  readonly bench_transfers: { readonly id: Generated<number>; readonly account_id: number; readonly amount: number };
  readonly bench_wide: { readonly id: number };
  readonly bench_documents: DocumentRow;
  readonly bench_events: Event;
}

/** Kysely's builder, over whatever dialect. Bulk rows go by multi-row inserts in a transaction. */
export function kyselyContestant(
  family: Exclude<Family, "redis">,
  make: (place: string) => Kysely<Tables> | Promise<Kysely<Tables>>,
  end?: () => Promise<void>,
): Contestant {
  let db: Kysely<Tables>;
  const users = ["id", "name", "email", "age"] as const;
  return {
    async open(place) {
      db = await make(place);
      await db
        .selectFrom("bench_digits" as "bench_accounts")
        .selectAll()
        .execute();
    },
    async close() {
      await db.destroy();
      await end?.();
    },
    point: (id) => db.selectFrom("bench_users").select(users).where("id", "=", id).executeTakeFirstOrThrow(),
    many: (from, to) =>
      db
        .selectFrom("bench_users")
        .select(users)
        .where((by) => by.between("id", from, to))
        .orderBy("id")
        .execute(),
    wide: (from, to) =>
      db
        .selectFrom("bench_wide")
        .selectAll()
        .where((by) => by.between("id", from, to))
        .orderBy("id")
        .execute() as Promise<WideRow[]>,
    documents: async (from, to) =>
      readDocuments(
        await db
          .selectFrom("bench_documents")
          .select(["id", "title", "created", "updated", "body"])
          .where((by) => by.between("id", from, to))
          .orderBy("id")
          .execute(),
      ),
    async insert(row) {
      const insert = db.insertInto("bench_inserts").values(row);
      if (family === "postgres") return (await insert.returning("id").executeTakeFirstOrThrow()).id;
      return Number((await insert.executeTakeFirstOrThrow()).insertId);
    },
    transfer: (account, amount) =>
      db.transaction().execute(async (tx) => {
        const { balance } = await tx
          .selectFrom("bench_accounts")
          .select("balance")
          .where("id", "=", account)
          .executeTakeFirstOrThrow();
        await tx
          .updateTable("bench_accounts")
          .set((by) => ({ balance: by("balance", "+", amount) }))
          .where("id", "=", account)
          .execute();
        await tx.insertInto("bench_transfers").values({ account_id: account, amount }).execute();
        return balance;
      }),
    bulk: (rows) =>
      db.transaction().execute(async (tx) => {
        for (const batch of batches(rows)) await tx.insertInto("bench_inserts").values(batch).execute();
        return rows.length;
      }),
    async stream(count, take) {
      const query = db
        .selectFrom("bench_events")
        .select(["id", "kind", "amount", "note"])
        .where("id", "<=", count)
        .orderBy("id");
      for await (const event of query.stream(500)) take(event);
    },
  };
}
