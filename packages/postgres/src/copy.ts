import {
  databaseError,
  DatabaseError,
  isStatement,
  parseDuration,
  postgresDialect,
  StatementCompiler,
  usage,
  type LimitOptions,
  type Statement,
} from "@db/core";
import { classifyPostgresError } from "./postgres-errors.ts";
import { sessionOf, type PostgresSession } from "./postgres-session.ts";
import { headOf } from "./statement-head.ts";

/** What a copy can be run on: a database (which lends a session for it), a pinned session, a transaction. */
export interface CopyTarget {
  native<T>(use: (client: unknown) => Promise<T>, options?: LimitOptions): Promise<T>;
}

/** What {@link copyIn} sends: a Node stream, or any iterable, of bytes or text, cut anywhere. */
export type CopySource = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

const compiler = new StatementCompiler(postgresDialect);

/**
 * Sends data to `copy … from stdin`, in the format the statement names, no faster than the server takes it. Gives the
 * number of rows. The statement is text, or a statement without bound values: COPY takes none.
 *
 * Inside a transaction the copy takes part in it; on its own it is all or nothing. Until it ends nothing else may run on
 * the same session. A stream that is not read to its end is destroyed, an iterator returned.
 *
 * Rejects with `aborted` or `timeout` (milliseconds, for the whole copy; no limit unless given), with the source's own
 * error if that fails, with what the server said of the data (`invalid-value`, `unique-violation` …), with
 * `connection-lost`, and with `usage` for what is not such a statement. In all cases but a lost connection the session can
 * be used further. On PGlite it rejects with `unsupported`: use `bulkInsert`.
 */
export async function copyIn(
  target: CopyTarget,
  statement: Statement | string,
  source: CopySource,
  options: LimitOptions = {},
): Promise<number> {
  const text = copyText(statement);
  const { signal } = options;
  const timeout = limitOf(options);
  const deadline = timeout > 0 ? performance.now() + timeout : undefined;
  const pieces = new Pieces(source);
  return target.native(async (client) => {
    const session = sessionOf(client);
    try {
      return await session.copyIn(text, pieces, { signal, deadline });
    } catch (error) {
      throw pieces.failedWith(error) ? error : explain(error, session, text);
    }
  }, options);
}

/**
 * Gives the output of `copy … to stdout` as bytes, no faster than it is read: hand it to `pipeline` or `for await`. The
 * statement is text, or a statement without bound values: COPY takes none. Nothing is sent before the first read.
 *
 * Leaving it early stops it on the server; a transaction around it goes on. Until it ends nothing else may run on the same
 * session. Reading it a second time runs the statement again.
 *
 * Rejects with `aborted` or `timeout` (milliseconds, for the wait for each piece; no limit unless given), with what the
 * server said, with `connection-lost`, and with `usage` for what is not such a statement. Works on PGlite too, which makes
 * the whole output before the first piece.
 */
export function copyOut(
  target: CopyTarget,
  statement: Statement | string,
  options: LimitOptions = {},
): AsyncIterable<Uint8Array> {
  const text = copyText(statement);
  const timeout = limitOf(options);
  return { [Symbol.asyncIterator]: () => readOut(target, text, options, timeout) };
}

async function* readOut(
  target: CopyTarget,
  text: string,
  options: LimitOptions,
  timeout: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const loan = await borrow(target, options);
  try {
    yield* loan.session.copyOut(text, { signal: options.signal, timeout });
  } catch (error) {
    throw explain(error, loan.session, text);
  } finally {
    await loan.giveBack();
  }
}

interface Loan {
  readonly session: PostgresSession;
  giveBack(): Promise<void>;
}

/** Keeps a session until it is given back, where core would keep it until a callback returns. */
async function borrow(target: CopyTarget, options: LimitOptions): Promise<Loan> {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let lent: Promise<unknown> = Promise.resolve();
  const session = await new Promise<PostgresSession>((resolve, reject) => {
    lent = target.native(async (client) => {
      resolve(sessionOf(client));
      await ended;
    }, options);
    lent.catch(reject);
  });
  return {
    session,
    giveBack: async () => {
      end();
      await lent;
    },
  };
}

function copyText(statement: Statement | string): string {
  const text = typeof statement === "string" ? statement : compiled(statement);
  if (headOf(text) === "copy") return text;
  throw usage("the statement is not a COPY");
}

function compiled(statement: Statement): string {
  if (!isStatement(statement)) throw usage("a copy takes text or a statement");
  const { compiled: text, values } = compiler.compile(statement);
  if (values.length > 0)
    throw usage(
      "COPY takes no bound values",
      "Use sql.id for names, and sql.raw(postgresDialect.quoteString(value)) for a value",
    );
  return text.text;
}

function limitOf({ timeout }: LimitOptions): number {
  if (timeout === undefined) return 0;
  const milliseconds = parseDuration(timeout);
  if (milliseconds === undefined) throw usage("timeout is not a duration", 'Give milliseconds, or text such as "5s"');
  return milliseconds;
}

/** A source that remembers its own failure, which is told as it is. */
class Pieces implements AsyncIterable<Uint8Array | string> {
  readonly #source: CopySource;
  #failure: { readonly of: unknown } | undefined;

  constructor(source: CopySource) {
    const iterable =
      typeof source === "object" && source !== null && (Symbol.asyncIterator in source || Symbol.iterator in source);
    if (!iterable) throw usage("copyIn takes a stream or an iterable of bytes or text");
    this.#source = source;
    // A stream may fail before it is read, and one that nobody listens to would end the process.
    (source as { on?: (event: "error", listener: () => void) => void }).on?.("error", () => undefined);
  }

  failedWith(error: unknown): boolean {
    return this.#failure !== undefined && this.#failure.of === error;
  }

  /** A stream is ended by this: an iterator stuck in its wait for more would not hear of its end. */
  destroy(): void {
    (this.#source as { destroy?: () => void }).destroy?.();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array | string> {
    const source = this.#source;
    const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
    return {
      next: async () => {
        try {
          return await iterator.next();
        } catch (error) {
          this.#failure = { of: error };
          throw error;
        }
      },
      return: async () => {
        await iterator.return?.();
        return { done: true, value: undefined };
      },
    };
  }
}

/** Core explains what its own calls reject with; what happens on a lent client is ours to explain. */
function explain(error: unknown, session: PostgresSession, statement: string): unknown {
  if (DatabaseError.is(error)) return error;
  const facts = classifyPostgresError(error);
  const failed = facts.transactionState === undefined && session.transaction === "failed";
  return databaseError({
    ...facts,
    ...(failed ? { transactionState: "failed" } : {}),
    engine: session.server.flavour,
    cause: error,
    statement,
  });
}
