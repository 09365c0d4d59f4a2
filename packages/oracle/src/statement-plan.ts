import type { CompiledText } from "@db/core";
import { lexemesOf, type Lexeme } from "./lexemes.ts";
import { findReturning, type ReturningClause } from "./returning-clause.ts";

/** What a statement is to the client: it reads rows, changes them, runs a block of PL/SQL, or is anything else. */
type StatementKind = "query" | "change" | "block" | "other";

/** What the driver must know of a statement's text before it runs it. */
export interface StatementPlan {
  readonly text: string;
  readonly kind: StatementKind;
  /** For each place where the client wants a value, which of the statement's values it is. */
  readonly order: readonly number[];
  /** Whether the server commits what is open before it runs the statement ("Types of SQL Statements"). */
  readonly commits: boolean;
  /** Whether it may leave behind what a reset does not undo: a lock, a role, a temporary table, some other setting. */
  readonly lasting: boolean;
  /** A change that gives rows, and does not say where to put them. */
  readonly returning: ReturningClause | undefined;
}

const plans = new WeakMap<CompiledText, StatementPlan>();

/** The plan of a statement, made once. */
export function planOf(compiled: CompiledText): StatementPlan {
  let plan = plans.get(compiled);
  if (plan === undefined) plans.set(compiled, (plan = makePlan(compiled.text)));
  return plan;
}

const changes: ReadonlySet<string> = new Set(["insert", "update", "delete", "merge"]);
const definitions: ReadonlySet<string> = new Set(
  "alter analyze associate audit comment create disassociate drop flashback grant noaudit purge rename revoke truncate".split(
    " ",
  ),
);

/** Judges a text by its tokens; one that the tokenizer refuses is left for the server to refuse. */
export function makePlan(text: string): StatementPlan {
  const lexemes = lexemesOf(text);
  const words = lexemes.filter(({ kind }) => kind === "word");
  const first = words[0]?.text ?? "";
  const second = words[1]?.text ?? "";
  const kind = kindOf(first);
  return {
    text,
    kind,
    order: definitions.has(first) ? [] : bindOrder(lexemes, kind === "block"),
    commits: commits(first, second),
    lasting: leaves(first, second, lexemes),
    returning: kind === "change" ? findReturning(text, lexemes) : undefined,
  };
}

function kindOf(first: string): StatementKind {
  if (first === "select" || first === "with") return "query";
  if (changes.has(first)) return "change";
  return first === "begin" || first === "declare" || first === "call" ? "block" : "other";
}

/**
 * The client takes values by place: in SQL one for each placeholder in the order of the text, in PL/SQL one for each different
 * one. Core counts different ones, by their numbers or in the order of their first use.
 */
function bindOrder(lexemes: readonly Lexeme[], block: boolean): readonly number[] {
  const order: number[] = [];
  const named = new Map<string, number>();
  for (const { kind, text } of lexemes) {
    if (kind !== "placeholder") continue;
    const name = text.slice(1);
    const known = named.get(name.toLowerCase());
    if (known !== undefined && block) continue;
    const place = /^\d+$/.test(name) ? Number(name) - 1 : (known ?? countNames(named));
    named.set(name.toLowerCase(), place);
    order.push(place);
  }
  return order;
}

function countNames(named: ReadonlyMap<string, number>): number {
  return [...named.keys()].filter((name) => !/^\d+$/.test(name)).length;
}

/** `alter session` and `alter system` do not commit, nor does making a private temporary table. */
function commits(first: string, second: string): boolean {
  if (!definitions.has(first)) return false;
  if (first === "alter") return second !== "session" && second !== "system";
  return !(first === "create" && second === "private");
}

/** Parameters that resetting a session sets anew, beside all of NLS. */
const restored: ReadonlySet<string> = new Set(["current_schema", "time_zone"]);

function leaves(first: string, second: string, lexemes: readonly Lexeme[]): boolean {
  if (first === "set") return second === "role";
  if (first === "create") return second === "private";
  if (lexemes.some(({ kind, text }) => kind === "word" && (text === "dbms_lock" || text === "set_role"))) return true;
  if (first !== "alter" || second !== "session") return false;
  // `alter session set name = value name = value`, or something that has no names at all.
  const names = lexemes.filter((_, at) => lexemes[at + 1]?.text === "=").map(({ text }) => text);
  return names.length === 0 || !names.every((name) => restored.has(name) || name.startsWith("nls_"));
}
