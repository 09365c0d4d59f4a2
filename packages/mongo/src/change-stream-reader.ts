import type { AnyDocument } from "@db/core";
import { exportDocument } from "@db/document/engine";
import type { ChangeStream as ClientStream } from "mongodb";

/** An event, with the token for going on behind it. */
export interface ReadEvent {
  readonly kind: "event";
  readonly event: AnyDocument;
  readonly token: AnyDocument;
}

/** None in one wait of the server's, or none any more. */
interface NoEvent {
  readonly kind: "none" | "end";
  readonly token: AnyDocument | undefined;
}

/**
 * Reads the client's stream. Opening it has the client ask for events already: the answer to that belongs to whoever reads
 * first.
 */
export class EventReader {
  readonly #stream: ClientStream;
  #pending: Promise<ReadEvent | NoEvent> | undefined;
  #closing: Promise<void> | undefined;

  constructor(stream: ClientStream) {
    this.#stream = stream;
  }

  /** Resolves when the server has opened the stream; gives the token of its beginning, where it has told one. */
  async open(): Promise<AnyDocument | undefined> {
    const opened = Promise.withResolvers<AnyDocument>();
    // The client tells of a token when the server has answered, before it asks for events.
    this.#stream.once("resumeTokenChanged", (token) => opened.resolve(token as AnyDocument));
    const pending = this.#ask();
    this.#pending = pending;
    pending.catch(() => {}); // told to whoever reads
    return Promise.race([opened.promise, pending.then(() => undefined)]);
  }

  /** What comes next within one wait of the server's. */
  async read(): Promise<ReadEvent | NoEvent> {
    const pending = this.#pending ?? this.#ask();
    this.#pending = pending;
    try {
      return await pending;
    } finally {
      if (this.#pending === pending) this.#pending = undefined;
    }
  }

  /** Never rejects: the server forgets the stream in time. */
  close(): Promise<void> {
    // Once: a second close of the client's would take the session from under the first.
    this.#closing ??= this.#stream.close().catch(() => {});
    return this.#closing;
  }

  async #ask(): Promise<ReadEvent | NoEvent> {
    const event = await this.#stream.tryNext();
    // The client's token may be a later one: behind events that others had.
    const token = this.#stream.resumeToken as AnyDocument | undefined;
    if (event === null) return { kind: this.#stream.closed ? "end" : "none", token };
    return {
      kind: "event",
      event: exportDocument(event as object as AnyDocument),
      token: token ?? (event._id as object as AnyDocument),
    };
  }
}
