import type { ColumnInfo, CompiledText, Row } from "@db/core";
import type Database from "better-sqlite3";
import { notePreparing } from "./sqlite-errors.ts";
import { decodersOf, decodeRows, type ColumnDecoder } from "./sqlite-values.ts";

/** Counts what this process did to the schema of one database, temporary and attached ones and rollbacks too. */
export interface SchemaEpoch {
  value: number;
}

/**
 * Tells whether the schema is still the one that something was learnt from: no connection of this process has changed or
 * restored it, and no other process has changed the main one.
 */
export class SchemaWatch {
  readonly epoch: SchemaEpoch;
  readonly #version: Database.Statement;

  constructor(client: Database.Database, epoch: SchemaEpoch) {
    this.epoch = epoch;
    this.#version = client.prepare("pragma schema_version").pluck();
  }

  /** The version in the file; `undefined` when it cannot be read now, so that nothing is taken for known. */
  get version(): unknown {
    try {
      return this.#version.get();
    } catch {
      return undefined;
    }
  }
}

/** What is known of a result as long as the schema stays. */
interface ResultFacts {
  readonly columns: readonly ColumnInfo[];
  readonly decoders: ReadonlyMap<string, ColumnDecoder> | undefined;
}

/** The rows of a result with its columns. */
export interface ReadResult {
  readonly rows: Row[];
  readonly columns: readonly ColumnInfo[];
}

/** One prepared statement and what is known of its result. */
export class PreparedStatement {
  readonly reader: boolean;
  /** Whether it changes the schema, so that what is known of other statements' columns is stale. */
  readonly definesSchema: boolean;
  /** Whether it makes rows, so that the last key is its own. */
  readonly inserts: boolean;
  readonly #statement: Database.Statement;
  readonly #timestamps: "date" | "string";
  readonly #schema: SchemaWatch;
  /** Whether the client's own row objects would lose a column called `__proto__`. */
  readonly #byHand: boolean;
  #known: ResultFacts | undefined;
  #knownEpoch = -1;
  #knownVersion: unknown;

  constructor(statement: Database.Statement, text: string, timestamps: "date" | "string", schema: SchemaWatch) {
    this.#statement = statement;
    this.#timestamps = timestamps;
    this.#schema = schema;
    this.reader = statement.reader;
    this.inserts = /^\s*(?:insert|replace|with)\b/i.test(text);
    this.definesSchema = !statement.readonly && !/^\s*(?:insert|update|delete|replace|with)\b/i.test(text);
    // Every integer is read with all its digits; decoding makes numbers of those that fit.
    statement.safeIntegers(true);
    this.#byHand = this.reader && statement.columns().some(({ name }) => name === "__proto__");
    if (this.#byHand) statement.raw(true);
  }

  all(values: readonly unknown[]): ReadResult {
    const before = this.#known === undefined ? this.#schema.version : undefined;
    const rows = this.#statement.all(...values) as Row[];
    const facts = this.#factsAfter(before);
    return { rows: this.#decode(rows, facts), columns: facts.columns };
  }

  run(values: readonly unknown[]): Database.RunResult {
    return this.#statement.run(...values);
  }

  iterate(values: readonly unknown[]): IterableIterator<Row> {
    return this.#statement.iterate(...values) as IterableIterator<Row>;
  }

  /** A decoder for the rows of the iteration that has just begun. */
  decoder(): (rows: Row[]) => Row[] {
    const facts = this.#learn();
    return (rows) => this.#decode(rows, facts);
  }

  #decode(rows: Row[], { columns, decoders }: ResultFacts): Row[] {
    if (!this.#byHand) return decodeRows(rows, decoders);
    return decodeRows(
      (rows as unknown as unknown[][]).map((row) => rowByHand(columns, row)),
      decoders,
    );
  }

  /**
   * What the result just read looks like. SQLite prepares a statement again by itself when the schema has changed, so
   * asking costs more than the schema's version, which is compared after the statement has run: if it is still the one
   * that was learnt from, so was the statement's.
   */
  #factsAfter(before: unknown): ResultFacts {
    const { version, epoch } = this.#schema;
    if (
      this.#known !== undefined &&
      version !== undefined &&
      this.#knownVersion === version &&
      this.#knownEpoch === epoch.value
    )
      return this.#known;
    const facts = this.#learn();
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
      decoders: decodersOf(columns, this.#timestamps),
    };
  }
}

function rowByHand(columns: readonly ColumnInfo[], values: readonly unknown[]): Row {
  const row: Row = {};
  columns.forEach(({ name }, index) =>
    Object.defineProperty(row, name, { value: values[index], enumerable: true, writable: true, configurable: true }),
  );
  return row;
}

/** The prepared statements of one connection: as many as the limit allows, the least recently used goes first. */
export class StatementCache {
  readonly #client: Database.Database;
  readonly #limit: number;
  readonly #timestamps: "date" | "string";
  readonly #schema: SchemaWatch;
  readonly #statements = new Map<CompiledText, PreparedStatement>();

  constructor(client: Database.Database, limit: number, timestamps: "date" | "string", epoch: SchemaEpoch) {
    this.#client = client;
    this.#limit = limit;
    this.#timestamps = timestamps;
    this.#schema = new SchemaWatch(client, epoch);
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
    let statement: Database.Statement;
    try {
      statement = this.#client.prepare(compiled.text);
    } catch (error) {
      notePreparing(error);
      throw error;
    }
    const prepared = new PreparedStatement(statement, compiled.text, this.#timestamps, this.#schema);
    if (this.#statements.size >= this.#limit) {
      const oldest = this.#statements.keys().next();
      if (oldest.done !== true) this.#statements.delete(oldest.value);
    }
    this.#statements.set(compiled, prepared);
    return prepared;
  }
}
