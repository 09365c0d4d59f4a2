import type { Dialect, DialectName } from "@db/core";
import type { Expression, Name } from "../ast/nodes.ts";
import type { Query } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import type { ParameterList } from "./parameters.ts";
import { readString } from "./read-string.ts";
import type { Syntax } from "./syntax.ts";
import { TokenStream } from "./token-stream.ts";
import { readTokens, type SourceToken } from "./tokens.ts";

/** What the parts of the parser share. The recursive parts are handed in, so that no module imports itself. */
export class Parser {
  readonly text: string;
  readonly stream: TokenStream;
  readonly source: DialectName;
  readonly syntax: Syntax;
  readonly parameters: ParameterList;
  readonly #rules: { expression: ExpressionRule; query: QueryRule };

  constructor(
    text: string,
    dialect: Dialect,
    syntax: Syntax,
    parameters: ParameterList,
    rules: { expression: ExpressionRule; query: QueryRule },
  ) {
    this.text = text;
    this.stream = new TokenStream(readTokens(text, dialect));
    this.source = dialect.name;
    this.syntax = syntax;
    this.parameters = parameters;
    this.#rules = rules;
  }

  expression(above = 0): Expression {
    return this.#rules.expression(this, above);
  }

  query(): Query {
    return this.#rules.query(this);
  }

  is(...sources: readonly DialectName[]): boolean {
    return sources.includes(this.source);
  }

  /** Whether a query begins here, behind any opening parentheses: `((select 1))` is one, `((select 1) + 2)` is none. */
  startsQuery(): boolean {
    let ahead = 0;
    while (this.stream.isMark("(", ahead)) ahead++;
    const { kind, upper } = this.stream.peek(ahead);
    if (kind !== "word" || !["SELECT", "WITH", "VALUES"].includes(upper)) return false;
    if (upper === "VALUES" && this.stream.isMark("(", ahead + 1) && ahead === 0) return !this.is("mysql", "mariadb");
    return ahead < 2 || this.#afterGroup(ahead);
  }

  /** Whether what follows the innermost of some opening parentheses goes on with a query. */
  #afterGroup(ahead: number): boolean {
    let depth = 1;
    let next = ahead;
    for (; depth > 0 && this.stream.peek(next).kind !== "end"; next++) {
      if (this.stream.isMark("(", next)) depth++;
      if (this.stream.isMark(")", next)) depth--;
    }
    const { upper, text } = this.stream.peek(next);
    return text === ")" || queryFollowers.has(upper);
  }

  /** Whether a name stands next: quoted, or a word that is no keyword of a clause. */
  startsName(): boolean {
    const { kind, upper } = this.stream.peek();
    return kind === "identifier" || (kind === "word" && !this.syntax.reserved.has(upper));
  }

  name(): Name {
    if (!this.startsName()) this.stream.fail("a name");
    return this.readName(this.stream.take());
  }

  /** A name with dots. */
  path(): Name[] {
    const path = [this.name()];
    while (this.stream.isMark(".") && !this.stream.isMark("*", 1)) {
      this.stream.take();
      path.push(this.readName(this.stream.take()));
    }
    return path;
  }

  /** An alias, with or without `as`; strings are aliases where the source takes them so. */
  alias(): Name | undefined {
    const said = this.stream.accept("AS");
    const token = this.stream.peek();
    if (token.kind === "string" && this.syntax.stringAliases && (said || this.is("mysql", "mariadb", "mssql"))) {
      this.stream.take();
      return { ...this.#exact(readString(token.text, this.source, token.at)), at: token.at };
    }
    if (said) {
      if (token.kind !== "identifier" && token.kind !== "word") this.stream.fail("a name");
      return this.readName(this.stream.take());
    }
    return this.startsName() && !this.syntax.notAliases.has(token.upper) ? this.name() : undefined;
  }

  /** Folds a name as the source does. */
  readName(token: SourceToken): Name {
    const { at, text, kind } = token;
    if (kind === "word") return this.#word(text, at);
    if (kind !== "identifier") this.stream.fail("a name");
    const close = text.at(-1)!;
    if (/^[uU]&/.test(text)) refuse("a name with Unicode escapes", at);
    const doubled = close === "]" && this.is("sqlite") ? "" : close + close;
    const inside = text.slice(1, -1);
    return { ...this.#exact(doubled === "" ? inside : inside.replaceAll(doubled, close)), at };
  }

  #word(text: string, at: number): Name {
    // Only ASCII letters fold alike everywhere.
    if (/\P{ASCII}/u.test(text) && this.is("postgres", "oracle")) refuse("an unquoted name that is not ASCII", at);
    if (this.is("postgres", "oracle")) return { text: text.toLowerCase(), regular: isPlain(text.toLowerCase()), at };
    return { text, regular: isPlain(text), at };
  }

  #exact(text: string): Pick<Name, "text" | "regular"> {
    if (!this.is("oracle")) return { text, regular: isPlain(text) };
    if (/^[A-Z][A-Z0-9_]*$/.test(text)) return { text: text.toLowerCase(), regular: true };
    return { text, regular: false };
  }
}

const queryFollowers = new Set(["UNION", "INTERSECT", "EXCEPT", "MINUS", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR"]);

/** A name that every engine folds to its own case and back. */
function isPlain(text: string): boolean {
  return /^[a-z_][a-z0-9_]*$/.test(text);
}

type ExpressionRule = (parser: Parser, above: number) => Expression;
type QueryRule = (parser: Parser) => Query;
