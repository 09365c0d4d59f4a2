import type { Catalogue, DialectName, Version } from "@db/core";
import { checkArguments } from "./arguments.ts";
import type { Assume, Assumption } from "./assumptions.ts";
import { parseStatement } from "./parse/parse-statement.ts";
import { dialects } from "./parse/type-map.ts";
import { readStatement } from "./read/read-statement.ts";
import { placeOf, Refused, StatementSyntaxError, UntranslatableError, type Refusal } from "./refusal.ts";
import { knownTables, type SchemaRecord } from "./schema.ts";
import { writeStatement } from "./write/write-statement.ts";
import { placeParameters } from "./write/writer.ts";

/** What a translation is asked with. */
export interface TranslateOptions {
  /** The dialect that the text is written in. */
  readonly from: DialectName;
  readonly to: DialectName;
  /** The target's version; without it the oldest that core's dialect is written for. */
  readonly toVersion?: Version | undefined;
  /**
   * The tables that the statement names, on the source: core's catalogue (`db.schema()`), or columns with their portable
   * types by table. Without it the types of columns are unknown, and much is refused that depends on them.
   */
  readonly schema?: Catalogue | SchemaRecord | undefined;
  /** What the caller vouches for. */
  readonly assume?: Assume | undefined;
}

/** A statement of equal meaning. */
export interface Translation {
  /** One statement, in the target's own placeholders: for `sql.native`. */
  readonly text: string;
  /**
   * For each value that the text takes, in order, which parameter of the source it is: its number, counted from 1, or its
   * name without the mark. One may come twice.
   */
  readonly parameters: readonly (number | string)[];
  /** What the equality rests on: each one the caller has given, except `parameters`, which always counts. */
  readonly assumptions: readonly Assumption[];
}

/** A translation, or why there is none. */
export type TranslationAttempt =
  | { readonly ok: true; readonly translation: Translation }
  | { readonly ok: false; readonly refusals: readonly [Refusal, ...Refusal[]] };

/**
 * Translates one statement into another dialect, so that it gives the same rows and makes the same changes, or refuses it.
 * Between a dialect and itself the text is given back as it is. Pure, and not cached: keep what you use often.
 * @throws UntranslatableError `unsupported`, naming what has no proven equal, and where.
 * @throws StatementSyntaxError `syntax-error` for text that is not the source's as far as it is known here.
 * @throws UsageError `usage` for arguments of another shape: an unknown dialect or assumption, a schema that is none.
 */
export function translate(text: string, options: TranslateOptions): Translation {
  const attempt = tryTranslate(text, options);
  if (attempt.ok) return attempt.translation;
  const [first] = attempt.refusals;
  if (first.kind === "syntax-error") throw new StatementSyntaxError(options.from, first, text);
  throw new UntranslatableError(options.to, attempt.refusals, text);
}

/** As {@link translate}, but gives the refusals instead of throwing them: those of every clause, in the text's order. */
export function tryTranslate(text: string, options: TranslateOptions): TranslationAttempt {
  checkArguments(text, options);
  const { from, to, toVersion, schema, assume = {} } = options;
  const tables = knownTables(schema);
  try {
    const { statement, parameters } = parseStatement(text, from);
    if (from === to) return { ok: true, translation: { text, parameters: inOrder(parameters), assumptions: [] } };
    const reading = readStatement(statement, from, to, tables, assume);
    if (reading.refusals.length > 0) return refused(text, from, to, reading.refusals);
    const dialect = dialects[to];
    const written = placeParameters(writeStatement(statement, dialect, toVersion), dialect, parameters);
    return { ok: true, translation: { ...written, assumptions: reading.assumptions } };
  } catch (error) {
    if (error instanceof Refused) return refused(text, from, to, [error]);
    throw error;
  }
}

/** The values that a text of the source takes itself: numbered ones by their number, though one may be left out. */
function inOrder(keys: readonly (number | string)[]): readonly (number | string)[] {
  const numbers = keys.filter((key) => typeof key === "number");
  if (numbers.length < keys.length) return keys;
  return Array.from({ length: Math.max(0, ...numbers) }, (_key, at) => at + 1);
}

function refused(text: string, from: DialectName, to: DialectName, found: readonly Refused[]): TranslationAttempt {
  const sorted = [...found].sort((left, right) => left.at - right.at);
  const refusals = sorted.map(({ kind, construct, at, hint }): Refusal => {
    const place = placeOf(text, at);
    const where = `line ${place.line}, column ${place.column}`;
    const message =
      kind === "syntax-error"
        ? `not read as ${from}: ${construct} at ${where}`
        : `${construct} has no proven equal in ${to} (${where})`;
    return { kind, construct, ...place, message, ...(hint === undefined ? {} : { hint }) };
  });
  return { ok: false, refusals: refusals as [Refusal, ...Refusal[]] };
}
