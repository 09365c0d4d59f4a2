import type { Result, Row } from "@db/core";
import type { CommandContext, Outcome } from "./base-command.ts";
import type { KnownStatement } from "./prepared-statements.ts";
import type { ColumnDefinition, Completion } from "./read-packet.ts";
import { ResultCommand } from "./result-command.ts";
import type { ResultShape } from "./row-decoder.ts";

/** Runs a statement and reads its whole result: the first that has rows, where there are several. */
export class StatementCommand extends ResultCommand {
  readonly #resolve: (result: Result) => void;
  readonly #reject: (error: unknown) => void;
  #rows: Row[] = [];
  #shape: ResultShape | undefined;
  #completion: Completion | undefined;

  constructor(
    context: CommandContext,
    statement: KnownStatement,
    values: readonly unknown[],
    resolve: (result: Result) => void,
    reject: (error: unknown) => void,
  ) {
    super(context, statement, values);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  protected opened(): void {
    this.#shape ??= this.shape;
  }

  protected row(buffer: Buffer, start: number): boolean {
    if (this.shape === this.#shape) this.#rows.push(this.shape.decode(buffer, start));
    return true;
  }

  protected completed(completion: Completion | undefined): void {
    this.#completion ??= completion;
  }

  protected succeed(): void {
    const rows = this.#rows;
    const completion = this.#completion;
    const columns = this.#shape?.columns ?? noColumns;
    if (this.#shape !== undefined || completion === undefined) {
      this.#resolve({ rows, affectedRows: rows.length, columns });
      return;
    }
    const { affectedRows, insertId, changedRows } = completion;
    if (changedRows !== undefined) this.#resolve({ rows, affectedRows, columns, changedRows });
    else this.#resolve(insertId === 0 ? { rows, affectedRows, columns } : { rows, affectedRows, columns, insertId });
  }

  protected fail(error: unknown): void {
    this.#reject(error);
  }
}

const noColumns: readonly never[] = [];

/** Every result of a statement, in their order; the output parameters of a prepared call apart. */
export interface Results {
  readonly sets: readonly (readonly Row[])[];
  readonly output: Row | undefined;
}

/** Runs a statement and reads all its results. */
export class ResultsCommand extends ResultCommand {
  readonly #outcome: Outcome<Results>;
  readonly #sets: (readonly Row[])[] = [];
  #output: Row | undefined;
  #rows: Row[] = [];

  constructor(
    context: CommandContext,
    statement: KnownStatement,
    values: readonly unknown[],
    outcome: Outcome<Results>,
  ) {
    super(context, statement, values);
    this.#outcome = outcome;
  }

  protected opened(): void {
    this.#rows = [];
  }

  protected row(buffer: Buffer, start: number): boolean {
    this.#rows.push(this.shape.decode(buffer, start));
    return true;
  }

  protected completed(completion: Completion | undefined, outputs: boolean): void {
    if (completion !== undefined) return;
    if (outputs) this.#output = this.#rows[0];
    else this.#sets.push(this.#rows);
  }

  protected succeed(): void {
    this.#outcome.resolve({ sets: this.#sets, output: this.#output });
  }

  protected fail(error: unknown): void {
    this.#outcome.reject(error);
  }
}

/** Runs a query for the description of its columns alone. */
export class DescribeCommand extends ResultCommand {
  readonly #outcome: Outcome<readonly ColumnDefinition[]>;
  #definitions: readonly ColumnDefinition[] = [];

  constructor(
    context: CommandContext,
    statement: KnownStatement,
    values: readonly unknown[],
    outcome: Outcome<readonly ColumnDefinition[]>,
  ) {
    super(context, statement, values);
    this.#outcome = outcome;
  }

  protected override described(definitions: () => readonly ColumnDefinition[]): void {
    this.#definitions = definitions();
  }

  protected opened(): void {}
  protected row(): boolean {
    return true;
  }

  protected completed(): void {}

  protected succeed(): void {
    this.#outcome.resolve(this.#definitions);
  }

  protected fail(error: unknown): void {
    this.#outcome.reject(error);
  }
}
