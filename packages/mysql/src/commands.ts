import type { Result, Row } from "@db/core";
import { bindPacket } from "./bind-packet.ts";
import type { PacketReader, PacketTarget } from "./packet-reader.ts";
import { closePacket, commands, shortPacket, statusFlags, textPacket, writePacket } from "./packets.ts";
import type { KnownStatement, PreparedStatements } from "./prepared-statements.ts";
import {
  readColumn,
  readCompletion,
  readError,
  ServerError,
  type ColumnDefinition,
  type Completion,
} from "./read-packet.ts";
import { noRows, shapeFor, shapeOf, type ResultShape } from "./row-decoder.ts";
import { writeIntoText } from "./text-literals.ts";
import type { WireCommand, WireConnection } from "./wire.ts";

/** How a command ends: exactly one of the two is called. */
export interface Outcome<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** What commands need of their session, and tell it. */
export interface CommandContext {
  readonly connection: WireConnection;
  readonly reader: PacketReader;
  readonly timestamps: "date" | "string";
  readonly statements: PreparedStatements;
  /** The flags that came with the last answer. */
  status: number;
  /** Nothing runs any more. */
  idle(): void;
  /** Gives the error to end with instead of a success, if there is one. */
  judge(status: number): Error | undefined;
  /** The server has refused something; what it means may depend on the session. */
  refused(error: ServerError): void;
  /** The longest packet the server takes, in bytes. */
  readonly maxPacket: number;
  /** Says what was too long. */
  tooLong(): Error;
}

const ping = shortPacket(commands.ping);
/** The end of a file that the server asked for. */
const nothing = (): Buffer => Buffer.alloc(4);

/** What all our commands have in common: they begin on mysql2's queue, and end once, with the server's state known. */
export abstract class BaseCommand implements WireCommand, PacketTarget {
  protected readonly context: CommandContext;
  #error: { readonly of: unknown } | undefined;
  #over = false;
  #asksState = false;

  constructor(context: CommandContext) {
    this.context = context;
  }

  /** Sends what begins the command. */
  protected abstract begin(): void;
  /** Reads a packet that is no error; gives where to go on. */
  protected abstract read(buffer: Buffer, start: number, end: number): number;
  protected abstract succeed(): void;
  protected abstract fail(error: unknown): void;

  execute(_packet: undefined, _connection: WireConnection): boolean {
    const { reader } = this.context;
    reader.begin(this);
    try {
      this.begin();
    } catch (error) {
      this.#end({ of: error });
    }
    // Our reader goes on with the queue; mysql2 must not.
    return false;
  }

  /** The connection broke. */
  onResult(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.context.reader.abandon();
    this.context.idle();
    this.fail(this.#error?.of ?? error);
  }

  packet(buffer: Buffer, start: number, end: number): number {
    if (this.#asksState) {
      this.context.status = readCompletion(buffer, start).status;
      this.finish();
      return end;
    }
    if (buffer[start] === 0xff) {
      this.refused(readError(buffer, start, end));
      return end;
    }
    return this.read(buffer, start, end);
  }

  /** The server has refused something. An error carries no state, so inside a transaction it is asked for. */
  protected refused(error: ServerError): void {
    this.note(error);
    this.context.refused(error);
    if ((this.context.status & statusFlags.inTransaction) === 0) {
      this.finish();
      return;
    }
    this.#asksState = true;
    this.context.connection.stream.write(Buffer.from(ping));
  }

  /** Keeps the first error: it is what the command ends with. */
  protected note(error: unknown): void {
    this.#error ??= { of: error };
  }

  protected get failed(): boolean {
    return this.#error !== undefined;
  }

  protected get over(): boolean {
    return this.#over;
  }

  /** Everything of the answer has been read. */
  protected finish(): void {
    const refused = this.#error === undefined ? this.context.judge(this.context.status) : undefined;
    this.#end(refused === undefined ? this.#error : { of: refused });
  }

  #end(error: { readonly of: unknown } | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.context.idle();
    this.context.reader.finish();
    if (error === undefined) this.succeed();
    else this.fail(error.of);
  }

  protected send(packet: Buffer): void {
    if (packet.length - 4 > this.context.maxPacket) throw this.context.tooLong();
    writePacket(this.context.connection.stream, packet);
  }
}

/** A command that is answered by OK: a ping, a reset, a statement of the driver's own without rows. */
export class ControlCommand extends BaseCommand {
  readonly #packet: Buffer;
  readonly #outcome: Outcome<Completion>;
  #completion: Completion | undefined;

  constructor(context: CommandContext, packet: Buffer, outcome: Outcome<Completion>) {
    super(context);
    this.#packet = packet;
    this.#outcome = outcome;
  }

  protected begin(): void {
    this.send(this.#packet);
  }

  protected read(buffer: Buffer, start: number, end: number): number {
    this.#completion = readCompletion(buffer, start);
    this.context.status = this.#completion.status;
    this.finish();
    return end;
  }

  protected succeed(): void {
    this.#outcome.resolve(this.#completion as Completion);
  }

  protected fail(error: unknown): void {
    this.#outcome.reject(error);
  }
}

/** Errors of preparing after which the text protocol does: not supported there, and too many on the server. */
const unpreparable: ReadonlySet<number> = new Set([1295, 1461]);
/** Errors of a call whose prepared statement the server no longer has, or not in this form; nothing was done. */
const stale: ReadonlySet<number> = new Set([1243, 1615]);

type Stage = "preparing" | "prepared-header" | "definitions" | "header" | "columns" | "columns-end" | "rows";

/** A statement and the results it gives, by either protocol. */
export abstract class ResultCommand extends BaseCommand {
  protected statement: KnownStatement;
  protected readonly values: readonly unknown[];
  protected shape: ResultShape = noRows;
  #stage: Stage = "header";
  #text = false;
  /** The call of a prepared statement, but for the statement's number. */
  #call: Buffer | undefined;
  /** Packets to come before the stage ends. */
  #left = 0;
  #columns: Buffer[] = [];
  #count = 0;
  #again = false;
  #outputs = false;

  constructor(context: CommandContext, statement: KnownStatement, values: readonly unknown[]) {
    super(context);
    this.statement = statement;
    this.values = values;
  }

  /** A result with rows begins; its shape is known. */
  protected abstract opened(): void;
  /** Takes a row. Gives false when no more may be decoded now. */
  protected abstract row(buffer: Buffer, start: number): void;
  /** A result is complete: rows, which may be a call's outputs, or what a data change says of itself. */
  protected abstract completed(completion: Completion | undefined, outputs: boolean): void;
  /** The chunk at hand has no more whole rows. */
  protected paused(): void {}

  protected begin(): void {
    const { statements, connection } = this.context;
    if (statements.hasEvicted)
      for (const id of statements.takeEvicted()) writePacket(connection.stream, closePacket(id));
    if (this.statement.protocol === "text") {
      this.#sendText();
      return;
    }
    this.#call = bindPacket(this.values);
    if (statements.typed && this.values.length > 0)
      this.statement = statements.variantFor(this.statement, this.#call, this.values.length);
    if (this.statement.id === 0) {
      this.#stage = "prepared-header";
      this.send(textPacket(commands.prepare, this.statement.compiled.text));
    } else this.#sendCall();
  }

  /** Whether it goes the way that the statement is remembered by. */
  get #usual(): boolean {
    return this.#text === (this.statement.protocol === "text");
  }

  #sendCall(): void {
    this.#text = false;
    this.#stage = "header";
    const call = this.#call as Buffer;
    call.writeUInt32LE(this.statement.id, 5);
    this.send(call);
  }

  #sendText(): void {
    this.#text = true;
    this.#stage = "header";
    const backslashes = (this.context.status & statusFlags.noBackslashEscapes) === 0;
    this.send(textPacket(commands.query, writeIntoText(this.statement.compiled, this.values, backslashes)));
  }

  /** Sends the next step of a statement that goes on; what cannot be sent ends it. */
  #step(send: () => void): void {
    try {
      send();
    } catch (error) {
      this.note(error);
      this.finish();
    }
  }

  protected override refused(error: ServerError): void {
    const { statement } = this;
    if (this.#stage === "prepared-header" && unpreparable.has(error.errno)) {
      if (error.errno === 1295) statement.protocol = "text";
      this.#step(() => this.#sendText());
      return;
    }
    if (this.#stage === "header" && !this.#text && stale.has(error.errno) && !this.#again) {
      this.#again = true;
      this.context.statements.drop(statement);
      this.#step(() => this.begin());
      return;
    }
    super.refused(error);
  }

  protected read(buffer: Buffer, start: number, end: number): number {
    switch (this.#stage) {
      case "rows":
        return this.#readRows(buffer, start, end);
      case "header":
        return this.#readHeader(buffer, start, end);
      case "columns":
        this.#columns.push(Buffer.from(buffer.subarray(start, end)));
        if (this.#columns.length === this.#count) {
          this.#shapeColumns(this.#columns);
          this.#stage = "columns-end";
        }
        return end;
      case "columns-end":
        // MySQL marks the output parameters here, and not at their end.
        this.#outputs = (buffer.readUInt16LE(start + 3) & statusFlags.outParameters) !== 0;
        this.#stage = "rows";
        this.opened();
        return end;
      case "prepared-header":
        this.#readPrepared(buffer, start);
        return end;
      default:
        if (--this.#left === 0) this.#step(() => this.#sendCall());
        return end;
    }
  }

  /** "COM_STMT_PREPARE_OK": the statement's number, then definitions of parameters and columns, each list with an end. */
  #readPrepared(buffer: Buffer, start: number): void {
    this.statement.id = buffer.readUInt32LE(start + 1);
    const columns = buffer.readUInt16LE(start + 5);
    const parameters = buffer.readUInt16LE(start + 7);
    this.#left = (columns === 0 ? 0 : columns + 1) + (parameters === 0 ? 0 : parameters + 1);
    this.#stage = "definitions";
    if (this.#left === 0) this.#step(() => this.#sendCall());
  }

  #readHeader(buffer: Buffer, start: number, end: number): number {
    const first = buffer[start]!;
    if (first === 0) {
      const completion = readCompletion(buffer, start);
      this.#resultEnds(completion, completion.status);
      return end;
    }
    if (first === 0xfb) {
      this.#refuseFile();
      return end;
    }
    this.#count = first < 251 ? first : buffer.readUInt16LE(start + 1);
    const { described, shape } = this.statement;
    // Mostly the columns are described in the very bytes of the last time: then there is nothing to read.
    if (
      this.#usual &&
      described !== undefined &&
      shape !== undefined &&
      shape.columns.length === this.#count &&
      buffer.length - end >= described.length &&
      described.compare(buffer, end, end + described.length) === 0
    ) {
      this.shape = shape;
      this.#stage = "columns-end";
      return end + described.length;
    }
    this.#columns = [];
    this.#stage = "columns";
    return end;
  }

  /** The columns are known. */
  protected described(_definitions: () => readonly ColumnDefinition[]): void {}

  #shapeColumns(payloads: readonly Buffer[]): void {
    const { timestamps, connection } = this.context;
    const format = this.#text ? "text" : "binary";
    const extended = connection._mariadbExtendedMetadata;
    const definitions = (): readonly ColumnDefinition[] => payloads.map((payload) => readColumn(payload, 0, extended));
    this.described(definitions);
    const key = `${format}|${timestamps}|${extended}|${Buffer.concat(payloads).toString("latin1")}`;
    this.shape = shapeFor(key, () => shapeOf(definitions(), format, timestamps));
    if (!this.statement.kept || !this.#usual) return;
    this.statement.shape = this.shape;
    this.statement.described = withHeads(payloads);
  }

  #readRows(buffer: Buffer, from: number, to: number): number {
    let start = from;
    let end = to;
    for (;;) {
      const first = buffer[start];
      if (first === 0xfe && end - start < 9) {
        this.#resultEnds(undefined, buffer.readUInt16LE(start + 3));
        return end;
      }
      if (first === 0xff) {
        this.refused(readError(buffer, start, end));
        return end;
      }
      if (!this.failed) {
        try {
          this.row(buffer, start);
        } catch (error) {
          this.note(error);
        }
      }
      if (buffer.length - end < 4) break;
      const length = buffer[end]! | (buffer[end + 1]! << 8) | (buffer[end + 2]! << 16);
      const next = end + 4 + length;
      if (next > buffer.length || length === 0xffffff) break;
      start = end + 4;
      end = next;
    }
    this.paused();
    return end;
  }

  #resultEnds(completion: Completion | undefined, status: number): void {
    this.context.status = status;
    // Behind the outputs of a call comes its own end, which MySQL's flags do not tell.
    const more = this.#outputs || (status & statusFlags.moreResults) !== 0;
    if (!this.failed) this.completed(completion, this.#outputs);
    this.#outputs = false;
    this.shape = noRows;
    if (more) {
      this.#stage = "header";
      return;
    }
    if (!this.statement.kept) this.context.statements.drop(this.statement);
    this.finish();
  }

  /** The server asks for a file: it gets none, whoever wrote the statement. */
  #refuseFile(): void {
    this.note(new FileRefused());
    const { connection, reader } = this.context;
    writePacket(connection.stream, nothing(), reader.sequence + 1);
  }
}

/** What a statement is told that would read a file of the client. */
export class FileRefused extends Error {
  constructor() {
    super("the server asked for a file of the client, which is given by bulkInsert alone");
  }
}

/** Payloads as they were on the wire, where they follow a header whose number is 1. */
function withHeads(payloads: readonly Buffer[]): Buffer | undefined {
  if (payloads.length > 250 || payloads.some((payload) => payload.length >= 0xffffff)) return undefined;
  return Buffer.concat(
    payloads.flatMap((payload, index) => {
      const { length } = payload;
      return [Buffer.from([length, length >> 8, length >> 16, index + 2]), payload];
    }),
  );
}

/** Runs a statement and reads its whole result: the first that has rows, where there are several. */
export class StatementCommand extends ResultCommand {
  readonly #resolve: (result: Result) => void;
  readonly #reject: (error: unknown) => void;
  #rows: Row[] = [];
  #shape: ResultShape | undefined;
  #completion: Completion | undefined;

  constructor(
    context: CommandContext,
    statement: KnownStatement,
    values: readonly unknown[],
    resolve: (result: Result) => void,
    reject: (error: unknown) => void,
  ) {
    super(context, statement, values);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  protected opened(): void {
    this.#shape ??= this.shape;
  }

  protected row(buffer: Buffer, start: number): void {
    if (this.shape === this.#shape) this.#rows.push(this.shape.decode(buffer, start));
  }

  protected completed(completion: Completion | undefined): void {
    this.#completion ??= completion;
  }

  protected succeed(): void {
    const rows = this.#rows;
    const completion = this.#completion;
    const columns = this.#shape?.columns ?? noColumns;
    if (this.#shape !== undefined || completion === undefined) {
      this.#resolve({ rows, affectedRows: rows.length, columns });
      return;
    }
    const { affectedRows, insertId } = completion;
    this.#resolve(insertId === 0 ? { rows, affectedRows, columns } : { rows, affectedRows, columns, insertId });
  }

  protected fail(error: unknown): void {
    this.#reject(error);
  }
}

const noColumns: readonly never[] = [];

/** Every result of a statement, in their order; the output parameters of a prepared call apart. */
export interface Results {
  readonly sets: readonly (readonly Row[])[];
  readonly output: Row | undefined;
}

/** Runs a statement and reads all its results. */
export class ResultsCommand extends ResultCommand {
  readonly #outcome: Outcome<Results>;
  readonly #sets: (readonly Row[])[] = [];
  #output: Row | undefined;
  #rows: Row[] = [];

  constructor(
    context: CommandContext,
    statement: KnownStatement,
    values: readonly unknown[],
    outcome: Outcome<Results>,
  ) {
    super(context, statement, values);
    this.#outcome = outcome;
  }

  protected opened(): void {
    this.#rows = [];
  }

  protected row(buffer: Buffer, start: number): void {
    this.#rows.push(this.shape.decode(buffer, start));
  }

  protected completed(completion: Completion | undefined, outputs: boolean): void {
    if (completion !== undefined) return;
    if (outputs) this.#output = this.#rows[0];
    else this.#sets.push(this.#rows);
  }

  protected succeed(): void {
    this.#outcome.resolve({ sets: this.#sets, output: this.#output });
  }

  protected fail(error: unknown): void {
    this.#outcome.reject(error);
  }
}

/** Runs a query for the description of its columns alone. */
export class DescribeCommand extends ResultCommand {
  readonly #outcome: Outcome<readonly ColumnDefinition[]>;
  #definitions: readonly ColumnDefinition[] = [];

  constructor(
    context: CommandContext,
    statement: KnownStatement,
    values: readonly unknown[],
    outcome: Outcome<readonly ColumnDefinition[]>,
  ) {
    super(context, statement, values);
    this.#outcome = outcome;
  }

  protected override described(definitions: () => readonly ColumnDefinition[]): void {
    this.#definitions = definitions();
  }

  protected opened(): void {}
  protected row(): void {}
  protected completed(): void {}

  protected succeed(): void {
    this.#outcome.resolve(this.#definitions);
  }

  protected fail(error: unknown): void {
    this.#outcome.reject(error);
  }
}
