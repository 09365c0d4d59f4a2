import { databaseError, type DatabaseError } from "../errors/index.ts";
import type { LexicalRules, PlaceholderForm } from "./lexical-rules.ts";
import { tokenize, type Token } from "./tokenizer.ts";

/** Portable text cut at its placeholders: `parts` has one entry more than `names`. */
export interface ScannedText {
  /** The text between the placeholders, with `??` already turned into the operator `?`. */
  readonly parts: readonly string[];
  /** The name of each placeholder in order of place, `undefined` for `?`. A name may come more than once. */
  readonly names: readonly (string | undefined)[];
}

/**
 * Finds the portable placeholders of a text: `?`, or `:name`. Nothing inside of strings, comments, quoted names and
 * dollar quotes is one. `::` is a cast. A colon right behind a value is a separator (`a[1:n]`), so write `a[1: :n]`
 * for a parameter there. On a dialect with operators that hold `?`, write them with `??`: `??`, `??|`, `??&`, `@??`.
 *
 * @throws DatabaseError `usage` when both styles are mixed, for numbered placeholders and the engine's own,
 *   for an unescaped `?|`, `?&` or `@?`,
 *   and for `??` on a dialect without such operators; `syntax-error` for text that does not end its quotes.
 */
export function scanPlaceholders(text: string, rules: LexicalRules): ScannedText {
  const parts: string[] = [];
  const names: (string | undefined)[] = [];
  let part = "";
  let from = 0;
  let previous: Token | undefined;
  for (const token of tokenize(text, portableRules(rules))) {
    if (token.kind === "placeholder") {
      const name = text[token.start] === "?" ? undefined : text.slice(token.start + 1, token.end);
      checkPortable(text, token);
      if (name === undefined) checkQuestion(text, token, previous, rules);
      if (names.length > 0 && (names[0] === undefined) !== (name === undefined)) throw mixed(text, token);
      parts.push(part + text.slice(from, token.start));
      names.push(name);
      part = "";
      from = token.end;
    } else if (token.kind === "operator" && token.end - token.start === 2 && text.startsWith("??", token.start)) {
      part += `${text.slice(from, token.start)}?`;
      from = token.end;
    }
    previous = token;
  }
  parts.push(part + text.slice(from));
  return { parts, names };
}

const derived = new WeakMap<LexicalRules, LexicalRules>();

function portableRules(rules: LexicalRules): LexicalRules {
  let portable = derived.get(rules);
  if (portable === undefined) {
    // The engine's own forms are found in order to be refused; `@name` where it is a variable is left alone.
    const native = rules.placeholders.filter((form) => form !== "@name" || !rules.variables);
    portable = { ...rules, placeholders: [...new Set<PlaceholderForm>(["?", ":name", ...native])] };
    derived.set(rules, portable);
  }
  return portable;
}

/** Numbered placeholders and those of one engine would be counted twice, once here and once by the engine. */
function checkPortable(text: string, token: Token): void {
  const source = text.slice(token.start, token.end);
  const portable =
    source === "?" ? !/\d/.test(text[token.end] ?? "") : source.startsWith(":") && !/\d/.test(source[1]!);
  if (!portable)
    throw refuse(
      text,
      token,
      "numbered placeholders and the engine's own are not portable",
      "Write `?` or `:name`, or use native text.",
    );
}

function checkQuestion(text: string, token: Token, previous: Token | undefined, rules: LexicalRules): void {
  const next = text[token.end] ?? "";
  if (!rules.questionOperators) {
    if (next === "?")
      throw refuse(
        text,
        token,
        `${rules.name} has no operator \`?\` that \`??\` could stand for`,
        "Part two placeholders by a comma.",
      );
    return;
  }
  if ((next === "|" || next === "&") && text[token.end + 1] !== next) {
    throw refuse(
      text,
      token,
      `\`?${next}\` may be a placeholder or an operator`,
      `Write \`??${next}\` for the operator, \`? ${next}\` for a placeholder.`,
    );
  }
  if (previous?.kind === "operator" && previous.end === token.start && text[previous.end - 1] === "@") {
    throw refuse(
      text,
      token,
      "`@?` may be a placeholder or an operator",
      "Write `@??` for the operator, `@ ?` for a placeholder.",
    );
  }
}

function refuse(text: string, token: Token, message: string, hint: string): DatabaseError {
  return databaseError({ kind: "usage", message, hint, statement: text, position: token.start + 1 });
}

function mixed(text: string, token: Token): DatabaseError {
  return refuse(
    text,
    token,
    "the text mixes `?` and `:name` placeholders",
    "Use one style; a literal `?` operator is written `??`.",
  );
}
