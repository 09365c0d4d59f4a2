import { Between, DataSource, EntitySchema, type DataSourceOptions, type Repository } from "typeorm";
import { batches } from "../../src/contestants/batches.ts";
import type { Contestant, Family } from "../../src/contestant.ts";
import { wideColumns, type DocumentRow, type Event, type User, type WideRow } from "../../src/rows.ts";

interface Account {
  readonly id: number;
  readonly balance: number;
}
interface Transfer {
  readonly id?: number;
  readonly account_id: number;
  readonly amount: number;
}

/** The kinds of columns that the engines call differently. */
const columnTypes = {
  postgres: { double: "double precision", instant: "timestamptz", json: "jsonb" },
  mysql: { double: "double", instant: "datetime", json: "json" },
  sqlite: { double: "real", instant: "datetime", json: "simple-json" },
} as const;

const person = {
  name: { type: "varchar", length: 80 },
  email: { type: "varchar", length: 80 },
  age: { type: "integer" },
} as const;
const given = { type: "integer", primary: true } as const;
const made = { type: "integer", primary: true, generated: true } as const;

/** TypeORM's repositories, of entities without classes. Rows are inserted in bulk by `insert`, the rest by `save`. */
export function typeormContestant(
  family: Exclude<Family, "redis">,
  configure: (place: string) => DataSourceOptions,
): Contestant {
  const types = columnTypes[family];
  const users = new EntitySchema<User>({ name: "bench_users", columns: { id: given, ...person } });
  const inserts = new EntitySchema<User>({ name: "bench_inserts", columns: { id: made, ...person } });
  const accounts = new EntitySchema<Account>({
    name: "bench_accounts",
    columns: { id: given, balance: { type: "integer" } },
  });
  const transfers = new EntitySchema<Transfer>({
    name: "bench_transfers",
    columns: { id: made, account_id: { type: "integer" }, amount: { type: "integer" } },
  });
  const wide = new EntitySchema<WideRow>({
    name: "bench_wide",
    columns: {
      id: given,
      ...Object.fromEntries(
        wideColumns.map(({ name, type }) => [
          name,
          { type: type === "double" ? types.double : type === "text" ? ("varchar" as const) : type },
        ]),
      ),
    },
  });
  const documents = new EntitySchema<DocumentRow>({
    name: "bench_documents",
    columns: {
      id: given,
      title: { type: "varchar", length: 80 },
      created: { type: types.instant, precision: 3 },
      updated: { type: types.instant, precision: 3 },
      body: { type: types.json },
    },
  });
  const events = new EntitySchema<Event>({
    name: "bench_events",
    columns: { id: given, kind: { type: "varchar" }, amount: { type: "integer" }, note: { type: "varchar" } },
  });

  let source: DataSource;
  let userRows: Repository<User>;
  const contestant: Contestant = {
    async open(place) {
      const entities = [users, inserts, accounts, transfers, wide, documents, events];
      source = await new DataSource({ ...configure(place), entities }).initialize();
      userRows = source.getRepository(users);
    },
    close: () => source.destroy(),
    point: (id) => userRows.findOneByOrFail({ id }),
    many: (from, to) => userRows.find({ where: { id: Between(from, to) }, order: { id: "ASC" } }),
    wide: (from, to) =>
      source.getRepository(wide).find({ where: { id: Between(from, to) }, order: { id: "ASC" } } as object),
    documents: (from, to) =>
      source.getRepository(documents).find({ where: { id: Between(from, to) }, order: { id: "ASC" } }),
    insert: async (row) => (await source.getRepository(inserts).save({ ...row })).id,
    transfer: (account, amount) =>
      source.transaction(async (tx) => {
        const { balance } = await tx.getRepository(accounts).findOneByOrFail({ id: account });
        await tx.getRepository(accounts).increment({ id: account }, "balance", amount);
        await tx.getRepository(transfers).save({ account_id: account, amount });
        return balance;
      }),
    bulk: (rows) =>
      source.transaction(async (tx) => {
        // It writes the keys into what it is given.
        for (const batch of batches(rows)) await tx.getRepository(inserts).insert(batch.map((row) => ({ ...row })));
        return rows.length;
      }),
  };
  if (family === "sqlite") return { ...contestant, lacks: { stream: "has no streams on SQLite" } };
  return {
    ...contestant,
    async stream(count, take) {
      const query = source
        .getRepository(events)
        .createQueryBuilder("e")
        .select("e.id", "id")
        .addSelect("e.kind", "kind")
        .addSelect("e.amount", "amount")
        .addSelect("e.note", "note")
        .where("e.id <= :count", { count })
        .orderBy("e.id");
      for await (const event of await query.stream()) take(event as unknown as Event);
    },
  };
}
