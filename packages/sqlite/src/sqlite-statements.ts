import { LruCache, type ColumnInfo, type CompiledText, type Row } from "@db/core";
import type Database from "better-sqlite3";
import { rowDecoder, type RawRows, type RowDecoder } from "./row-decoder.ts";
import { RowReader, type RowIterator } from "./row-reader.ts";
import { notePreparing } from "./sqlite-errors.ts";

/** Counts what this process did to the schema of one database, temporary and attached ones and rollbacks too. */
export interface SchemaEpoch {
  value: number;
}

/** For how long the version in the file is taken for known, in milliseconds. */
const freshness = 0.1;

/**
 * Tells whether the schema is still the one that something was learnt from: no connection of this process has changed or
 * restored it, and no other process has changed the main one.
 *
 * Reading the version takes a lock on the file, which costs as much as a select by key. So it is read once for what runs
 * without giving way to the event loop, and again after a tenth of a millisecond: word of another process's change
 * cannot have come in between.
 */
export class SchemaWatch {
  readonly epoch: SchemaEpoch;
  /** Whether there may be temporary or attached databases or settings of a borrower: then nothing is taken for known. */
  doubtful = false;
  readonly #version: Database.Statement;
  #known: unknown;
  #knownEpoch = -1;
  #knownUntil = -Infinity;

  constructor(client: Database.Database, epoch: SchemaEpoch) {
    this.epoch = epoch;
    this.#version = client.prepare("pragma schema_version").pluck();
  }

  /** The version in the file; `undefined` when it cannot be read now, so that nothing is taken for known. */
  read(): unknown {
    if (this.doubtful) return undefined;
    try {
      return this.#version.get();
    } catch {
      return undefined;
    }
  }

  /** The same, as it was a moment ago at most. */
  get recent(): unknown {
    if (this.doubtful) return undefined;
    const now = performance.now();
    if (now < this.#knownUntil && this.#knownEpoch === this.epoch.value) return this.#known;
    this.#known = this.read();
    this.#knownEpoch = this.epoch.value;
    if (this.#knownUntil === -Infinity) process.nextTick(() => (this.#knownUntil = -Infinity));
    this.#knownUntil = now + freshness;
    return this.#known;
  }
}

/** What is known of a result as long as the schema stays. */
interface ResultFacts {
  readonly columns: readonly ColumnInfo[];
  readonly decoder: RowDecoder;
}

/** The rows of a result with its columns. */
export interface ReadResult {
  readonly rows: Row[];
  readonly columns: readonly ColumnInfo[];
}

/** One prepared statement and what is known of its result. */
export class PreparedStatement {
  readonly reader: boolean;
  /** Whether it is neither a query nor a change of rows: it may change the schema, the transaction, or what names mean. */
  readonly governs: boolean;
  /** Whether it makes rows, so that the last key is its own. */
  readonly inserts: boolean;
  readonly #statement: Database.Statement;
  readonly #timestamps: "date" | "string";
  readonly #schema: SchemaWatch;
  /** Whether integers are read as numbers: only where a second reading can do no harm, and until one was too large. */
  #quick: boolean;
  /** Whether the client was told so. */
  #readsQuickly: boolean;
  /** Whether a second reading gives the same rows. */
  readonly #repeatable: boolean;
  #known: ResultFacts | undefined;
  #knownEpoch = -1;
  #knownVersion: unknown;

  constructor(
    statement: Database.Statement,
    { text, effects }: CompiledText,
    timestamps: "date" | "string",
    schema: SchemaWatch,
  ) {
    this.#statement = statement;
    this.#timestamps = timestamps;
    this.#schema = schema;
    this.reader = statement.reader;
    this.inserts = /^\s*(?:insert|replace|with)\b/i.test(text);
    this.governs = !this.reader && !/^\s*(?:insert|update|delete|replace|with)\b/i.test(text);
    this.#repeatable = !/random/i.test(text);
    this.#quick = statement.readonly && effects.readOnly;
    this.#readsQuickly = this.#quick;
    statement.safeIntegers(!this.#quick);
    if (this.reader) statement.raw(true);
  }

  all(values: readonly unknown[]): ReadResult {
    this.#setMode();
    const before = this.#known === undefined ? this.#schema.read() : undefined;
    const read = this.#statement.all(...values) as RawRows;
    const { columns, decoder } = this.#factsAfter(before, read[0]?.length);
    if (!this.#quick) return { rows: decoder.exact(read), columns };
    const rows = decoder.quick(read);
    if (rows !== undefined) return { rows, columns };
    this.#quick = false;
    return this.all(values);
  }

  run(values: readonly unknown[]): Database.RunResult {
    return this.#statement.run(...values);
  }

  /** Reads the rows one by one. */
  rows(values: readonly unknown[]): RowReader {
    if (!this.#repeatable) this.#quick = false;
    this.#setMode();
    return new RowReader({
      quick: this.#quick,
      iterate: (exact) => (exact && this.#quick ? this.#iterateAgain(values) : iterate(this.#statement, values)),
      decoder: () => this.#learn().decoder,
    });
  }

  /** The statement itself is busy with its first iteration. */
  #iterateAgain(values: readonly unknown[]): RowIterator {
    this.#quick = false;
    const { database, source } = this.#statement;
    return iterate(database.prepare(source).raw(true).safeIntegers(true), values);
  }

  /** A busy statement cannot be told how to read, so it is told when it is used next. */
  #setMode(): void {
    if (this.#quick || !this.#readsQuickly) return;
    this.#readsQuickly = false;
    this.#statement.safeIntegers(true);
  }

  /**
   * What the result just read looks like. SQLite prepares a statement again by itself when the schema has changed, so
   * asking costs more than the schema's version, which is compared after the statement has run: if it is still the one
   * that was learnt from, so was the statement's.
   */
  #factsAfter(before: unknown, width: number | undefined): ResultFacts {
    const { epoch } = this.#schema;
    if (
      this.#known !== undefined &&
      this.#knownEpoch === epoch.value &&
      (width === undefined || width === this.#known.columns.length)
    ) {
      const version = this.#schema.recent;
      if (version !== undefined && this.#knownVersion === version) return this.#known;
    }
    const facts = this.#learn();
    const version = this.#schema.read();
    // Changed in between by another process: nobody can tell which version the statement saw.
    const certain = before !== undefined && before === version;
    this.#known = certain ? facts : undefined;
    this.#knownVersion = version;
    this.#knownEpoch = epoch.value;
    return facts;
  }

  #learn(): ResultFacts {
    const columns = this.#statement.columns();
    return {
      columns: columns.map(({ name, type }) => ({ name, nativeType: type ?? undefined })),
      decoder: rowDecoder(columns, this.#timestamps),
    };
  }
}

function iterate(statement: Database.Statement, values: readonly unknown[]): RowIterator {
  return statement.iterate(...values) as RowIterator;
}

/** The prepared statements of one connection: as many as the limit allows, the least recently used goes first. */
export class StatementCache {
  readonly #client: Database.Database;
  readonly #timestamps: "date" | "string";
  readonly #schema: SchemaWatch;
  readonly #statements: LruCache<CompiledText, PreparedStatement>;

  constructor(client: Database.Database, limit: number, timestamps: "date" | "string", epoch: SchemaEpoch) {
    this.#client = client;
    this.#statements = new LruCache(limit);
    this.#timestamps = timestamps;
    this.#schema = new SchemaWatch(client, epoch);
  }

  get(compiled: CompiledText): PreparedStatement {
    return this.#statements.get(compiled) ?? this.#prepare(compiled);
  }

  clear(): void {
    this.#statements.clear();
  }

  /** Says whether what was learnt of results may be relied on. */
  set doubtful(doubtful: boolean) {
    this.#schema.doubtful = doubtful;
  }

  #prepare(compiled: CompiledText): PreparedStatement {
    let statement: Database.Statement;
    try {
      statement = this.#client.prepare(compiled.text);
    } catch (error) {
      notePreparing(error);
      throw error;
    }
    const prepared = new PreparedStatement(statement, compiled, this.#timestamps, this.#schema);
    this.#statements.add(compiled, prepared);
    return prepared;
  }
}
