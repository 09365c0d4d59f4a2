import { documentError } from "../errors.ts";
import type { ExpressionScope } from "./expression.ts";

/** The variables that the system has: of the command, not of a `let`. */
const systemVariables: ReadonlySet<string> = new Set([
  "ROOT",
  "CURRENT",
  "NOW",
  "CLUSTER_TIME",
  "REMOVE",
  "USER_ROLES",
  "SEARCH_META",
]);

const readable = /^[A-Za-z\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*$/u;
const writable = /^[a-z\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*$/u;

/** Refuses a variable that is not known here (17276), that has no value here (51144) or whose name is none (9). */
export function checkVariable(name: string, scope: ExpressionScope): void {
  if (!readable.test(name)) throw documentError(9, "a variable's name is empty or has a character that is not allowed");
  if (scope.unavailable?.has(name) === true) {
    throw documentError(51144, `the variable ${name} is not available here`);
  }
  if (!scope.variables.has(name) && !systemVariables.has(name)) {
    throw documentError(17276, `use of an undefined variable: ${name}`);
  }
}

/**
 * Refuses a name (9) that a variable of `let`, `$let`, `$map` and the like may not have: it begins with a lower-case
 * letter or one beyond ASCII. `CURRENT` may be set.
 */
export function checkVariableName(name: unknown): asserts name is string {
  if (typeof name === "string" && (name === "CURRENT" || writable.test(name))) return;
  throw documentError(9, "a variable's name is empty or has a character that is not allowed");
}

/** A scope with more variables. */
export function withVariables(scope: ExpressionScope, ...names: readonly string[]): ExpressionScope {
  return { ...scope, variables: new Set([...scope.variables, ...names.filter((name) => name !== "CURRENT")]) };
}
