import { checkSame } from "../check.ts";
import type { Workload } from "../workloads.ts";
import { amountOf } from "../workloads.ts";
import { initialBalance, newUserOf, rowCounts } from "../rows.ts";
import type { Admin } from "./admin.ts";

/**
 * Reads what a round has written and compares every row.
 * `scale` is that of the round, for what is one long piece. @throws Error where it is anything but what so many pieces write.
 */
export async function verifyWritten(admin: Admin, workload: Workload, pieces: number, scale = 1): Promise<void> {
  switch (workload.writes) {
    case "inserts":
      return verifyInserts(admin, pieces, pieces);
    case "bulk":
      return verifyInserts(admin, pieces * (workload.size ?? 0), workload.size ?? 0);
    case "load":
      return verifyLoad(admin, Math.round((workload.size ?? 0) * scale));
    case "transfers":
      return verifyTransfers(admin, pieces);
    default:
  }
}

/** Rows come in the order of their keys, and begin anew after so many. */
async function verifyInserts(admin: Admin, count: number, period: number): Promise<void> {
  const seen = await verifyUsers(admin, (index) => index % period);
  checkSame("the number of rows in bench_inserts", seen, count);
}

/** A warm-up of a quarter, and all. */
async function verifyLoad(admin: Admin, size: number): Promise<void> {
  const warmUp = Math.ceil(size / 4);
  const seen = await verifyUsers(admin, (index) => (index < warmUp ? index : index - warmUp));
  checkSame("the number of rows in bench_inserts", seen, size + warmUp);
}

/** How many rows are read at a time. */
const most = 100_000;

/** Compares every row with the one of the position it has to have; gives their number. */
async function verifyUsers(admin: Admin, position: (index: number) => number): Promise<number> {
  let index = 0;
  for (let key = 0, more = true; more;) {
    const rows = await admin.rows(
      `select id, name, email, age from bench_inserts where id > ${key} order by id limit ${most}`,
    );
    for (const { id, name, email, age } of rows) {
      const wanted = newUserOf(position(index));
      if (name !== wanted.name || email !== wanted.email || age !== wanted.age)
        throw new Error(`wrong result: row ${index} of bench_inserts is ${JSON.stringify({ id, name, email, age })}`);
      index++;
      key = Number(id);
    }
    more = rows.length === most;
  }
  return index;
}

async function verifyTransfers(admin: Admin, count: number): Promise<void> {
  const rows = await admin.rows("select account_id, amount from bench_transfers order by id");
  checkSame("the number of rows in bench_transfers", rows.length, count);
  const balances = new Map<unknown, number>();
  for (const [index, row] of rows.entries()) {
    checkSame(`the amount of transfer ${index}`, row["amount"], amountOf(index));
    balances.set(row["account_id"], (balances.get(row["account_id"]) ?? initialBalance) + amountOf(index));
  }
  const accounts = await admin.rows("select id, balance from bench_accounts");
  checkSame("the number of accounts", accounts.length, rowCounts.accounts);
  for (const { id, balance } of accounts)
    checkSame(`balance of ${String(id)}`, balance, balances.get(id) ?? initialBalance);
}
