import type { ColumnInfo, CompiledText, Row } from "@db/core";
import type Database from "better-sqlite3";
import { decodersOf, decodeRows, type ColumnDecoder } from "./sqlite-values.ts";

/** Says when the schema has changed, to all connections of one database in this process. */
export interface SchemaEpoch {
  value: number;
}

/** What is known of a result as long as the schema stays. */
interface ResultFacts {
  readonly epoch: number;
  readonly columns: readonly ColumnInfo[];
  readonly decoders: ReadonlyMap<string, ColumnDecoder> | undefined;
}

/** One prepared statement and what is known of its result. */
export class PreparedStatement {
  readonly reader: boolean;
  /** Whether it changes the schema, so that what is known of other statements' columns is stale. */
  readonly definesSchema: boolean;
  readonly #statement: Database.Statement;
  readonly #timestamps: "date" | "string";
  readonly #epoch: SchemaEpoch;
  #known: ResultFacts | undefined;
  /** Whether the client's own row objects would lose a column called `__proto__`. */
  readonly #byHand: boolean;

  constructor(statement: Database.Statement, text: string, timestamps: "date" | "string", epoch: SchemaEpoch) {
    this.#statement = statement;
    this.#timestamps = timestamps;
    this.#epoch = epoch;
    this.reader = statement.reader;
    this.definesSchema = !statement.readonly && !/^\s*(?:insert|update|delete|replace|with)\b/i.test(text);
    // Every integer is read with all its digits; decoding makes numbers of those that fit.
    statement.safeIntegers(true);
    this.#byHand = this.reader && statement.columns().some(({ name }) => name === "__proto__");
    if (this.#byHand) statement.raw(true);
  }

  get columns(): readonly ColumnInfo[] {
    return this.#facts().columns;
  }

  all(values: readonly unknown[]): Row[] {
    return this.decode(this.#statement.all(...values) as Row[]);
  }

  run(values: readonly unknown[]): Database.RunResult {
    return this.#statement.run(...values);
  }

  iterate(values: readonly unknown[]): IterableIterator<Row> {
    return this.#statement.iterate(...values) as IterableIterator<Row>;
  }

  decode(rows: Row[]): Row[] {
    const { columns, decoders } = this.#facts();
    if (!this.#byHand) return decodeRows(rows, decoders);
    return decodeRows((rows as unknown as unknown[][]).map((row) => rowByHand(columns, row)), decoders);
  }

  #facts(): ResultFacts {
    if (this.#known === undefined || this.#known.epoch !== this.#epoch.value) {
      const columns = this.#statement.columns();
      this.#known = {
        epoch: this.#epoch.value,
        columns: columns.map(({ name, type }) => ({ name, nativeType: type ?? undefined })),
        decoders: decodersOf(columns, this.#timestamps),
      };
    }
    return this.#known;
  }
}

function rowByHand(columns: readonly ColumnInfo[], values: readonly unknown[]): Row {
  const row: Row = {};
  columns.forEach(({ name }, index) => Object.defineProperty(row, name, { value: values[index], enumerable: true, writable: true, configurable: true }));
  return row;
}

/** The prepared statements of one connection: as many as the limit allows, the least recently used goes first. */
export class StatementCache {
  readonly #client: Database.Database;
  readonly #limit: number;
  readonly #timestamps: "date" | "string";
  readonly #epoch: SchemaEpoch;
  readonly #statements = new Map<CompiledText, PreparedStatement>();

  constructor(client: Database.Database, limit: number, timestamps: "date" | "string", epoch: SchemaEpoch) {
    this.#client = client;
    this.#limit = limit;
    this.#timestamps = timestamps;
    this.#epoch = epoch;
  }

  get(compiled: CompiledText): PreparedStatement {
    const known = this.#statements.get(compiled);
    if (known !== undefined) {
      // Moving it to the end on every use would cost more than it saves while there is room.
      if (this.#statements.size >= this.#limit) {
        this.#statements.delete(compiled);
        this.#statements.set(compiled, known);
      }
      return known;
    }
    return this.#prepare(compiled);
  }

  clear(): void {
    this.#statements.clear();
  }

  #prepare(compiled: CompiledText): PreparedStatement {
    const prepared = new PreparedStatement(this.#client.prepare(compiled.text), compiled.text, this.#timestamps, this.#epoch);
    if (this.#statements.size >= this.#limit) {
      const oldest = this.#statements.keys().next();
      if (oldest.done !== true) this.#statements.delete(oldest.value);
    }
    this.#statements.set(compiled, prepared);
    return prepared;
  }
}
