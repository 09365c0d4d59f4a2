/** Blanks and comments; one inside another is not looked into. */
const head = /^(?:\s|--\s[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*(?![!M])(?:[^*]|\*(?!\/))*\*\/)*(\(|\w+)(?:\s+(\w+))?/;

/** The first words of a statement in lower case, or `(`; empty where there is none. */
export function headOf(text: string): readonly [first: string, second: string] {
  const match = head.exec(text);
  return [match?.[1]?.toLowerCase() ?? "", match?.[2]?.toLowerCase() ?? ""];
}

const committing: ReadonlySet<string> = new Set(["alter", "create", "drop", "rename", "truncate", "grant", "revoke"]);

/** Whether a statement commits what is open before it runs ("Statements That Cause an Implicit Commit"). */
export function commitsImplicitly(text: string): boolean {
  const [first, second] = headOf(text);
  return committing.has(first) && second !== "temporary";
}
