import { parseSync } from "@swc/core";

/** A node of the syntax tree: a type, a place, and whatever else it holds. */
export interface SyntaxNode {
  readonly type: string;
  readonly span?: { readonly start: number; readonly end: number };
  readonly [member: string]: unknown;
}

/** A parsed file. Comments are not part of it. */
export interface Syntax {
  readonly statements: readonly SyntaxNode[];
  /** The line, counted from 1, that a node begins on. */
  lineOf(node: SyntaxNode): number;
}

/** A statement before the text: the parser counts places on and on over all files, and this one shows where it is. */
const marker = "0;\n";

/** Parses TypeScript. Throws on text that is none. */
export function parse(text: string): Syntax {
  const source = Buffer.from(marker + text);
  const module = parseSync(source.toString(), { syntax: "typescript", target: "es2022" }) as unknown as {
    readonly body: readonly SyntaxNode[];
  };
  const [first, ...statements] = module.body;
  const base = first?.span?.start ?? 0;
  return {
    statements,
    lineOf: ({ span }) =>
      source
        .subarray(0, (span?.start ?? base) - base)
        .toString()
        .split("\n").length - 1,
  };
}

/** The node and everything under it. */
export function* walk(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value.flat() : [value]) {
      if (isNode(child)) yield* walk(child);
      // Some lists hold wrappers without a type, such as a call's arguments.
      else if (typeof child === "object" && child !== null && !("start" in child)) {
        yield* walk({ type: "", ...child });
      }
    }
  }
}

/** The text of a string literal; undefined for any other node. */
export function stringValue(node: unknown): string | undefined {
  return isNode(node) && node.type === "StringLiteral" ? String(node["value"]) : undefined;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as SyntaxNode).type === "string";
}
