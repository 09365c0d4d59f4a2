/**
 * A JSON path as a literal: `'$."key"[0]'`. Keys are always quoted, and what would end the quotes is escaped as JSON
 * does it; `backslash` doubles backslashes for engines whose literals have escapes.
 */
export function jsonPathLiteral(path: readonly (string | number)[], backslash = false): string {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${JSON.stringify(step)}`)).join("");
  const text = `$${steps}`.replaceAll("'", "''");
  return `'${backslash ? text.replaceAll("\\", "\\\\") : text}'`;
}
