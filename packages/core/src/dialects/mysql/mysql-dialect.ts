import { BaseDialect } from "../base-dialect.ts";
import type { Dialect, DialectName, FunctionTable, Page, PageText, UpsertRequest, Version } from "../dialect.ts";
import type { EffectRules } from "../effect-rules.ts";
import { usage } from "../../errors/index.ts";
import { atLeast, type FeatureTable } from "../features.ts";
import type { LexicalRules } from "../lexical-rules.ts";
import { checkUpsert, insertValues } from "../on-conflict.ts";
import type { TypeMap } from "../type-map.ts";
import { readMysqlCatalogue } from "./mysql-catalogue.ts";
import { mysqlEffectRules } from "./mysql-effects.ts";
import { mysqlFeatures } from "./mysql-features.ts";
import { MysqlFunctions } from "./mysql-functions.ts";
import { mysqlLexicalRules } from "./mysql-lexical.ts";
import { mysqlTypes } from "./mysql-types.ts";

/** The name that stands for the row that could not be inserted. */
const newRow = "`new_row`";

/** MySQL; MariaDB overrides what it does otherwise. */
export class MysqlDialect extends BaseDialect {
  readonly name: DialectName = "mysql";
  readonly lexical: LexicalRules = mysqlLexicalRules;
  readonly types: TypeMap = mysqlTypes;
  readonly functions: FunctionTable = new MysqlFunctions(mysqlTypes);
  /** Characters: "Identifier Length Limits". */
  readonly maxIdentifierLength = 64;
  /** The protocol counts them in 16 bits. */
  readonly maxParameters = 65_535;
  readonly oldestVersion: Version = [8, 0];
  override readonly readCatalogue: NonNullable<Dialect["readCatalogue"]> = readMysqlCatalogue;
  protected readonly features: FeatureTable = mysqlFeatures;
  protected get effectRules(): EffectRules {
    return mysqlEffectRules();
  }

  /** Characters are Unicode's; names beyond the basic plane are not permitted at all. */
  override quoteIdentifier(name: string): string {
    this.checkIdentifier(name, name.length);
    if (/[\ud800-\udfff]/.test(name)) throw usage(`${this.name} takes no characters beyond U+FFFF in a name`);
    if (name.endsWith(" ")) throw usage(`${this.name} takes no name that ends with a space`);
    return `\`${name.replaceAll("`", "``")}\``;
  }

  /** "String Literals": a backslash escapes. */
  override quoteString(value: string): string {
    return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\0", "\\0")}'`;
  }

  placeholder(): string {
    return "?";
  }

  override isDistinctFrom(left: string, right: string): string {
    return `not (${left} <=> ${right})`;
  }

  /** An offset needs a limit; the manual names the largest number there is. */
  override page(page: Page): PageText {
    return super.page(
      page.limit === undefined && page.offset !== undefined ? { ...page, limit: "18446744073709551615" } : page,
    );
  }

  upsert(request: UpsertRequest, version: Version = this.oldestVersion): string {
    checkUpsert(request);
    const insert = insertValues(request, this.quoting);
    if (request.update.length === 0) {
      // Sets the key to itself: `insert ignore` would hide other errors as well.
      const key = this.quoteList(request.key.slice(0, 1));
      return `${insert} on duplicate key update ${key} = ${key}`;
    }
    const alias = this.hasRowAlias(version);
    const assignments = request.update.map((name) => {
      const column = this.quoteIdentifier(name);
      return `${column} = ${alias ? `${newRow}.${column}` : `values(${column})`}`;
    });
    return `${insert}${alias ? ` as ${newRow}` : ""} on duplicate key update ${assignments.join(", ")}`;
  }

  /** Whether the new row can be given a name, which replaces `values()`: from 8.0.19 on. */
  protected hasRowAlias(version: Version): boolean {
    return atLeast(version, [8, 0, 19]);
  }
}

/** MySQL 8.0 and later. */
export const mysqlDialect: Dialect = Object.freeze(new MysqlDialect());
