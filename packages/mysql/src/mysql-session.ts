import {
  databaseError,
  type BoundStatement,
  type BulkRequest,
  type CallOptions,
  type ProcedureRequest,
  type ProcedureResult,
  type Result,
  type Row,
  type ServerInfo,
  type Session,
  type SessionObserver,
  type StreamOptions,
  type TransactionSettings,
  type TransactionStatus,
  usage,
} from "@db/core";
import { bulkInsert } from "./bulk-insert.ts";
import { ControlCommand, type BaseCommand, type CommandContext, type Outcome } from "./base-command.ts";
import { classifyMysqlError, markFacts } from "./mysql-errors.ts";
import type { ParsedMysqlOptions } from "./mysql-options.ts";
import { ownStatement } from "./own-statement.ts";
import { PacketReader } from "./packet-reader.ts";
import { commands, shortPacket, statusFlags, textPacket } from "./packets.ts";
import { PreparedStatements } from "./prepared-statements.ts";
import type { ColumnDefinition, Completion, ServerError } from "./read-packet.ts";
import { callRoutine } from "./routines.ts";
import { commitsImplicitly, headOf } from "./statement-head.ts";
import { DescribeCommand, ResultsCommand, StatementCommand, type Results } from "./statement-commands.ts";
import { StreamCommand } from "./stream-command.ts";
import { identityOf, infoQuery, isMariadb, serverInfo } from "./server-info.ts";
import { literal } from "./text-literals.ts";
import { serverVersionOf, type WireConnection } from "./wire.ts";

/** What a session is made from. */
export interface SessionSetup {
  readonly connection: WireConnection;
  readonly options: ParsedMysqlOptions;
  readonly observer: SessionObserver;
  /** Has the server stop what a session runs. */
  readonly kill: (target: { readonly identity: string; readonly thread: number }) => Promise<void>;
}

/** How long a polite goodbye may take before the socket is destroyed, in milliseconds. */
const goodbye = 1000;
/** How long the rest of a stream that was left is read before the server is asked to stop, in milliseconds. */
const drainPatience = 10;

const packets = {
  begin: textPacket(commands.query, "start transaction"),
  commit: textPacket(commands.query, "commit"),
  rollback: textPacket(commands.query, "rollback"),
  ping: shortPacket(commands.ping),
  reset: shortPacket(commands.resetConnection),
};

/** Changes of rows, which are not stopped in the middle because nobody reads what they give. */
const changes: ReadonlySet<string> = new Set(["insert", "update", "delete", "replace", "call"]);

/** The sessions by their clients, for what is done on a client that `native` lends. */
const sessions = new WeakMap<object, MysqlSession>();

/** The session that a client lent by `native` belongs to. @throws DatabaseError `usage` for any other client. */
export function sessionOf(client: unknown): MysqlSession {
  const session = typeof client === "object" && client !== null ? sessions.get(client) : undefined;
  if (session === undefined) throw usage("this needs a database or session of @db/mysql");
  return session;
}

/** One connection of mysql2, driven by commands of our own. */
export class MysqlSession implements Session, CommandContext {
  readonly connection: WireConnection;
  readonly reader: PacketReader;
  readonly timestamps: "date" | "string";
  readonly statements: PreparedStatements;
  readonly options: ParsedMysqlOptions;
  /** The flags of the server's last answer. */
  status = 0;
  /** Which server it is connected to. */
  identity = "";
  maxPacket: number = Infinity;
  /** Whether the server would take LOAD DATA LOCAL. */
  localInfile = false;
  readonly #setup: SessionSetup;
  #server: ServerInfo;
  #begun = false;
  #readOnlyWanted = false;
  #dirty = false;
  #running = false;
  #stream: StreamCommand | undefined;
  #closing: Promise<void> | undefined;
  #gone = false;

  constructor(setup: SessionSetup) {
    const { connection, options } = setup;
    this.#setup = setup;
    this.connection = connection;
    this.options = options;
    this.timestamps = options.timestamps;
    this.reader = new PacketReader(connection);
    const serverVersion = serverVersionOf(connection);
    const prepares = options.preparedStatements === "prepared";
    this.statements = new PreparedStatements(options.statementCacheSize, prepares, !isMariadb(serverVersion));
    this.#server = serverInfo(serverVersion, {}, placeOf(options));
    connection.on("error", (error: Error) => this.#lost(error));
    connection.stream.on("close", () => this.#lost(new ConnectionClosed()));
    sessions.set(connection, this);
  }

  get server(): ServerInfo {
    return this.#server;
  }

  get native(): WireConnection {
    return this.connection;
  }

  get transaction(): TransactionStatus {
    return (this.status & statusFlags.inTransaction) === 0 ? "none" : "open";
  }

  get dirty(): boolean {
    return this.#dirty;
  }

  run({ compiled, values }: BoundStatement, _call: CallOptions): Promise<Result> {
    if (compiled.effects.changesSession) this.#dirty = true;
    const statement = this.statements.get(compiled);
    if (this.#begun && !statement.planned && commitsImplicitly(compiled.text))
      return Promise.reject(wouldCommit(this.server.flavour));
    return new Promise((resolve, reject) =>
      this.submit(new StatementCommand(this, statement, values, resolve, reject)),
    );
  }

  async *stream(
    { compiled, values }: BoundStatement,
    { batchSize }: StreamOptions,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    if (compiled.effects.changesSession) this.#dirty = true;
    const statement = this.statements.get(compiled);
    if (this.#begun && !statement.planned && commitsImplicitly(compiled.text)) throw wouldCommit(this.server.flavour);
    const command = new StreamCommand(this, statement, values, batchSize);
    this.#stream = command;
    this.submit(command);
    try {
      for (let batch = await command.next(); batch !== undefined; batch = await command.next()) yield batch;
    } finally {
      await this.#endStream(command, !changes.has(headOf(compiled.text)[0]));
    }
  }

  async begin({ isolation, readOnly }: TransactionSettings): Promise<void> {
    this.#readOnlyWanted = readOnly === true;
    if (isolation !== undefined) await this.text(`set transaction isolation level ${isolation.replace("-", " ")}`);
    if (readOnly === undefined) await this.#control(packets.begin);
    else await this.text(`start transaction read ${readOnly ? "only" : "write"}`);
    this.#begun = true;
  }

  async commit(): Promise<void> {
    this.#begun = false;
    await this.#control(packets.commit);
  }

  async rollback(): Promise<void> {
    this.#begun = false;
    await this.#control(packets.rollback);
  }

  /** Asks for a stop by a connection of its own; see {@link SessionSetup.kill}. */
  cancel(): Promise<void> {
    return this.#running ? this.#kill() : Promise.resolve();
  }

  /** "COM_RESET_CONNECTION": ends a transaction, and drops locks, settings, temporary tables and what was prepared. */
  async reset(): Promise<void> {
    if (this.#stream !== undefined) await this.#endStream(this.#stream, true);
    this.#begun = false;
    await this.#control(packets.reset);
    this.statements.forgetAll();
    await this.prepareSettings();
    this.#dirty = false;
  }

  async ping(): Promise<void> {
    await this.#control(packets.ping);
  }

  bulkInsert(request: BulkRequest, call: CallOptions): Promise<number> {
    return bulkInsert(this, request, call);
  }

  call(request: ProcedureRequest, _call: CallOptions): Promise<ProcedureResult> {
    return callRoutine(this, request);
  }

  /** Says goodbye and waits until the server has gone; the session is lost to its owner then. */
  async leave(): Promise<void> {
    const { stream } = this.connection;
    if (stream.destroyed) return;
    const closed = new Promise<void>((resolve) => stream.once("close", () => resolve()));
    stream.write(shortPacket(commands.quit));
    const impatience = setTimeout(() => stream.destroy(), goodbye);
    await closed;
    clearTimeout(impatience);
  }

  close(force = false): Promise<void> {
    if (force) this.connection.stream.destroy();
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Runs text without parameters that gives no rows. For what the driver itself writes. */
  text(text: string): Promise<Completion> {
    return this.#control(textPacket(commands.query, text));
  }

  /** Runs a statement of the driver's own and gives its rows. */
  async rows(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const result = await new Promise<Result>((resolve, reject) =>
      this.submit(new StatementCommand(this, ownStatement(text, values.length), values, resolve, reject)),
    );
    return result.rows;
  }

  /** Runs a statement of the driver's own and gives all its results. */
  results(text: string, values: readonly unknown[]): Promise<Results> {
    return new Promise((resolve, reject) =>
      this.submit(new ResultsCommand(this, ownStatement(text, values.length), values, { resolve, reject })),
    );
  }

  /** The columns that a query would give, as the server describes them. */
  describe(text: string): Promise<readonly ColumnDefinition[]> {
    return new Promise((resolve, reject) =>
      this.submit(new DescribeCommand(this, ownStatement(text, 0), [], { resolve, reject })),
    );
  }

  /** Whether the connection is there. */
  get alive(): boolean {
    return !this.connection.stream.destroyed;
  }

  /** Asks the server which one it is, and what it allows. */
  async learn(): Promise<void> {
    const [row = {}] = await this.rows(infoQuery);
    this.identity = identityOf(row);
    this.maxPacket = Number(row["maxPacket"]);
    this.localInfile = ["1", "ON"].includes(String(row["localInfile"]).toUpperCase());
    const serverVersion = serverVersionOf(this.connection);
    this.#server = {
      ...serverInfo(serverVersion, row, placeOf(this.options)),
      capabilities: { returning: isMariadb(serverVersion) },
    };
  }

  /** Sets what every session has: text in UTF-8, the zone UTC, and the parameters of the options. */
  async prepareSettings(): Promise<void> {
    const backslashes = (this.status & statusFlags.noBackslashEscapes) === 0;
    const settings = Object.entries(this.options.parameters).map(
      ([name, value]) => `, ${name} = ${/^-?\d+(\.\d+)?$/.test(value) ? value : literal(value, backslashes)}`,
    );
    await this.text(`set time_zone = '+00:00', names utf8mb4${settings.join("")}`);
  }

  submit(command: BaseCommand): void {
    this.#running = true;
    this.connection.addCommand(command);
  }

  idle(): void {
    this.#running = false;
    if (this.transaction === "none") this.#readOnlyWanted = false;
    if (this.#begun && this.transaction === "none") this.#begun = false;
  }

  /** A statement that ended the transaction without an error has committed it, whatever it was. */
  judge(status: number): Error | undefined {
    if (!this.#begun || (status & statusFlags.inTransaction) !== 0) return undefined;
    this.#begun = false;
    return databaseError({
      kind: "transaction-state",
      engine: this.server.flavour,
      transactionState: "ended",
      message: "the statement was done, and the server committed the transaction for it",
      hint: "Run it outside of the transaction",
    });
  }

  tooLong(): Error {
    return databaseError({
      kind: "value-too-long",
      engine: this.server.flavour,
      message: `the statement with its values is longer than the server takes (max_allowed_packet, ${this.maxPacket} bytes)`,
    });
  }

  /** Whether a refused write means that the server has lost its role, or was known to take none. */
  refused(error: ServerError): void {
    error.mariadb = this.#server.flavour === "mariadb";
    if (error.errno === 1792) {
      if (!this.#readOnlyWanted && !this.#dirty && !this.#server.readOnly) markFacts(error, "read-only-target");
    } else if (this.#server.readOnly && classifyMysqlError(error).kind === "read-only-target")
      markFacts(error, "read-only");
  }

  #control(packet: Buffer): Promise<Completion> {
    return new Promise((resolve, reject) => {
      const outcome: Outcome<Completion> = { resolve, reject };
      this.submit(new ControlCommand(this, packet, outcome));
    });
  }

  #kill(): Promise<void> {
    return this.#setup.kill({ identity: this.identity, thread: this.connection.threadId });
  }

  /** Reads what is left of a stream; when that is much, the server is asked to stop first. */
  async #endStream(command: StreamCommand, mayStop: boolean): Promise<void> {
    if (this.#stream === command) this.#stream = undefined;
    if (command.discard()) return;
    const ended = command.whenEnded();
    if (mayStop) {
      const soon = await settlesWithin(ended, drainPatience);
      if (!soon) {
        try {
          await this.#kill();
        } catch (error) {
          await this.close(true);
          throw error;
        }
      }
    }
    await ended;
  }

  #lost(error: Error): void {
    this.#running = false;
    this.reader.abandon();
    if (this.#gone || this.#closing !== undefined) return;
    this.#gone = true;
    this.#setup.observer.onLost(error);
  }

  async #close(): Promise<void> {
    const { connection } = this;
    const { stream } = connection;
    if (!stream.destroyed) {
      const closed = new Promise<void>((resolve) => stream.once("close", () => resolve()));
      const impatience = setTimeout(() => stream.destroy(), goodbye);
      if (!this.#running) stream.write(shortPacket(commands.quit));
      connection.close();
      stream.resume();
      await closed;
      clearTimeout(impatience);
    }
  }
}

/** The connection ended without an error of its own. */
class ConnectionClosed extends Error {
  readonly code = "PROTOCOL_CONNECTION_LOST";

  constructor() {
    super("Connection lost: The server closed the connection.");
  }
}

function placeOf({ host, port }: ParsedMysqlOptions): { readonly host: string; readonly port: number } {
  return { host, port };
}

async function settlesWithin(promise: Promise<void>, patience: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), patience)));
  const soon = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return soon;
}

function wouldCommit(engine: string): Error {
  return databaseError({
    engine,
    kind: "transaction-state",
    message: "the server would commit the transaction before this statement, which takes no part in transactions",
    hint: "Run it outside of the transaction",
  });
}
