import { BaseCommand, type CommandContext } from "./base-command.ts";
import { bindPacket } from "./bind-packet.ts";
import { closePacket, commands, statusFlags, textPacket, writePacket } from "./packets.ts";
import type { KnownStatement } from "./prepared-statements.ts";
import {
  readColumn,
  readCompletion,
  readError,
  type ColumnDefinition,
  type Completion,
  type ServerError,
} from "./read-packet.ts";
import { noRows, shapeFor, shapeOf, type ResultShape } from "./row-decoder.ts";
import { writeIntoText } from "./text-literals.ts";
import { hasExtendedMetadata } from "./wire.ts";

/** The end of a file that the server asked for. */
const nothing = (): Buffer => Buffer.alloc(4);

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
  /** Takes a row. Gives whether it takes another now; if not, it has the reader hold. */
  protected abstract row(buffer: Buffer, start: number): boolean;
  /** A result is complete: rows, which may be a call's outputs, or what a data change says of itself. */
  protected abstract completed(completion: Completion | undefined, outputs: boolean): void;
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
      const completion = readCompletion(buffer, start, end);
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
    const extended = hasExtendedMetadata(connection);
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
          if (!this.row(buffer, start)) return end;
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
class FileRefused extends Error {
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
