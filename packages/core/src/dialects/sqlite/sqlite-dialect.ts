import { BaseDialect } from "../base-dialect.ts";
import type {
  Dialect,
  FunctionTable,
  LockRequest,
  LockText,
  Page,
  PageText,
  UpsertRequest,
  Version,
} from "../dialect.ts";
import type { EffectRules } from "../effect-rules.ts";
import type { FeatureTable } from "../features.ts";
import type { LexicalRules } from "../lexical-rules.ts";
import { upsertOnConflict } from "../on-conflict.ts";
import type { TypeMap } from "../type-map.ts";
import { readSqliteCatalogue } from "./sqlite-catalogue.ts";
import { sqliteEffectRules } from "./sqlite-effects.ts";
import { sqliteFeatures } from "./sqlite-features.ts";
import { SqliteFunctions } from "./sqlite-functions.ts";
import { sqliteLexicalRules } from "./sqlite-lexical.ts";
import { sqliteTypes } from "./sqlite-types.ts";

class SqliteDialect extends BaseDialect {
  readonly name = "sqlite";
  readonly lexical: LexicalRules = sqliteLexicalRules;
  readonly types: TypeMap = sqliteTypes;
  readonly functions: FunctionTable = new SqliteFunctions(sqliteTypes);
  /** None but the length of a statement. */
  readonly maxIdentifierLength: number = Number.POSITIVE_INFINITY;
  /** `SQLITE_MAX_VARIABLE_NUMBER` as SQLite is built by default. */
  readonly maxParameters = 32_766;
  readonly oldestVersion: Version = [3, 46];
  override readonly readCatalogue: NonNullable<Dialect["readCatalogue"]> = readSqliteCatalogue;
  protected readonly features: FeatureTable = sqliteFeatures;

  protected get effectRules(): EffectRules {
    return sqliteEffectRules();
  }

  placeholder(): string {
    return "?";
  }

  /** SQLite's booleans are numbers. */
  override booleanLiteral(value: boolean): string {
    return value ? "1" : "0";
  }

  /** The form that every version knows. */
  override isDistinctFrom(left: string, right: string): string {
    return `${left} is not ${right}`;
  }

  override page(page: Page): PageText {
    return super.page(page.limit === undefined && page.offset !== undefined ? { ...page, limit: "-1" } : page);
  }

  override lock(_request: LockRequest): LockText {
    this.refuse("row locks", "Begin the transaction with `immediate`: it takes the one write lock at once.");
  }

  upsert(request: UpsertRequest): string {
    return upsertOnConflict(request, this.quoting);
  }
}

/** SQLite 3.46 and later. */
export const sqliteDialect: Dialect = Object.freeze(new SqliteDialect());
