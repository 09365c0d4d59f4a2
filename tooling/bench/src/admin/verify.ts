import { checkSame } from "../check.ts";
import type { Workload } from "../workloads.ts";
import { amountOf } from "../workloads.ts";
import { initialBalance, newUserOf, rowCounts } from "../rows.ts";
import type { Admin } from "./admin.ts";

/**
 * Reads what a round has written and compares every row.
 * @throws Error where it is anything but what so many pieces write.
 */
export async function verifyWritten(admin: Admin, workload: Workload, pieces: number): Promise<void> {
  switch (workload.writes) {
    case "inserts":
      return verifyInserts(admin, pieces, pieces);
    case "bulk":
      return verifyInserts(admin, pieces * (workload.size ?? 0), workload.size ?? 0);
    case "transfers":
      return verifyTransfers(admin, pieces);
    default:
  }
}

/** Rows come in the order of their keys, and begin anew after so many. */
async function verifyInserts(admin: Admin, count: number, period: number): Promise<void> {
  const rows = await admin.rows("select name, email, age from bench_inserts order by id");
  checkSame("the number of rows in bench_inserts", rows.length, count);
  for (const [index, row] of rows.entries()) {
    const wanted = newUserOf(index % period);
    if (row["name"] !== wanted.name || row["email"] !== wanted.email || row["age"] !== wanted.age)
      throw new Error(`wrong result: row ${index} of bench_inserts is ${JSON.stringify(row)}`);
  }
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
