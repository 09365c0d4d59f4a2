import { afterAll, afterEach } from "@jest/globals";
import { createDatabase, type RelationalDatabase } from "@db/core";
import { mssql, type MssqlOptions } from "../../src/index.ts";
import type { Login } from "./tds-double/messages.ts";
import { TdsDouble, type BackendRequest, type BackendSession, type DoubleOptions } from "./tds-double/server.ts";
import { bytesChange, changes, columnMetadata, done, row, type Fault } from "./tds-double/tokens.ts";
import { wireTypes } from "./tds-double/wire-types.ts";

/** Answers a request by tokens; nothing is an answer without rows. */
export type Script = (
  request: BackendRequest,
  write: (tokens: Buffer) => Promise<void>,
) => Buffer | undefined | Promise<Buffer | undefined>;

/** A double that answers by a script, and what it was asked. */
export interface Scripted {
  readonly server: TdsDouble;
  /** Every request but those that every session begins with. */
  readonly requests: BackendRequest[];
  /** The texts among them. */
  texts(): readonly string[];
  open(options?: MssqlOptions): RelationalDatabase;
}

const running: TdsDouble[] = [];
const databases: RelationalDatabase[] = [];

/** Starts a double that answers by a script. It is closed after the file's tests, its databases after each. */
export async function scripted(
  script: Script = () => undefined,
  options: DoubleOptions & { readonly signIn?: (login: Login) => Fault | undefined } = {},
): Promise<Scripted> {
  const requests: BackendRequest[] = [];
  const server = await TdsDouble.start(
    { open: (login) => Promise.resolve(options.signIn?.(login) ?? new ScriptedSession(script, requests)) },
    options,
  );
  running.push(server);
  return {
    server,
    requests,
    texts: () => requests.map(textOf),
    open: (more) => {
      const db = createDatabase(
        mssql({
          ...server.address,
          username: "sa",
          password: "x",
          ...(options.tls === undefined ? { tls: false } : {}),
          ...more,
        }),
      );
      databases.push(db);
      return db;
    },
  };
}

afterEach(async () => {
  await Promise.all(databases.splice(0).map((db) => db.close({ timeout: 1000 })));
});

afterAll(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** The text of a request: a batch's, or that which sp_executesql is given. */
export function textOf(request: BackendRequest): string {
  if (request.kind === "batch") return request.text;
  if (request.kind === "rpc")
    return String(request.procedure === 10 ? request.parameters[0]?.value : request.procedure);
  return request.kind === "transaction" ? `${request.operation} ${request.isolation}` : request.kind;
}

class ScriptedSession implements BackendSession {
  readonly #script: Script;
  readonly #requests: BackendRequest[];
  #descriptor = 0n;

  constructor(script: Script, requests: BackendRequest[]) {
    this.#script = script;
    this.#requests = requests;
  }

  async handle(request: BackendRequest, write: (tokens: Buffer) => Promise<void>): Promise<void> {
    if (request.kind === "batch" && request.text.startsWith("select cast(serverproperty(")) return write(infoAnswer);
    if (request.kind === "batch" && request.text.startsWith("set ansi_nulls")) {
      if (request.text.includes("xact_abort on")) this.#requests.push({ ...request, text: "set xact_abort on" });
      return write(done("statement"));
    }
    this.#requests.push(request);
    const answer = await this.#script(request, write);
    if (answer !== undefined) return write(answer);
    if (request.kind === "transaction")
      return write(Buffer.concat([this.#transact(request.operation), done("statement")]));
    if (request.kind === "rpc") return write(Buffer.concat([done("inside", { more: true }), done("procedure")]));
    if (request.kind !== "reset") return write(done("statement"));
  }

  cancel(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #transact(operation: "begin" | "commit" | "rollback"): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(++this.#descriptor);
    return operation === "begin"
      ? bytesChange(changes.begin, bytes)
      : bytesChange(changes[operation], Buffer.alloc(0), bytes);
  }
}

/** One row of an answer, whole. */
export function oneRow(
  cells: Readonly<Record<string, readonly [type: { info: Buffer; encode(text: string): Buffer }, text: string | null]>>,
): Buffer {
  const entries = Object.entries(cells);
  return Buffer.concat([
    columnMetadata(entries.map(([name, [{ info }]]) => ({ name, info }))),
    row(entries.map(([, [type, text]]) => (text === null ? undefined : type.encode(text)))),
    done("statement", { count: 1 }),
  ]);
}

const infoAnswer = oneRow({
  version: [wireTypes.nvarchar(128), "16.0.4135.4"],
  edition: [wireTypes.int(4), "3"],
  databaseName: [wireTypes.nvarchar(128), "db"],
  updateability: [wireTypes.nvarchar(128), "READ_WRITE"],
});
