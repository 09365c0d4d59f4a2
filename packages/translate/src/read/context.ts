import type { DialectName } from "@db/core";
import { assumptionTexts, type Assume, type Assumption } from "../assumptions.ts";
import type { Expression } from "../ast/nodes.ts";
import type { Query } from "../ast/statements.ts";
import { engineFacts, type EngineFacts } from "../engine-facts.ts";
import { refuse, Refused } from "../refusal.ts";
import type { KnownTables } from "../schema.ts";
import type { Scope } from "./scope.ts";

/** What the reading pass knows and collects. The recursive parts are handed in, so that no module imports itself. */
export class Reading {
  readonly source: EngineFacts;
  readonly target: EngineFacts;
  readonly tables: KnownTables;
  readonly refusals: Refused[] = [];
  readonly #assume: Assume;
  readonly #used = new Set<Assumption["name"]>();
  readonly #rules: ReadingRules;

  constructor(source: DialectName, target: DialectName, tables: KnownTables, assume: Assume, rules: ReadingRules) {
    this.source = engineFacts[source];
    this.target = engineFacts[target];
    this.tables = tables;
    this.#assume = assume;
    this.#rules = rules;
  }

  expression(expression: Expression, scope: Scope): Expression {
    return this.#rules.expression(this, expression, scope);
  }

  /** Reads a query; where its columns are told by name, those without one get the source's. */
  query(query: Query, scope: Scope | undefined, named = false): void {
    this.#rules.query(this, query, scope, named);
  }

  /** Whether source and target agree on what is only compared within a family. */
  get sameFamily(): boolean {
    return this.source.family === this.target.family;
  }

  /** Whether one of the two is an engine. */
  involves(...names: readonly DialectName[]): boolean {
    return names.includes(this.source.name) || names.includes(this.target.name);
  }

  /** Rests on an assumption, which the caller must have given. @throws Refused that names it otherwise. */
  need(name: keyof Assume, construct: string, at: number): void {
    const [value, meaning] = assumptionTexts[name];
    if (this.#assume[name] !== value) refuse(construct, at, `Give assume: { ${name}: "${value}" } if ${meaning}.`);
    this.#used.add(name);
  }

  /** Whether the caller has given an assumption. It does not count as used. */
  has(name: keyof Assume): boolean {
    return this.#assume[name] === assumptionTexts[name][0];
  }

  noteParameters(): void {
    this.#used.add("parameters");
  }

  get assumptions(): Assumption[] {
    return [...this.#used].map((name) => ({
      name,
      meaning:
        name === "parameters"
          ? "each parameter is bound as a value of the type it is used with"
          : assumptionTexts[name][1],
    }));
  }

  /** Runs one part; a refusal is kept and the rest goes on, so that the caller sees them all. */
  attempt(part: () => void): void {
    try {
      part();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.refusals.push(error);
    }
  }
}

export interface ReadingRules {
  readonly expression: (reading: Reading, expression: Expression, scope: Scope) => Expression;
  readonly query: (reading: Reading, query: Query, scope: Scope | undefined, named: boolean) => void;
}
