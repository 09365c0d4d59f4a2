import { DataTypes, Op, Sequelize, type Model, type ModelAttributes, type ModelStatic, type Options } from "sequelize";
import { readDocuments } from "../../src/contestants/stored-documents.ts";
import type { Contestant } from "../../src/contestant.ts";
import { wideColumns, type User, type WideRow } from "../../src/rows.ts";

const id = { type: DataTypes.INTEGER, primaryKey: true };
const key = { ...id, autoIncrement: true };
const person = { name: DataTypes.STRING(80), email: DataTypes.STRING(80), age: DataTypes.INTEGER };
const columnOf = { integer: DataTypes.INTEGER, text: DataTypes.STRING(40), double: DataTypes.DOUBLE };

/** Sequelize's models; what they find is read by `get({ plain: true })`. */
export function sequelizeContestant(options: Options): Contestant {
  let db: Sequelize;
  let models: Record<"users" | "inserts" | "accounts" | "transfers" | "wide" | "documents", ModelStatic<Model>>;
  const between = (from: number, to: number): object => ({
    where: { id: { [Op.between]: [from, to] } },
    order: [["id", "ASC"]],
  });
  const plain = (rows: readonly Model[]): unknown[] => rows.map((row) => row.get({ plain: true }) as unknown);
  return {
    lacks: { stream: "has no streams" },
    async open(url) {
      db = new Sequelize(url, { logging: false, pool: { max: 10 }, ...options });
      const model = (name: string, attributes: ModelAttributes): ModelStatic<Model> =>
        db.define(name, attributes, { tableName: name, timestamps: false });
      models = {
        users: model("bench_users", { id, ...person }),
        inserts: model("bench_inserts", { id: key, ...person }),
        accounts: model("bench_accounts", { id, balance: DataTypes.INTEGER }),
        transfers: model("bench_transfers", { id: key, account_id: DataTypes.INTEGER, amount: DataTypes.INTEGER }),
        wide: model("bench_wide", {
          id,
          ...Object.fromEntries(wideColumns.map(({ name, type }) => [name, { type: columnOf[type] }])),
        }),
        documents: model("bench_documents", {
          id,
          title: DataTypes.STRING(80),
          created: DataTypes.DATE(3),
          updated: DataTypes.DATE(3),
          body: DataTypes.JSON,
        }),
      };
      await db.authenticate();
    },
    close: () => db.close(),
    point: async (wanted) => (await models.users.findByPk(wanted))?.get({ plain: true }) as User,
    many: async (from, to) => plain(await models.users.findAll(between(from, to))) as User[],
    wide: async (from, to) => plain(await models.wide.findAll(between(from, to))) as WideRow[],
    documents: async (from, to) => readDocuments(plain(await models.documents.findAll(between(from, to)))),
    insert: async (row) => (await models.inserts.create({ ...row })).get("id") as number,
    transfer: (account, amount) =>
      db.transaction(async (transaction) => {
        const found = await models.accounts.findByPk(account, { transaction, rejectOnEmpty: true });
        const balance = found.get("balance") as number;
        await found.increment("balance", { by: amount, transaction });
        await models.transfers.create({ account_id: account, amount }, { transaction });
        return balance;
      }),
    bulk: async (rows) =>
      db.transaction(
        async (transaction) =>
          (
            await models.inserts.bulkCreate(
              rows.map((row) => ({ ...row })),
              { transaction },
            )
          ).length,
      ),
  };
}
