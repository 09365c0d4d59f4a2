import { oracleDialect, tokenize, type Token } from "@db/core";

/** A token with its text, words in lower case. */
export interface Lexeme extends Token {
  readonly text: string;
}

/** The tokens of a text; none for one that the tokenizer refuses, which is left for the server to refuse. */
export function lexemesOf(text: string): readonly Lexeme[] {
  let tokens: readonly Token[];
  try {
    tokens = tokenize(text, oracleDialect.lexical);
  } catch {
    return [];
  }
  return tokens.map((token) => {
    const source = text.slice(token.start, token.end);
    return { ...token, text: token.kind === "word" ? source.toLowerCase() : source };
  });
}
