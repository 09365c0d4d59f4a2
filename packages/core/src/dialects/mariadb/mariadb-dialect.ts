import type { Dialect, DialectName, FunctionTable, LockRequest, LockText, Version } from "../dialect.ts";
import type { EffectRules } from "../effect-rules.ts";
import type { FeatureTable } from "../features.ts";
import type { LexicalRules } from "../lexical-rules.ts";
import { MysqlDialect } from "../mysql/mysql-dialect.ts";
import { MysqlFunctions } from "../mysql/mysql-functions.ts";
import type { TypeMap } from "../type-map.ts";
import { mariadbEffectRules } from "./mariadb-effects.ts";
import { mariadbFeatures } from "./mariadb-features.ts";
import { mariadbLexicalRules } from "./mariadb-lexical.ts";
import { mariadbTypes } from "./mariadb-types.ts";

class MariadbDialect extends MysqlDialect {
  override readonly name: DialectName = "mariadb";
  override readonly lexical: LexicalRules = mariadbLexicalRules;
  override readonly types: TypeMap = mariadbTypes;
  override readonly functions: FunctionTable = new MysqlFunctions(mariadbTypes);
  override readonly oldestVersion: Version = [10, 6];
  protected override readonly features: FeatureTable = mariadbFeatures;
  protected override get effectRules(): EffectRules {
    return mariadbEffectRules();
  }

  /** MariaDB writes a shared lock in MySQL's older form: "LOCK IN SHARE MODE" of its documentation. */
  override lock(request: LockRequest, version?: Version): LockText {
    const { tail } = super.lock(request, version);
    return { table: "", tail: request.strength === "share" ? tail.replace("for share", "lock in share mode") : tail };
  }

  /** MariaDB has `values()` only. */
  protected override hasRowAlias(): boolean {
    return false;
  }
}

/** MariaDB 10.6 and later. */
export const mariadbDialect: Dialect = Object.freeze(new MariadbDialect());
