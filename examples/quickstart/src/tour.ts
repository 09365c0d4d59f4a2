import { DatabaseError, sql, type RelationalDatabase, type Statement } from "@db/core";
import { createTables, customers, dropTables, fillTables, orders, type Customer } from "./shop.ts";
import { printTable } from "./table.ts";

const orderCount = 20_000;

/** Runs the whole tour on one database: the same calls whatever the engine. */
export async function tour(db: RelationalDatabase): Promise<void> {
  const timings: { step: string; milliseconds: string }[] = [];
  const step = async <T>(name: string, run: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await run();
    timings.push({ step: name, milliseconds: (performance.now() - began).toFixed(1) });
    return result;
  };

  const server = await step("connect", () => db.server());
  console.log(`\n━━━ ${db.name}: ${server.flavour} ${server.versionText} ━━━`);
  await step("create tables", () => createTables(db));
  await step(`insert ${orderCount} rows in bulk`, () => fillTables(db, orderCount));
  await step("query", () => showCustomers(db));
  await step(`stream ${orderCount} rows`, () => streamOrders(db));
  await step("nested transactions", () => moveMoney(db));
  await step("errors", () => provokeErrors(db));
  await step("drop tables", () => dropTables(db));
  printTable("How long it took", timings);
  printTable("The pools", db.endpoints.map(poolLine));
}

async function showCustomers(db: RelationalDatabase): Promise<void> {
  const names = ["Ada", "Grace"];
  const found = await db.query(
    sql<Customer>`select * from ${customers} where name in (${sql.join(names)}) order by id`,
  );
  printTable(
    "Customers: decimals are exact, booleans are booleans, JSON is parsed on every engine",
    found.map((row) => ({ ...row })),
  );
}

async function streamOrders(db: RelationalDatabase): Promise<void> {
  const totals = new Map<number, number>();
  for await (const { customer, amount } of db.stream(
    sql<{ customer: number; amount: number }>`select customer, amount from ${orders}`,
  )) {
    totals.set(customer, (totals.get(customer) ?? 0) + amount);
  }
  printTable(
    "Order totals, summed from a stream",
    [...totals].toSorted(([a], [b]) => a - b).map(([customer, total]) => ({ customer, total })),
  );
}

/** The outer transaction commits; of the two inner ones one is undone alone. */
async function moveMoney(db: RelationalDatabase): Promise<void> {
  const add = (id: number, amount: string): Statement =>
    sql`update ${customers} set balance = ${amount} where id = ${id}`;
  await db.transaction(async (tx) => {
    await tx.execute(add(1, "50.25"));
    await tx.transaction((inner) => inner.execute(add(2, "250.75")));
    await tx
      .transaction(async (inner) => {
        await inner.execute(add(3, "0.00"));
        throw new Error("changed our mind");
      })
      .catch(() => undefined);
  });
  printTable(
    "Balances after a transaction with two savepoints, one of them rolled back",
    await db.query(sql`select id, name, balance from ${customers} order by id`),
  );
}

async function provokeErrors(db: RelationalDatabase): Promise<void> {
  const attempts: Readonly<Record<string, () => Promise<unknown>>> = {
    "the same name again": () =>
      db.execute(
        sql`insert into ${customers} select 9, name, balance, vip, joined, settings from ${customers} where id = 1`,
      ),
    "an order of nobody": () =>
      db.execute(sql`insert into ${orders} (id, customer, amount) values (${-1}, ${999}, ${1})`),
    "an order of nothing": () =>
      db.execute(sql`insert into ${orders} (id, customer, amount) values (${-1}, ${1}, ${0})`),
    "a table that is not there": () => db.query(sql`select * from nowhere`),
    "text that is no statement": () => db.query(sql`selekt 1`),
    "an undefined value": () => db.query(sql`select ${undefined} as v`),
    "a call after its signal": () => db.query(sql`select 1 as v`, { signal: AbortSignal.abort() }),
  };
  const told: Record<string, unknown>[] = [];
  for (const [attempt, run] of Object.entries(attempts)) {
    const error: unknown = await run().catch((reason: unknown) => reason);
    told.push(
      DatabaseError.is(error)
        ? { attempt, kind: error.kind, code: error.nativeCode, "try again": error.retry }
        : { attempt, kind: "(no error)" },
    );
  }
  printTable("Errors: one word for each, whatever the engine's own code", told);
}

function poolLine({ name, role, stats }: RelationalDatabase["endpoints"][number]): Record<string, unknown> {
  const { size, idle, used, acquired, released, opened, closed } = stats();
  // Passwords are in no name; the place of the server is.
  return { endpoint: name, role, size, idle, used, acquired, released, opened, closed };
}
