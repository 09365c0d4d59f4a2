/** Blanks and comments; one inside another is not looked into. */
const head = /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*(\(|\w+)/;

/** The first word of a statement in lower case, or `(`; empty where there is none. */
export function headOf(text: string): string {
  return head.exec(text)?.[1]?.toLowerCase() ?? "";
}
