import {
  createDatabase,
  defineDatabase,
  oracleDialect,
  type BoundStatement,
  type Driver,
  type RelationalDatabase,
  type Result,
  type Row,
  type Session,
  type TransactionStatus,
} from "@db/core";
import { postgresCapabilities } from "@db/postgres";

/** What a session was asked to run. */
export interface Sent {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A database of Oracle's dialect that runs nothing: it keeps what it was sent, and answers with rows by its text. */
export function oracleDouble(answer: (text: string) => readonly Row[]): {
  readonly db: RelationalDatabase;
  readonly sent: Sent[];
} {
  const sent: Sent[] = [];
  const connect = (): Session => {
    let transaction: TransactionStatus = "none";
    const note = (text: string, values: readonly unknown[] = []): void => void sent.push({ text, values });
    const end = (text: string) => (): Promise<void> => {
      note(text);
      transaction = "none";
      return Promise.resolve();
    };
    return {
      server: { versionText: "19.0", version: [19], flavour: "oracle", readOnly: false, role: "primary" },
      get transaction() {
        return transaction;
      },
      dirty: false,
      native: undefined,
      run({ compiled, values }: BoundStatement): Promise<Result> {
        note(compiled.text, values);
        const rows = answer(compiled.text);
        return Promise.resolve({ rows, affectedRows: Math.max(1, rows.length), columns: [] });
      },
      async *stream({ compiled, values }: BoundStatement) {
        note(compiled.text, values);
        yield await Promise.resolve(answer(compiled.text));
      },
      begin() {
        note("(begin)");
        transaction = "open";
        return Promise.resolve();
      },
      commit: end("(commit)"),
      rollback: end("(rollback)"),
      reset: () => Promise.resolve(),
      ping: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  };
  const driver: Driver<object> = {
    engine: "oracle",
    systemName: "oracle.db",
    dialect: oracleDialect,
    capabilities: { ...postgresCapabilities, transactionalDdl: false, cancel: false },
    fields: {},
    parseOptions: () => ({}),
    endpoints: (options) => [{ name: "double", options, role: "primary" }],
    connect: () => Promise.resolve(connect()),
    classify: () => ({ kind: "unknown" }),
  };
  return { db: createDatabase(defineDatabase(driver, {})), sent };
}
