import type { Client } from "pg";
import { AppLocks } from "./app-locks.ts";
import { endsTransaction, faultOf, type PostgresError } from "./faults.ts";
import { readBulk, type Rpc, type RpcParameter, type TransactionRequest } from "./messages.ts";
import { callProcedure, createProcedure } from "./procedures.ts";
import { runPortal, type Field, type PortalReader } from "./portal.ts";
import { columnTypeOf, sentText, sentType, type ColumnType } from "./postgres-types.ts";
import type { SentValue } from "./read-values.ts";
import type { BackendRequest, BackendSession } from "./server.ts";
import { bytesChange, changes, columnMetadata, done, errorToken, returnStatus, row } from "./tokens.ts";
import { translate } from "./translate.ts";
import { wireTypes } from "./wire-types.ts";

type Write = (tokens: Buffer) => Promise<void>;
/** How an answer's statements end: in a batch, or inside of sp_executesql. */
type Shape = "statement" | "inside";

const isolations = ["", "read uncommitted", "read committed", "repeatable read", "serializable", "repeatable read"];
const none = Buffer.alloc(0);

/** One session of PostgreSQL's that does what one of SQL Server's is asked. */
export class PostgresSession implements BackendSession {
  readonly client: Client;
  readonly #signal: (pid: number, how: "cancel" | "terminate") => Promise<void>;
  readonly #locks: AppLocks;
  #descriptor = 0n;
  #transactions = 0n;
  /** The isolation that transactions have which ask for none. */
  #isolation = 2;
  #currentIsolation = 2;
  #xactAbort = false;
  #lockTimeout = -1;
  #bulkTarget: { readonly table: string; readonly columns: readonly string[] } | undefined;
  /** Whether a statement runs that may be stopped, and whether it shall be. */
  #running = false;
  #stop = false;
  /** Signals on their way, which must not hit what comes later. */
  #cancelling: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(client: Client, signal: (pid: number, how: "cancel" | "terminate") => Promise<void>) {
    this.client = client;
    this.#signal = signal;
    this.#locks = new AppLocks(client, () => this.#stop || this.#closed);
  }

  async handle(request: BackendRequest, write: Write): Promise<void> {
    await this.#cancelling;
    this.#stop = false;
    switch (request.kind) {
      case "reset":
        return this.#reset(write);
      case "transaction":
        return this.#transact(request, write);
      case "bulk":
        return this.#bulk(request.payload, request.ignored, write);
      case "batch":
        if (!(await this.#belongs(request.descriptor, write))) return;
        return this.#guarded(write, "statement", () => this.#run(request.text, [], "statement", write));
      case "rpc":
        if (!(await this.#belongs(request.descriptor, write))) return;
        return this.#rpc(request, write);
    }
  }

  /** Signals until the statement has ended: one that has not begun yet does not hear the first. */
  cancel(): Promise<void> {
    this.#stop = true;
    this.#cancelling = this.#cancelling.then(async () => {
      while (this.#running && !this.#closed) {
        await this.#signal(this.#pid, "cancel");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    return this.#cancelling;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#signal(this.#pid, "terminate");
    await this.client.end().catch(() => undefined);
  }

  get #pid(): number {
    return (this.client as unknown as { processID: number }).processID;
  }

  get #inTransaction(): boolean {
    return this.#descriptor !== 0n;
  }

  async #reset(write: Write): Promise<void> {
    if (this.#inTransaction) await this.#rollBack(write);
    await this.client.query("select pg_advisory_unlock_all(); discard temp; set lock_timeout = 0");
    this.#locks.forget();
    this.#lockTimeout = -1;
    this.#isolation = 2;
  }

  /** A request must say which transaction it belongs to. */
  async #belongs(descriptor: bigint, write: Write): Promise<boolean> {
    if (descriptor === this.#descriptor) return true;
    await write(
      errorToken({ number: 3989, class: 16, message: "The request is not allowed to start: wrong transaction." }),
    );
    await write(done("statement", { error: true }));
    return false;
  }

  async #transact({ operation, isolation }: TransactionRequest, write: Write): Promise<void> {
    const before = this.#descriptorBytes();
    if (operation === "begin") {
      if (isolation !== 0) this.#isolation = isolation;
      this.#currentIsolation = this.#isolation;
      await this.client.query(`begin isolation level ${isolations[this.#isolation]}`);
      this.#descriptor = ++this.#transactions;
      await write(bytesChange(changes.begin, this.#descriptorBytes()));
    } else {
      if (!this.#inTransaction) {
        await write(
          errorToken({ number: 3902, class: 16, message: "The request has no corresponding BEGIN TRANSACTION." }),
        );
        return write(done("statement", { error: true }));
      }
      this.#descriptor = 0n;
      this.#locks.forgetTransaction();
      try {
        await this.client.query(operation);
      } catch (error) {
        await write(errorToken(faultOf(error as PostgresError, this.#currentIsolation)));
        await write(bytesChange(changes.rollback, none, before));
        return write(done("statement", { error: true }));
      }
      await write(bytesChange(operation === "commit" ? changes.commit : changes.rollback, none, before));
    }
    await write(done("statement"));
  }

  #descriptorBytes(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(this.#descriptor);
    return bytes;
  }

  async #rollBack(write: Write): Promise<void> {
    const before = this.#descriptorBytes();
    this.#descriptor = 0n;
    this.#locks.forgetTransaction();
    await this.client.query("rollback");
    await write(bytesChange(changes.rollback, none, before));
  }

  /** An error undoes its statement alone, unless it or the session's setting says more. */
  async #guarded(write: Write, shape: Shape, run: () => Promise<void>): Promise<void> {
    const nested = this.#inTransaction;
    if (nested) await this.client.query("savepoint tds_statement");
    try {
      await run();
      if (nested && this.#inTransaction)
        await this.client.query("release savepoint tds_statement").catch(() => undefined);
    } catch (error) {
      if (this.#closed) throw error;
      const fault = faultOf(error as PostgresError, this.#currentIsolation);
      const stopped = this.#stop && (error as PostgresError).code === "57014";
      if (!stopped) await write(errorToken(fault));
      if (nested && (endsTransaction.has(fault.number) || this.#xactAbort)) await this.#rollBack(write);
      else if (nested) await this.client.query("rollback to savepoint tds_statement");
      await write(done(shape, { error: true, more: shape === "inside" }));
    }
    if (shape !== "inside") return;
    await write(returnStatus(0));
    await write(done("procedure"));
  }

  async #rpc({ procedure, parameters }: Rpc, write: Write): Promise<void> {
    if (procedure === 10) {
      const [statement, , ...values] = parameters;
      const text = statement?.value ?? "";
      return this.#guarded(write, "inside", () => this.#run(text, values, "inside", write));
    }
    if (typeof procedure === "number") throw new Error(`the double knows no procedure ${procedure}`);
    return this.#guarded(write, "inside", () => callProcedure(this.client, procedure, parameters, write));
  }

  /** Runs one statement: the double's own way for what PostgreSQL has no like of, else translated. */
  async #run(text: string, values: readonly RpcParameter[], shape: Shape, write: Write): Promise<void> {
    const special = await this.#special(text.trim(), values, shape, write);
    if (special) return;
    const { text: translated, parameters } = translate(text);
    const sent = parameters.map((name): SentValue => {
      const value = values.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (value === undefined)
        throw Object.assign(new Error(`Must declare the scalar variable "@${name}".`), { code: "42601" });
      return value;
    });
    await this.#portal(translated, sent, shape, write);
  }

  async #portal(text: string, sent: readonly SentValue[], shape: Shape, write: Write): Promise<void> {
    const more = shape === "inside";
    let types: readonly ColumnType[] = [];
    const reader: PortalReader = {
      columns: (fields: readonly Field[]) => {
        types = fields.map(columnTypeOf);
        return write(columnMetadata(fields.map(({ name }, index) => ({ name, info: types[index]!.info }))));
      },
      row: (cells) => {
        if (this.#stop || this.#closed) throw Object.assign(new Error("stopped"), { code: "57014" });
        return write(
          row(
            cells.map((cell, index) => {
              const type = types[index]!;
              return cell === null ? undefined : type.encode(type.convert(cell));
            }),
          ),
        );
      },
    };
    this.#running = true;
    try {
      if (this.#stop) throw Object.assign(new Error("stopped"), { code: "57014" });
      const count = await runPortal(this.client, text, sent.map(sentText), sent.map(sentType), reader);
      await write(done(shape, { count, more }));
    } finally {
      this.#running = false;
      await this.#cancelling;
    }
  }

  /** Gives whether the text was one of those that are done here. */
  async #special(text: string, values: readonly RpcParameter[], shape: Shape, write: Write): Promise<boolean> {
    const more = shape === "inside";
    const finish = async (count?: number): Promise<true> => {
      await write(done(shape, { count, more }));
      return true;
    };
    const one = async (
      name: string,
      type: { readonly info: Buffer; encode(text: string): Buffer },
      value: string,
    ): Promise<true> => {
      await write(columnMetadata([{ name, info: type.info }]));
      await write(row([type.encode(value)]));
      return finish(1);
    };
    if (/^set ansi_nulls on/i.test(text)) {
      this.#xactAbort = /set xact_abort on/i.test(text);
      return finish();
    }
    if (/^set transaction isolation level read committed$/i.test(text)) {
      this.#isolation = 2;
      return finish();
    }
    if (text.startsWith("select cast(serverproperty(")) {
      const { nvarchar, int } = wireTypes;
      const columns = [nvarchar(128), int(4), nvarchar(128), nvarchar(128)];
      const names = ["version", "edition", "databaseName", "updateability"];
      await write(columnMetadata(names.map((name, index) => ({ name, info: columns[index]!.info }))));
      await write(row(["16.0.4135.4", "3", "db", "READ_WRITE"].map((value, index) => columns[index]!.encode(value))));
      return finish(1);
    }
    const lockTimeout = /^set lock_timeout (-?\d+)$/i.exec(text)?.[1];
    if (lockTimeout !== undefined) {
      this.#lockTimeout = Number(lockTimeout);
      await this.client.query(`set lock_timeout = ${Math.max(0, this.#lockTimeout)}`);
      return finish();
    }
    if (/^select @@lock_timeout as value$/i.test(text))
      return one("value", wireTypes.int(4), String(this.#lockTimeout));
    if (/^select xact_state\(\) as state$/i.test(text))
      return one("state", wireTypes.int(2), this.#inTransaction ? "1" : "0");
    const savepoint = /^(save|rollback) transaction (.+)$/is.exec(text);
    if (savepoint !== null) {
      const name = translate(savepoint[2]!).text;
      // The statement's own savepoint must be the inner one again.
      const saves = savepoint[1]!.toLowerCase() === "save";
      if (saves) await this.client.query("release savepoint tds_statement");
      await this.client.query(saves ? `savepoint ${name}` : `rollback to savepoint ${name}`);
      await this.client.query("savepoint tds_statement");
      return finish();
    }
    const delay = /^waitfor delay '(\d+):(\d+):(\d+(?:\.\d+)?)'$/i.exec(text);
    if (delay !== null) {
      const seconds = Number(delay[1]) * 3600 + Number(delay[2]) * 60 + Number(delay[3]);
      // Without rows: only the end is told.
      await this.#portal(`do $$ begin perform pg_sleep(${seconds}); end $$`, [], shape, write);
      return true;
    }
    const bulk = /^insert bulk (.+?)\((\[.*\].*)\)(?: with \([^)]*\))?$/is.exec(text);
    if (bulk !== null) {
      const columns = [...bulk[2]!.matchAll(/\[((?:[^\]]|\]\])*)\] /g)].map((match) => match[1]!.replaceAll("]]", "]"));
      this.#bulkTarget = { table: translate(bulk[1]!).text, columns };
      return finish();
    }
    const procedure = createProcedure(text);
    if (procedure !== undefined) {
      await this.client.query(procedure);
      return finish();
    }
    const answer = await this.#locks.answer(text, values);
    return answer === undefined ? false : one(answer.name, answer.type, answer.value);
  }

  async #bulk(payload: Buffer, ignored: boolean, write: Write): Promise<void> {
    const target = this.#bulkTarget;
    this.#bulkTarget = undefined;
    // What the client took back is answered, and nothing of it is done.
    if (ignored || target === undefined) return write(done("statement", { error: true }));
    await this.#guarded(write, "statement", async () => {
      const rows = readBulk(payload);
      const perStatement = Math.max(1, Math.floor(30_000 / target.columns.length));
      for (let from = 0; from < rows.length; from += perStatement)
        await this.#insert(target, rows.slice(from, from + perStatement));
      await write(done("statement", { count: rows.length }));
    });
  }

  async #insert(
    { table, columns }: { readonly table: string; readonly columns: readonly string[] },
    rows: readonly (readonly SentValue[])[],
  ): Promise<void> {
    const names = columns.map((name) => `"${name.replaceAll('"', '""')}"`).join(", ");
    let place = 0;
    const values = rows.map((cells) => `(${cells.map(() => `$${++place}`).join(", ")})`).join(", ");
    const cells = rows.flat();
    const types = cells.map((cell) => (cell.value === null ? 0 : sentType(cell)));
    const ignore: PortalReader = { columns: () => undefined, row: () => undefined };
    await runPortal(
      this.client,
      `insert into ${table} (${names}) values ${values}`,
      cells.map(sentText),
      types,
      ignore,
    );
  }
}
