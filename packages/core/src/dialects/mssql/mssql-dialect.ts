import { BaseDialect } from "../base-dialect.ts";
import type {
  Dialect,
  FunctionTable,
  LockRequest,
  LockText,
  Page,
  PageText,
  ReturningText,
  RowChange,
  SavepointSyntax,
  UpsertRequest,
  Version,
} from "../dialect.ts";
import type { EffectRules } from "../effect-rules.ts";
import type { FeatureTable } from "../features.ts";
import type { LexicalRules } from "../lexical-rules.ts";
import { upsertByMerge, type MergeForm } from "../merge.ts";
import type { TypeMap } from "../type-map.ts";
import { readMssqlCatalogue } from "./mssql-catalogue.ts";
import { mssqlEffectRules } from "./mssql-effects.ts";
import { mssqlFeatures } from "./mssql-features.ts";
import { MssqlFunctions } from "./mssql-functions.ts";
import { mssqlLexicalRules } from "./mssql-lexical.ts";
import { mssqlTypes } from "./mssql-types.ts";

/** `holdlock` keeps two merges of one key apart; without its `;` the statement is an error. */
const mergeForm: MergeForm = {
  target: (table) => `${table} with (holdlock) as target`,
  source: (rows, columns) =>
    `(values ${rows.map((row) => `(${row.join(", ")})`).join(", ")}) as source (${columns.join(", ")})`,
  assigned: (column) => column,
  end: ";",
};

class MssqlDialect extends BaseDialect {
  readonly name = "mssql";
  readonly lexical: LexicalRules = mssqlLexicalRules;
  readonly types: TypeMap = mssqlTypes;
  readonly functions: FunctionTable = new MssqlFunctions(mssqlTypes);
  /** Characters: `sysname`. */
  readonly maxIdentifierLength = 128;
  /** 2100 for a procedure, of which `sp_executesql` takes the text and the declaration. */
  readonly maxParameters = 2098;
  readonly oldestVersion: Version = [13];
  override readonly readCatalogue: NonNullable<Dialect["readCatalogue"]> = readMssqlCatalogue;
  protected readonly features: FeatureTable = mssqlFeatures;

  /** There is no release: a savepoint lasts until its transaction ends. */
  override readonly savepoints: SavepointSyntax = {
    create: (name) => `save transaction ${this.#savepoint(name)}`,
    release: undefined,
    rollback: (name) => `rollback transaction ${this.#savepoint(name)}`,
  };

  protected get effectRules(): EffectRules {
    return mssqlEffectRules();
  }

  /** Names of savepoints have 32 characters at most. */
  #savepoint(name: string): string {
    this.checkIdentifierLength(name, name.length, 32);
    return this.quoteIdentifier(name);
  }

  override quoteIdentifier(name: string): string {
    this.checkIdentifier(name, name.length);
    return `[${name.replaceAll("]", "]]")}]`;
  }

  /** A backslash before a line break would swallow both, so a literal never holds the two together. */
  override quoteString(value: string): string {
    return `N${super.quoteString(value).replace(/\\(?=\r?\n)/g, "\\' + N'")}`;
  }

  placeholder(position: number): string {
    return `@p${position}`;
  }

  /** A bit; conditions need a comparison. */
  override booleanLiteral(value: boolean): string {
    return value ? "1" : "0";
  }

  /** `is distinct from` is 2022's; the set operators count nulls as equal on every version. */
  override isDistinctFrom(left: string, right: string): string {
    return `exists (select ${left} except select ${right})`;
  }

  /** `top` without an offset. With `union` it counts for the first query only, so page the whole from outside. */
  override page({ limit, offset, ordered = true }: Page): PageText {
    if (offset === undefined) return { head: limit === undefined ? "" : `top (${limit})`, tail: "" };
    const order = ordered ? "" : "order by (select null) ";
    return {
      head: "",
      tail: `${order}offset ${offset} rows${limit === undefined ? "" : ` fetch next ${limit} rows only`}`,
    };
  }

  /** Locks are hints behind the table's name: "Table Hints". */
  override lock(request: LockRequest, version?: Version): LockText {
    this.requireLock(request, version);
    const strength = request.strength === "update" ? "updlock" : "repeatableread";
    const waits = { wait: "", nowait: ", nowait", "skip-locked": ", readpast" };
    return { table: `with (${strength}, rowlock${waits[request.wait ?? "wait"]})`, tail: "" };
  }

  override returning(columns: readonly string[], change: RowChange): ReturningText {
    const from = change === "delete" ? "deleted" : "inserted";
    const list = columns.map((column) => `${from}.${this.quoteIdentifier(column)}`);
    return { place: "output", text: `output ${list.length === 0 ? `${from}.*` : list.join(", ")}` };
  }

  upsert(request: UpsertRequest): string {
    return upsertByMerge(request, this.quoting, mergeForm);
  }
}

/** SQL Server 2016 and later, and Azure SQL. */
export const mssqlDialect: Dialect = Object.freeze(new MssqlDialect());
