import { expect, it } from "@jest/globals";
import type { Admin } from "../../src/admin/admin.ts";
import { verifyWritten } from "../../src/admin/verify.ts";
import { initialBalance, newUserOf, rowCounts } from "../../src/rows.ts";
import { amountOf, workloads, type Workload } from "../../src/workloads.ts";

type Rows = Record<string, unknown>[];

/** Answers by the table that a statement names. */
const adminWith = (tables: Readonly<Record<string, Rows>>): Admin => ({
  run: async () => undefined,
  rows: async (text) => tables[/from (\w+)/.exec(text)?.[1] ?? ""] ?? [],
  close: async () => undefined,
});
const inserted = (count: number): Rows => Array.from({ length: count }, (_, index) => ({ ...newUserOf(index) }));

it("accepts inserted rows, and sees one that is missing, doubled or different", async () => {
  const insert = workloads["insert"] as Workload;
  const verify = (rows: Rows): Promise<void> => verifyWritten(adminWith({ bench_inserts: rows }), insert, 120);
  await expect(verify(inserted(120))).resolves.toBeUndefined();
  await expect(verify(inserted(119))).rejects.toThrow("the number of rows in bench_inserts is 119, expected 120");
  await expect(verify(inserted(121))).rejects.toThrow("row 120");
  await expect(verify([...inserted(119), { ...newUserOf(119), name: "?" }])).rejects.toThrow("row 119");
});

it("wants the odd characters of a bulk row as they were given", async () => {
  const bulk = { ...(workloads["bulk"] as Workload), size: 100 };
  const verify = (rows: Rows): Promise<void> => verifyWritten(adminWith({ bench_inserts: rows }), bulk, 2);
  const good = [...inserted(100), ...inserted(100)];
  await expect(verify(good)).resolves.toBeUndefined();
  const escaped = good.with(99, { ...newUserOf(99), name: newUserOf(99).name.replace("\t", "\\t") });
  await expect(verify(escaped)).rejects.toThrow("row 99");
});

it("takes a load for a warm-up of a quarter, and all", async () => {
  const load = { ...(workloads["load"] as Workload), size: 400 };
  const verify = (rows: Rows): Promise<void> => verifyWritten(adminWith({ bench_inserts: rows }), load, 2, 0.5);
  const good = [...inserted(50), ...inserted(200)];
  await expect(verify(good)).resolves.toBeUndefined();
  await expect(verify(good.slice(1))).rejects.toThrow("row 0");
  await expect(verify(good.slice(0, -1))).rejects.toThrow("the number of rows in bench_inserts is 249, expected 250");
  await expect(verify(good.with(51, { ...newUserOf(0) }))).rejects.toThrow("row 51");
});

it("follows transfers into the balances", async () => {
  const transaction = workloads["transaction"] as Workload;
  const transfers = [1, 2, 1].map((id, index) => ({ account_id: id, amount: amountOf(index) }));
  const accounts = Array.from({ length: rowCounts.accounts }, (_, index) => ({
    id: index + 1,
    balance: initialBalance,
  }));
  const verify = (tables: Record<string, Rows>): Promise<void> => verifyWritten(adminWith(tables), transaction, 3);
  const paid = accounts.with(0, { id: 1, balance: initialBalance + amountOf(0) + amountOf(2) });
  const all = paid.with(1, { id: 2, balance: initialBalance + amountOf(1) });
  await expect(verify({ bench_transfers: transfers, bench_accounts: all })).resolves.toBeUndefined();
  await expect(verify({ bench_transfers: transfers, bench_accounts: paid })).rejects.toThrow("balance of 2");
  await expect(verify({ bench_transfers: transfers.slice(1), bench_accounts: all })).rejects.toThrow(
    "is 2, expected 3",
  );
});
