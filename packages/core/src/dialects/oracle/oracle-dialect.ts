import { usage } from "../../errors/index.ts";
import { BaseDialect } from "../base-dialect.ts";
import type { Dialect, FunctionTable, Page, PageText, SavepointSyntax, UpsertRequest, Version } from "../dialect.ts";
import type { EffectRules } from "../effect-rules.ts";
import { atLeast, type FeatureTable } from "../features.ts";
import type { LexicalRules } from "../lexical-rules.ts";
import { upsertByMerge, type MergeForm } from "../merge.ts";
import type { TypeMap } from "../type-map.ts";
import { readOracleCatalogue } from "./oracle-catalogue.ts";
import { oracleEffectRules } from "./oracle-effects.ts";
import { oracleFeatures } from "./oracle-features.ts";
import { OracleFunctions } from "./oracle-functions.ts";
import { oracleLexicalRules } from "./oracle-lexical.ts";
import { oracleTypes } from "./oracle-types.ts";

/** Oracle's aliases of tables stand without `as`, and rows of values come from `dual`. */
const mergeForm: MergeForm = {
  target: (table) => `${table} target`,
  source: (rows, columns) => {
    const selects = rows.map(
      (row) => `select ${row.map((value, at) => `${value} as ${columns[at]}`).join(", ")} from dual`,
    );
    return `(${selects.join(" union all ")}) source`;
  },
  assigned: (column) => `target.${column}`,
  end: "",
};

/** The column that the wrapped query of old versions counts by. */
const rowNumber = '"row_number_of_page"';

class OracleDialect extends BaseDialect {
  readonly name = "oracle";
  readonly lexical: LexicalRules = oracleLexicalRules;
  readonly types: TypeMap = oracleTypes;
  readonly functions: FunctionTable = new OracleFunctions(oracleTypes);
  /** Bytes, from 12.2 on. */
  readonly maxIdentifierLength = 128;
  /** The most that one statement may bind. */
  readonly maxParameters = 65_535;
  readonly oldestVersion: Version = [12, 1];
  override readonly emptyStringIsNull = true;
  override readonly readCatalogue: NonNullable<Dialect["readCatalogue"]> = readOracleCatalogue;
  protected readonly features: FeatureTable = oracleFeatures;

  /** There is no release: a savepoint lasts until its transaction ends. */
  override readonly savepoints: SavepointSyntax = {
    create: (name) => `savepoint ${this.quoteIdentifier(name)}`,
    release: undefined,
    rollback: (name) => `rollback to savepoint ${this.quoteIdentifier(name)}`,
  };

  protected get effectRules(): EffectRules {
    return oracleEffectRules();
  }

  protected override identifierLength(name: string): number {
    return Buffer.byteLength(name);
  }

  /** 30 bytes before 12.2. A quoted name cannot hold a double quote. */
  protected override checkIdentifier(name: string, length: number, version: Version = [12, 2]): void {
    super.checkIdentifier(name, length);
    if (!atLeast(version, [12, 2])) this.checkIdentifierLength(name, length, 30);
    if (name.includes('"')) throw usage("oracle takes no name that holds a double quote");
  }

  override foldName(name: string): string {
    return name.toUpperCase();
  }

  placeholder(position: number): string {
    return `:${position}`;
  }

  /** A digit: `true` is 23ai's. */
  override booleanLiteral(value: boolean): string {
    return value ? "1" : "0";
  }

  /** `decode` counts two nulls as equal. */
  override isDistinctFrom(left: string, right: string): string {
    return `decode(${left}, ${right}, 0, 1) = 1`;
  }

  /** Before 12.1 the query is wrapped; with an offset the result then has one column more. */
  override page({ limit, offset }: Page, version: Version = this.oldestVersion): PageText {
    if (!this.supports("offset", version))
      return { head: "", tail: "", wrap: (query) => wrapPage(query, limit, offset) };
    const skip = offset === undefined ? "" : `offset ${offset} rows`;
    const fetch = limit === undefined ? "" : `fetch ${offset === undefined ? "first" : "next"} ${limit} rows only`;
    return { head: "", tail: [skip, fetch].filter((clause) => clause !== "").join(" ") };
  }

  /** @throws DatabaseError `usage` when a column of the key is to be updated, which `merge` refuses (ORA-38104). */
  upsert(request: UpsertRequest): string {
    const both = request.update.find((column) => request.key.includes(column));
    if (both !== undefined) throw usage(`oracle cannot update \`${both}\`, a column of the upsert's key`);
    return upsertByMerge(request, this.quoting, mergeForm);
  }
}

function wrapPage(query: string, limit: string | undefined, offset: string | undefined): string {
  const skipped =
    offset === undefined
      ? query
      : `select * from (select page_rows.*, rownum ${rowNumber} from (${query}) page_rows) where ${rowNumber} > ${offset}`;
  return limit === undefined ? skipped : `select * from (${skipped}) where rownum <= ${limit}`;
}

/** Oracle Database 12.1 and later. */
export const oracleDialect: Dialect = Object.freeze(new OracleDialect());
