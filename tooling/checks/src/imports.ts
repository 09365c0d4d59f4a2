import { stringValue, walk, type Syntax, type SyntaxNode } from "./syntax.ts";

/** A module that a file imports or re-exports from, statically or by `import()` or `require()`. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** Everything a file imports, also types. */
export function importsOf(syntax: Syntax): readonly Import[] {
  return syntax.statements.flatMap((statement) =>
    [...walk(statement)].flatMap((node) => {
      const specifier = sourceOf(node);
      return specifier === undefined ? [] : [{ specifier, line: syntax.lineOf(node) }];
    }),
  );
}

/** The module a node imports from; undefined when it imports nothing. */
export function sourceOf(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
      return stringValue(node["source"]);
    case "TsImportType":
      return stringValue(node["argument"]);
    case "CallExpression":
      return importedByCall(node);
    default:
      return undefined;
  }
}

function importedByCall(node: SyntaxNode): string | undefined {
  const callee = node["callee"] as SyntaxNode;
  const imports = callee.type === "Import" || (callee.type === "Identifier" && callee["value"] === "require");
  const [first] = node["arguments"] as readonly { readonly expression: unknown }[];
  return imports ? stringValue(first?.expression) : undefined;
}
