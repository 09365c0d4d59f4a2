import { unsupported, usage } from "../errors/index.ts";
import type {
  Dialect,
  DialectName,
  FunctionTable,
  LockRequest,
  LockText,
  Page,
  PageText,
  ReturningText,
  RowChange,
  SavepointSyntax,
  StatementEffects,
  UpsertRequest,
  Version,
} from "./dialect.ts";
import type { EffectRules } from "./effect-rules.ts";
import { judgeEffects } from "./effects.ts";
import { hasFeature, requireFeature, type Feature, type FeatureTable } from "./features.ts";
import type { LexicalRules } from "./lexical-rules.ts";
import type { Quoting } from "./on-conflict.ts";
import { quoteName } from "./quote-name.ts";
import type { TypeMap } from "./type-map.ts";

/** What is standard SQL, or shared by most. A dialect overrides what differs. */
export abstract class BaseDialect implements Dialect {
  abstract readonly name: DialectName;
  abstract readonly lexical: LexicalRules;
  abstract readonly types: TypeMap;
  abstract readonly functions: FunctionTable;
  abstract readonly maxIdentifierLength: number;
  abstract readonly maxParameters: number;
  /** The oldest version this dialect is written for; meant wherever none is told. */
  abstract readonly oldestVersion: Version;
  readonly emptyStringIsNull: boolean = false;
  readonly readCatalogue?: Dialect["readCatalogue"];
  protected abstract readonly features: FeatureTable;
  protected abstract readonly effectRules: EffectRules;

  readonly savepoints: SavepointSyntax = {
    create: (name) => `savepoint ${this.quoteIdentifier(name)}`,
    release: (name) => `release savepoint ${this.quoteIdentifier(name)}`,
    rollback: (name) => `rollback to savepoint ${this.quoteIdentifier(name)}`,
  };

  abstract placeholder(position: number): string;
  abstract upsert(request: UpsertRequest, version?: Version): string;

  quoteIdentifier(name: string, version?: Version): string {
    this.checkIdentifier(name, this.identifierLength(name), version);
    return `"${name.replaceAll('"', '""')}"`;
  }

  /** As it is written, where not overridden. */
  foldName(name: string): string {
    return name;
  }

  /** The length of a name in the unit of {@link maxIdentifierLength}: characters, where not overridden. */
  protected identifierLength(name: string): number {
    return name.length;
  }

  protected checkIdentifier(name: string, length: number, _version?: Version): void {
    if (name === "") throw usage("a name must not be empty");
    if (name.includes("\0")) throw usage("a name must not hold U+0000");
    this.checkIdentifierLength(name, length, this.maxIdentifierLength);
  }

  protected checkIdentifierLength(name: string, length: number, limit: number): void {
    if (length > limit) throw usage(`the name \`${name}\` is too long for ${this.name}: ${length} of at most ${limit}`);
  }

  /** How the helpers of several dialects quote. */
  protected readonly quoting: Quoting = {
    name: (name) => quoteName(this, name),
    list: (names) => this.quoteList(names),
  };

  protected quoteList(names: readonly string[]): string {
    return names.map((name) => this.quoteIdentifier(name)).join(", ");
  }

  quoteString(value: string): string {
    if (value.includes("\0")) throw usage(`a string literal of ${this.name} must not hold U+0000`);
    return `'${value.replaceAll("'", "''")}'`;
  }

  booleanLiteral(value: boolean): string {
    return value ? "true" : "false";
  }

  isDistinctFrom(left: string, right: string): string {
    return `${left} is distinct from ${right}`;
  }

  page({ limit, offset }: Page, _version?: Version): PageText {
    const clauses = [limit === undefined ? "" : `limit ${limit}`, offset === undefined ? "" : `offset ${offset}`];
    return { head: "", tail: clauses.filter((clause) => clause !== "").join(" ") };
  }

  lock(request: LockRequest, version?: Version): LockText {
    this.requireLock(request, version);
    const waits = { wait: "", nowait: " nowait", "skip-locked": " skip locked" };
    return { table: "", tail: `for ${request.strength}${waits[request.wait ?? "wait"]}` };
  }

  /** @throws DatabaseError `unsupported` for a lock that the version lacks. */
  protected requireLock({ strength, wait }: LockRequest, version: Version | undefined): void {
    this.require(strength === "update" ? "lock-update" : "lock-share", version);
    if (wait === "nowait" || wait === "skip-locked")
      this.require(wait === "nowait" ? "nowait" : "skip-locked", version);
  }

  returning(columns: readonly string[], change: RowChange, version?: Version): ReturningText | undefined {
    if (!this.supports(`${change}-returning`, version)) return undefined;
    return { place: "tail", text: `returning ${columns.length === 0 ? "*" : this.quoteList(columns)}` };
  }

  supports(feature: Feature, version: Version = this.oldestVersion): boolean {
    return hasFeature(this.features, feature, version);
  }

  /** @throws DatabaseError `unsupported` when the version lacks a feature. */
  protected require(feature: Feature, version: Version = this.oldestVersion, hint?: string): void {
    requireFeature(this.name, this.features, feature, version, hint);
  }

  effectsOf(text: string): StatementEffects {
    return judgeEffects(text, this.lexical, this.effectRules);
  }

  /** Refuses what no version of the engine has. */
  protected refuse(what: string, hint?: string): never {
    throw unsupported(this.name, what, hint);
  }
}
