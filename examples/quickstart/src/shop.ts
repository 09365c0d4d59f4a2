import { sql, type Fragment, type RelationalDatabase } from "@db/core";

/** A customer as the tour's queries give it. */
export interface Customer {
  readonly id: number;
  readonly name: string;
  readonly balance: string;
  readonly vip: boolean;
  readonly joined: Date;
  readonly settings: { readonly theme: string };
}

const customers = sql.id("quickstart_customers");
const orders = sql.id("quickstart_orders");
export { customers, orders };

/** Makes the two tables; the types are portable, the dialect writes the engine's own. */
export async function createTables(db: RelationalDatabase): Promise<void> {
  const type = (portable: string): Fragment => sql.raw(db.dialect.types.toNative(portable));
  await dropTables(db);
  await db.execute(sql`create table ${customers} (
    id ${type("integer")} not null primary key,
    name ${type("varchar(80)")} not null unique,
    balance ${type("decimal(12,2)")} not null,
    vip ${type("boolean")} not null,
    joined ${type("timestamptz")} not null,
    settings ${type("json")} not null)`);
  await db.execute(sql`create table ${orders} (
    id ${type("integer")} not null primary key,
    customer ${type("integer")} not null references ${customers} (id),
    amount ${type("integer")} not null check (amount > 0))`);
}

/** Drops them again. */
export async function dropTables(db: RelationalDatabase): Promise<void> {
  await db.execute(sql`drop table if exists ${orders}`);
  await db.execute(sql`drop table if exists ${customers}`);
}

/** Fills them by the engine's fastest path. */
export async function fillTables(db: RelationalDatabase, count: number): Promise<number> {
  const people = ["Ada", "Grace", "Edgar"].map((name, index) => ({
    id: index + 1,
    name,
    balance: `${100 * (index + 1)}.50`,
    vip: index === 0,
    joined: new Date(Date.UTC(2026, 0, index + 1, 9, 30)),
    settings: sql.json({ theme: index === 0 ? "dark" : "light" }),
  }));
  await db.bulkInsert("quickstart_customers", people);
  const lines = function* (): Generator<readonly number[]> {
    for (let id = 1; id <= count; id++) yield [id, (id % 3) + 1, (id % 50) + 1];
  };
  return db.bulkInsert("quickstart_orders", lines(), { columns: ["id", "customer", "amount"] });
}
