import type { PacketReader, PacketTarget } from "./packet-reader.ts";
import { commands, shortPacket, statusFlags, writePacket } from "./packets.ts";
import type { PreparedStatements } from "./prepared-statements.ts";
import { readCompletion, readError, type Completion, type ServerError } from "./read-packet.ts";
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
      // A server that goes says so in its place; the first error counts.
      if (buffer[start] !== 0xff) this.context.status = readCompletion(buffer, start, end).status;
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
    this.#completion = readCompletion(buffer, start, end);
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
