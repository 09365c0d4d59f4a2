import { DatabaseError, sql, type RelationalDatabase, type Statement } from "@db/core";
import type {
  ChangeLog,
  Document,
  LogPage,
  LogPosition,
  RecordedChange,
  RecordedWrite,
  StoreCall,
} from "@db/document/engine";
import { decodeDocument } from "../codec/decode.ts";
import { documentKey } from "../compile/document-key.ts";
import { relationName } from "../store/relation-name.ts";
import { changeChannel } from "./outbox-definitions.ts";
import { changeOf, readCommits, readRest, type ReadRow } from "./outbox-queries.ts";
import { historyLost, lastOfAll, placeOf, positionOf, type LogPlace } from "./log-place.ts";
import { listenHere } from "./commits-here.ts";

/** How many transactions are looked at in one question. */
const commitsAtATime = 1000;

/** The outbox of a schema as the record of its changes. `prepare` makes it before the first question. */
export class OutboxLog implements ChangeLog {
  readonly #db: RelationalDatabase;
  readonly #schema: string;
  readonly #prepare: () => Promise<void>;

  constructor(db: RelationalDatabase, schema: string, prepare: () => Promise<void>) {
    this.#db = db;
    this.#schema = schema;
    this.#prepare = prepare;
  }

  async end(call: StoreCall = {}): Promise<LogPosition> {
    await this.#prepare();
    const [row] = await this.#ask<{ log: string; number: string }>(
      sql`select id as log, greatest(trimmed, (select max(number) from ${sql.id(this.#schema, "_change_commits")}))::text as number from ${sql.id(this.#schema, "_change_log")}`,
      call,
    );
    if (row === undefined) throw historyLost();
    return positionOf({ log: row.log, number: BigInt(row.number), seq: lastOfAll });
  }

  async read(
    after: LogPosition,
    limit: number,
    collection: string | undefined,
    call: StoreCall = {},
  ): Promise<LogPage> {
    await this.#prepare();
    const place = placeOf(after);
    if (place.seq !== lastOfAll) {
      const page = await this.#page(place, limit, readRest(this.#schema, place, limit, collection), call);
      // What is left of one transaction; what comes behind it is asked for with the next question.
      return page.more ? page : { ...page, more: true };
    }
    return this.#page(
      place,
      limit,
      readCommits(this.#schema, place, { commits: commitsAtATime, limit, collection }),
      call,
    );
  }

  async lookUp(change: RecordedWrite, call: StoreCall = {}): Promise<Document | undefined> {
    const table = sql.id(this.#schema, relationName(change.collection));
    const key = documentKey(change.after?.["_id"]);
    try {
      const [row] = await this.#ask<{ doc: string }>(
        sql`select doc::text as doc from ${table} where id = ${key} and tableoid = ${String(change.incarnation)}::text::oid`,
        call,
      );
      return row === undefined ? undefined : decodeDocument(row.doc);
    } catch (error) {
      if (DatabaseError.is(error) && error.kind === "undefined-table") return undefined;
      throw error;
    }
  }

  async subscribe(wake: () => void): Promise<() => Promise<void>> {
    // The one session of an embedded server hears nothing, and all commits are of this process.
    if (!this.#db.capabilities.notifications) return listenHere(this.#db, wake);
    const subscription = await this.#db.listen(changeChannel(this.#schema), wake, { onReconnect: wake });
    return () => subscription.unlisten();
  }

  async #page(place: LogPlace, limit: number, statement: Statement<ReadRow>, call: StoreCall): Promise<LogPage> {
    const rows = await this.#ask(statement, call);
    const [first] = rows;
    const kept = first?.log === place.log && BigInt(first.trimmed) <= trimmedBefore(place);
    // A place in the future is one of a server that has since been set back.
    if (first === undefined || !kept || BigInt(first.last) < place.number) throw historyLost();
    const changes: RecordedChange[] = rows.flatMap((row) => (row.seq === null ? [] : [changeOf(row)]));
    const last = changes.at(-1);
    const full = changes.length === limit;
    const upto = positionOf({ log: place.log, number: BigInt(first.upto), seq: lastOfAll });
    return { changes, position: full && last !== undefined ? last.position : upto, more: full || first.more };
  }

  #ask<R extends object>(statement: Statement<R>, { signal, timeout }: StoreCall): Promise<readonly R[]> {
    return this.#db.query<R>(statement, { reads: "primary", signal, timeout });
  }
}

/** The last transaction that may be gone without a loss behind a place. */
function trimmedBefore({ number, seq }: LogPlace): bigint {
  return seq === lastOfAll ? number : number - 1n;
}
