import { once } from "node:events";
import { connect, type Socket } from "node:net";
import {
  databaseError,
  sql,
  sqliteDialect,
  type BoundStatement,
  type BulkRequest,
  type CallOptions,
  type Driver,
  type ErrorFacts,
  type Result,
  type Row,
  type Session,
  type SessionObserver,
  type StreamOptions,
  type TransactionStatus,
} from "@db/core";
import { sqliteCapabilities } from "../../../sqlite/src/index.ts";
import { onLine, sendLine } from "./line-socket.ts";

interface TinyOptions {
  readonly host: string;
  readonly port: number;
}

/** How a driver of the tiny server can be broken. */
export interface Faults {
  readonly keepsQuietWhenLost?: boolean;
  readonly forgetsPendingCalls?: boolean;
  readonly closesNothing?: boolean;
  readonly forgetsLimitsOfConnecting?: boolean;
  readonly takesLostCommitsForDone?: boolean;
  readonly reconnectsByItself?: boolean;
  readonly takesLostStreamsForEnded?: boolean;
  readonly insistsOnGoodbyes?: boolean;
}

/** The driver of the tiny server: enough to be broken by the network in every way. */
export function tinyDriver(faults: Faults = {}): Driver<TinyOptions> {
  return {
    engine: "tiny",
    systemName: "other_sql",
    dialect: sqliteDialect,
    capabilities: { ...sqliteCapabilities, cancel: true, bulkInsert: false, concurrentSessions: true },
    fields: {
      host: { kind: "string", description: "The server's host." },
      port: { kind: "integer", description: "The server's port." },
    },
    parseOptions: (input) => input as TinyOptions,
    endpoints: (options) => [{ name: `${options.host}:${options.port}`, options, role: "primary" }],
    connect: async (options, observer, call) => {
      const socket = await openSocket(options, faults.forgetsLimitsOfConnecting === true ? {} : call);
      return new TinySession(socket, options, observer, faults);
    },
    classify,
  };
}

async function openSocket({ host, port }: TinyOptions, { signal, deadline }: CallOptions): Promise<Socket> {
  const socket = connect({ host, port });
  socket.on("error", () => undefined);
  const cut = (): void => void socket.destroy(Object.assign(new Error("given up"), { code: "ETIMEDOUT" }));
  const timer = deadline === undefined ? undefined : setTimeout(cut, Math.max(0, deadline - performance.now()));
  signal?.addEventListener("abort", cut);
  try {
    await new Promise<void>((resolve, reject) => {
      const read = (text: Buffer): void => {
        if (!text.includes("\n")) return;
        socket.off("data", read);
        resolve();
      };
      socket.on("data", read);
      socket.once("error", reject);
      socket.once("close", () => reject(lostError()));
    });
    return socket;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cut);
  }
}

function lostError(): Error {
  return Object.assign(new Error("the connection was lost"), { code: "ECONNRESET" });
}

function classify(error: unknown): ErrorFacts {
  const { code } = error as { code?: string };
  if (code === "ECONNREFUSED" || code === "ETIMEDOUT") return { kind: "cannot-connect", nativeCode: code };
  return code === "ECONNRESET" || code === "EPIPE"
    ? { kind: "connection-lost", nativeCode: code }
    : { kind: "unknown" };
}

interface Pending {
  readonly op: string;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

class TinySession implements Session {
  readonly server: Session["server"];
  transaction: TransactionStatus = "none";
  readonly dirty = false;
  readonly native = {};
  readonly #options: TinyOptions;
  readonly #observer: SessionObserver;
  readonly #faults: Faults;
  readonly #pending = new Map<number, Pending>();
  #socket: Socket;
  #calls = 0;
  #closed = false;
  #lost = false;

  constructor(socket: Socket, options: TinyOptions, observer: SessionObserver, faults: Faults) {
    this.#options = options;
    this.#observer = observer;
    this.#faults = faults;
    this.server = {
      versionText: "1.0",
      version: [1, 0],
      flavour: "tiny",
      host: options.host,
      readOnly: false,
      role: "unknown",
    };
    this.#socket = socket;
    this.#listen();
  }

  async run({ compiled, values }: BoundStatement): Promise<Result> {
    return (await this.#ask("run", { text: compiled.text, values })) as Result;
  }

  async *stream(
    { compiled, values }: BoundStatement,
    { batchSize }: StreamOptions,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    await this.#ask("open", { text: compiled.text, values, batchSize });
    try {
      for (let rows = await this.#ask("next"); rows !== null; rows = await this.#ask("next"))
        yield rows as readonly Row[];
    } catch (error) {
      if (this.#faults.takesLostStreamsForEnded !== true || !this.#lost) throw error;
    } finally {
      if (!this.#lost) await this.#ask("leave");
    }
  }

  async begin(): Promise<void> {
    await this.#ask("begin");
  }

  async commit(): Promise<void> {
    await this.#ask("commit");
  }

  async rollback(): Promise<void> {
    await this.#ask("rollback");
  }

  /** Its statements end by themselves: asking is a connection that the server answers. */
  async cancel(): Promise<void> {
    const socket = await openSocket(this.#options, { deadline: performance.now() + 2000 });
    socket.destroy();
  }

  async reset(): Promise<void> {
    if (this.transaction !== "none") await this.rollback();
  }

  async ping(): Promise<void> {
    await this.#ask("ping");
  }

  async close(force = false): Promise<void> {
    const known = this.#closed;
    this.#closed = true;
    if (this.#faults.closesNothing === true) return;
    if (this.#faults.insistsOnGoodbyes === true && !this.#lost) await this.#ask("ping").catch(() => undefined);
    if (force || known) this.#socket.destroy();
    else if (!this.#socket.destroyed) {
      this.#socket.end();
      const impatience = setTimeout(() => this.#socket.destroy(), 500);
      await once(this.#socket, "close");
      clearTimeout(impatience);
    }
  }

  bulkInsert(_request: BulkRequest): Promise<number> {
    return Promise.reject(new Error("core inserts by statements"));
  }

  #listen(): void {
    onLine(this.#socket, ({ id, result, error, transaction }) => {
      this.transaction = transaction as TransactionStatus;
      const pending = this.#pending.get(Number(id));
      this.#pending.delete(Number(id));
      if (error === undefined) pending?.resolve(result);
      else pending?.reject(databaseError({ ...(error as ErrorFacts), engine: "tiny" }));
    });
    this.#socket.on("close", () => {
      this.#lost = true;
      if (this.#faults.forgetsPendingCalls !== true) {
        for (const { op, resolve, reject } of this.#pending.values()) {
          if (op === "commit" && this.#faults.takesLostCommitsForDone === true) resolve(null);
          else reject(lostError());
        }
        this.#pending.clear();
      }
      if (!this.#closed && this.#faults.keepsQuietWhenLost !== true) this.#observer.onLost(lostError());
    });
  }

  async #ask(op: string, details: object = {}): Promise<unknown> {
    if (this.#lost && this.#faults.reconnectsByItself === true) {
      this.#socket = await openSocket(this.#options, {});
      this.#lost = false;
      this.#listen();
    }
    if (this.#lost) throw lostError();
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { op, resolve, reject });
      sendLine(this.#socket, { id, op, ...details });
    });
  }
}

/** Rows from 1 up. */
export const series = (count: number): ReturnType<typeof sql<{ n: number }>> =>
  sql<{
    n: number;
  }>`with recursive s(n) as (select 1 where ${count} > 0 union all select n + 1 from s where n < ${count}) select n from s`;
