import type { StatementEffects } from "./dialect.ts";
import { contextualWords, infixWords, type EffectRules, type HeadFacts, type Judgement } from "./effect-rules.ts";
import type { LexicalRules } from "./lexical-rules.ts";
import { definesRoutine, readLexemes, splitStatements, type StatementWords } from "./statement-words.ts";

/** What is assumed of a statement whose first word no table knows. */
const unknownHead: HeadFacts = { session: true, rows: true };

/**
 * Judges a text by its tokens, from the safe side: `readOnly` only when that is proven, `changesSession` and
 * `returnsRows` whenever it may be so. Text whose quotes do not end is judged as an unknown statement; the engine
 * will refuse it. What no token tells stays unseen: functions behind views, operators, casts and columns that are
 * really calls (`row.function`), and text that a routine or `do` block runs.
 */
export function judgeEffects(text: string, lexical: LexicalRules, rules: EffectRules): StatementEffects {
  let statements: StatementWords[];
  try {
    statements = splitStatements(readLexemes(text, lexical), rules.bodies, rules.blockHeads);
  } catch {
    return { readOnly: false, changesSession: true, controlsTransaction: false, returnsRows: true };
  }
  let changesSession = false;
  let controlsTransaction = false;
  let returnsRows = false;
  for (const statement of statements) {
    const facts = headFacts(statement, rules);
    const defines = definesRoutine(statement);
    const found = defines ? undefined : rules.inspect?.(statement);
    changesSession ||=
      holds(facts.session, statement) ||
      found?.session === true ||
      (!defines && callsAny(statement, rules.sessionFunctions));
    controlsTransaction ||= holds(facts.control, statement) || found?.control === true;
    returnsRows ||=
      holds(facts.rows, statement) ||
      statement.lexemes.some(({ kind, text: word }) => kind === "word" && rules.rowWords.has(word));
  }
  const only = statements.length === 1 ? statements[0] : undefined;
  const readOnly = only !== undefined && !changesSession && !controlsTransaction && reads(only, rules);
  return { readOnly, changesSession, controlsTransaction, returnsRows };
}

function headFacts(statement: StatementWords, rules: EffectRules): HeadFacts {
  const { head } = statement;
  return (Object.hasOwn(rules.heads, head) ? rules.heads[head] : undefined) ?? unknownHead;
}

function holds(judgement: Judgement | undefined, statement: StatementWords): boolean {
  return typeof judgement === "function" ? judgement(statement) : judgement === true;
}

function callsAny(statement: StatementWords, names: ReadonlySet<string>): boolean {
  return statement.lexemes.some(({ text }, at) => statement.isCall(at) && names.has(text.toLowerCase()));
}

function reads(statement: StatementWords, rules: EffectRules): boolean {
  const facts = headFacts(statement, rules);
  if (rules.inspect?.(statement).unsafe === true) return false;
  switch (facts.reads) {
    case "query":
      return holdsNothingUnsafe(statement, rules) && callsArePure(statement, rules);
    case "explain":
      return explainReads(statement, rules);
    default:
      return holds(facts.reads, statement);
  }
}

const analyzing: ReadonlySet<string> = new Set(["analyze", "analyse"]);

/** Explaining runs nothing but functions that the planner folds, unless it analyzes; then the statement is run. */
function explainReads(statement: StatementWords, rules: EffectRules): boolean {
  let analyzes = false;
  for (let at = statement.headAt + 1; at < statement.lexemes.length; at++) {
    const inner = statement.from(at);
    const options = statement.isPunctuation(at, "(") && !bodyWords.has(inner.head) && inner.head !== "values";
    if (analyzing.has(statement.wordAt(at))) analyzes = true;
    else if (!options && headFacts(inner, rules) !== unknownHead) {
      return analyzes ? reads(inner, rules) : callsArePure(inner, rules);
    } else if (options) {
      const close = statement.closing(at);
      for (let inside = at; inside < close; inside++) analyzes ||= analyzing.has(statement.wordAt(inside));
      at = close;
    }
  }
  return !analyzes;
}

function holdsNothingUnsafe(statement: StatementWords, rules: EffectRules): boolean {
  return statement.lexemes.every(({ kind, text, end }, at) => {
    if (kind === "executable" || text === ":=" || text === "{") return kind === "string" || kind === "identifier";
    // `1into t` is a number and a word on most engines, one name on others.
    if (kind === "number" && statement.lexemes[at + 1]?.kind === "word" && statement.lexemes[at + 1]?.start === end)
      return false;
    if (kind !== "word") return true;
    if (rules.unsafeWords.has(text) && !(rules.pureFunctions.has(text) && statement.isCall(at))) return false;
    return !rules.unsafePhrases.some((phrase) => statement.matchesAt(at, ...phrase));
  });
}

function callsArePure(statement: StatementWords, rules: EffectRules): boolean {
  const names = namedByWith(statement);
  return statement.lexemes.every(({ kind, text, end }, at) => {
    if (!statement.isCall(at)) return true;
    if (statement.isPunctuation(at - 1, ".")) {
      const schema = statement.wordAt(at - 2);
      return (
        kind === "word" &&
        rules.builtInSchemas.has(schema) &&
        !statement.isPunctuation(at - 3, ".") &&
        rules.pureFunctions.has(text)
      );
    }
    // Behind `as` and `into` stands a name with its columns, or a type.
    const before = statement.wordAt(at - 1);
    if (names.has(at) || before === "as" || before === "into") return true;
    if (kind !== "word") return false;
    if (rules.uncalledWords.has(text)) return true;
    const contexts = Object.hasOwn(contextualWords, text) ? contextualWords[text] : undefined;
    if (contexts?.includes(before === "" ? (statement.lexemes[at - 1]?.text ?? "") : before) === true) return true;
    if (infixWords.has(text) && followsValue(statement, at, rules)) return true;
    return rules.pureFunctions.has(text) && (!rules.callsTouch || statement.lexemes[at + 1]?.start === end);
  });
}

/** Whether a value or a table's name stands before a place: no keyword, operator or opening parenthesis. */
function followsValue(statement: StatementWords, at: number, rules: EffectRules): boolean {
  const before = statement.lexemes[at - 1];
  if (before === undefined) return false;
  if (before.kind === "word")
    return (
      !rules.uncalledWords.has(before.text) &&
      !infixWords.has(before.text) &&
      !Object.hasOwn(contextualWords, before.text)
    );
  return before.kind === "punctuation" ? before.text === ")" || before.text === "]" : before.kind !== "operator";
}

const bodyWords: ReadonlySet<string> = new Set(["select", "with", "table"]);

/** The places of the names that `with` gives to queries: `with a(x) as (…), b(y) as (…)`. */
function namedByWith(statement: StatementWords): ReadonlySet<number> {
  const names = new Set<number>();
  for (let at = 0; at < statement.lexemes.length; at++) {
    if (statement.wordAt(at) !== "with") continue;
    let name = statement.wordAt(at + 1) === "recursive" ? at + 2 : at + 1;
    while (statement.isCall(name) || statement.wordAt(name + 1) === "as") {
      let next = statement.isCall(name) ? statement.closing(name + 1) + 1 : name + 1;
      if (statement.wordAt(next) !== "as") break;
      while (["as", "not", "materialized"].includes(statement.wordAt(next))) next++;
      if (!statement.isPunctuation(next, "(") || !bodyWords.has(statement.wordAt(next + 1))) break;
      names.add(name);
      next = statement.closing(next) + 1;
      if (!statement.isPunctuation(next, ",")) break;
      name = next + 1;
    }
  }
  return names;
}
