import { BaseDialect } from "../base-dialect.ts";
import type { Dialect, FunctionTable, UpsertRequest, Version } from "../dialect.ts";
import type { EffectRules } from "../effect-rules.ts";
import type { FeatureTable } from "../features.ts";
import type { LexicalRules } from "../lexical-rules.ts";
import { upsertOnConflict } from "../on-conflict.ts";
import type { TypeMap } from "../type-map.ts";
import { readPostgresCatalogue } from "./postgres-catalogue.ts";
import { postgresEffectRules } from "./postgres-effects.ts";
import { postgresFeatures } from "./postgres-features.ts";
import { PostgresFunctions } from "./postgres-functions.ts";
import { postgresLexicalRules } from "./postgres-lexical.ts";
import { postgresTypes } from "./postgres-types.ts";

class PostgresDialect extends BaseDialect {
  readonly name = "postgres";
  readonly lexical: LexicalRules = postgresLexicalRules;
  readonly types: TypeMap = postgresTypes;
  readonly functions: FunctionTable = new PostgresFunctions(postgresTypes);
  /** Bytes: `NAMEDATALEN - 1`. A longer name would be cut without an error. */
  readonly maxIdentifierLength = 63;
  /** The protocol counts them in 16 bits. */
  readonly maxParameters = 65_535;
  readonly oldestVersion: Version = [14];
  override readonly readCatalogue: NonNullable<Dialect["readCatalogue"]> = readPostgresCatalogue;
  protected readonly features: FeatureTable = postgresFeatures;

  protected get effectRules(): EffectRules {
    return postgresEffectRules();
  }

  protected override identifierLength(name: string): number {
    return Buffer.byteLength(name);
  }

  /** As `quote_literal` does: with a backslash inside, in the form that every setting of the server reads alike. */
  override quoteString(value: string): string {
    const plain = super.quoteString(value);
    return value.includes("\\") ? ` E${plain.replaceAll("\\", "\\\\")}` : plain;
  }

  override foldName(name: string): string {
    return name.toLowerCase();
  }

  placeholder(position: number): string {
    return `$${position}`;
  }

  upsert(request: UpsertRequest): string {
    return upsertOnConflict(request, this.quoting);
  }
}

/** PostgreSQL 14 and later, and what speaks its SQL. */
export const postgresDialect: Dialect = Object.freeze(new PostgresDialect());
