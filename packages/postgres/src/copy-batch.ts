import { once } from "node:events";
import type { CallOptions } from "@db/core";
import { from as copyFrom } from "pg-copy-streams";
import { encodeValue } from "./postgres-values.ts";
import type { PostgresSession } from "./postgres-session.ts";
import { BaseQuery, type Outcome, type QueryContext } from "./queries.ts";
import type { Submittable, WireConnection } from "./wire.ts";

/** Sends rows by COPY in its text format, no faster than the server takes them. Gives their number. */
export async function bulkCopy(
  session: PostgresSession,
  text: string,
  batches: AsyncIterable<readonly (readonly unknown[])[]>,
  call: CallOptions,
): Promise<number> {
  session.markRunning();
  const stream = session.native.query(copyFrom(text) as unknown as ReturnType<typeof copyFrom> & Submittable);
  const failed = new Promise<never>((_resolve, reject) => stream.on("error", reject));
  // Awaited below in races; it must not count as unhandled before.
  failed.catch(() => undefined);
  try {
    for await (const batch of batches) {
      call.signal?.throwIfAborted();
      if (!stream.write(batch.map(writeRow).join(""))) await Promise.race([once(stream, "drain"), failed]);
      if (stream.destroyed) await failed;
    }
    stream.end();
    await Promise.race([once(stream, "finish"), failed]);
    return stream.rowCount;
  } catch (error) {
    if (!stream.destroyed) {
      // The server must hear of it and answer before the connection can be used for anything else.
      stream.destroy(error as Error);
      await failed.catch(() => undefined);
    }
    throw error;
  }
}

/** One COPY with all its data sent at once, for an embedded server that cannot wait for more. */
export class CopyBatch extends BaseQuery {
  readonly #text: string;
  readonly #data: Buffer;
  readonly #outcome: Outcome<number>;
  #count = 0;

  constructor(context: QueryContext, text: string, rows: readonly (readonly unknown[])[], outcome: Outcome<number>) {
    super(context);
    this.#text = text;
    this.#data = Buffer.from(rows.map(writeRow).join(""));
    this.#outcome = outcome;
  }

  submit(connection: WireConnection): undefined {
    const { stream } = connection;
    stream.cork();
    connection.query(this.#text);
    // "54.7. Message Formats": CopyData, then CopyDone.
    const head = Buffer.from([0x64, 0, 0, 0, 0]);
    head.writeInt32BE(this.#data.length + 4, 1);
    stream.write(head);
    stream.write(this.#data);
    stream.write(Buffer.from([0x63, 0, 0, 0, 4]));
    stream.uncork();
  }

  /** The data is on its way already. */
  override handleCopyInResponse(): void {}

  override handleCommandComplete({ text }: { text: string }): void {
    this.#count = Number(text.slice(text.lastIndexOf(" ") + 1));
  }

  protected succeed(): void {
    this.#outcome.resolve(this.#count);
  }

  protected fail(error: unknown): void {
    this.#outcome.reject(error);
  }
}

/** "COPY", File Formats, Text Format: one line, columns between tabs, `\N` for null. */
function writeRow(row: readonly unknown[]): string {
  let line = "";
  for (let index = 0; index < row.length; index++) {
    if (index > 0) line += "\t";
    line += writeCell(row[index]);
  }
  return `${line}\n`;
}

const special = /[\\\t\n\r\b\f\v]/;
const specials = /[\\\t\n\r\b\f\v]/g;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v" };

function writeCell(value: unknown): string {
  if (value === null) return "\\N";
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  const encoded = encodeValue(value);
  if (encoded === null) return "\\N";
  if (typeof encoded !== "string") return `\\\\x${encoded.toString("hex")}`;
  return special.test(encoded) ? encoded.replace(specials, (character) => escapes[character] as string) : encoded;
}
