import { DatabaseError, type Dialect, type Version } from "@db/core";
import type { Expression, Name } from "../ast/nodes.ts";
import type { Query } from "../ast/statements.ts";
import { engineFacts, type EngineFacts } from "../engine-facts.ts";
import { refuse } from "../refusal.ts";

/** What the writing pass knows. The recursive parts are handed in, so that no module imports itself. */
export class Writer {
  readonly dialect: Dialect;
  readonly version: Version | undefined;
  readonly facts: EngineFacts;
  readonly #rules: WritingRules;
  #aliases = 0;
  /** What stands before a column: `inserted` in an `output`, the table's name in an upsert. */
  columnPrefix: ((name: string, qualified: boolean) => string) | undefined;
  /** How a value that an upsert could not insert is written. */
  proposed: ((name: string) => string) | undefined;
  /** Hints that each table of the query being written gets. */
  tableHint = "";

  constructor(dialect: Dialect, version: Version | undefined, rules: WritingRules) {
    this.dialect = dialect;
    this.version = version;
    this.facts = engineFacts[dialect.name];
    this.#rules = rules;
  }

  is(...names: readonly string[]): boolean {
    return names.includes(this.dialect.name);
  }

  get mysqlFamily(): boolean {
    return this.facts.family === "mysql";
  }

  /** An expression in the place of a value. */
  value(expression: Expression): string {
    return this.#rules.value(this, expression);
  }

  /** An expression in the place of a condition. */
  condition(expression: Expression): string {
    return this.#rules.condition(this, expression);
  }

  query(query: Query): string {
    return this.#rules.query(this, query);
  }

  /** A mark for a parameter, which becomes a placeholder when the text is whole. */
  parameter(index: number): string {
    return `\0${index}\0`;
  }

  /** A name in the target's own case, quoted. */
  name({ text, regular, at }: Name): string {
    const upper = this.is("oracle");
    if (upper && !regular && /^[A-Z][A-Z0-9_]*$/.test(text))
      refuse("a quoted name in capitals", at, "Oracle takes it for the unquoted one.");
    if (!regular && /^[a-z_][a-z0-9_]*$/.test(text))
      refuse("a quoted name in lower case", at, "Only Oracle tells it from the unquoted one.");
    try {
      return this.dialect.quoteIdentifier(upper && regular ? text.toUpperCase() : text, this.version);
    } catch (error) {
      if (DatabaseError.is(error)) refuse(`a name that ${this.dialect.name} cannot have`, at, "Give it an alias.");
      throw error;
    }
  }

  path(names: readonly Name[]): string {
    return names.map((name) => this.name(name)).join(".");
  }

  /** A name for a derived table that has none. */
  freshAlias(): string {
    return this.name({ text: `derived_${++this.#aliases}`, regular: true, at: 0 });
  }

  /** `as` before the alias of a table, which Oracle does not take. */
  tableAlias(alias: string): string {
    return this.is("oracle") ? ` ${alias}` : ` as ${alias}`;
  }

  text(value: string, at: number): string {
    try {
      return this.dialect.quoteString(value).trimStart();
    } catch (error) {
      if (DatabaseError.is(error)) refuse("text that holds U+0000", at);
      throw error;
    }
  }
}

interface WritingRules {
  readonly value: (writer: Writer, expression: Expression) => string;
  readonly condition: (writer: Writer, expression: Expression) => string;
  readonly query: (writer: Writer, query: Query) => string;
}

/** Puts placeholders in the place of marks; tells for each, in order, which parameter of the source it takes. */
export function placeParameters(
  text: string,
  dialect: Dialect,
  keys: readonly (number | string)[],
): { readonly text: string; readonly parameters: (number | string)[] } {
  // Where placeholders have numbers or names of their own, one that is repeated is bound once.
  const shared = dialect.name === "postgres" || dialect.name === "mssql";
  const parameters: (number | string)[] = [];
  const positions = new Map<number, number>();
  const placed = text.replace(/\0(\d+)\0/g, (_mark, digits: string) => {
    const index = Number(digits);
    const known = shared ? positions.get(index) : undefined;
    if (known !== undefined) return dialect.placeholder(known);
    const position = parameters.push(keys[index]!);
    positions.set(index, position);
    return dialect.placeholder(position);
  });
  return { text: placed, parameters };
}
