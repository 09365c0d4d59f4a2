import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import type { Finding } from "./finding.ts";
import { parse, stringValue, type SyntaxNode } from "./syntax.ts";
import { publishedPackages, readText, root, type Package } from "./workspace.ts";

/**
 * What each package exports is on record in `tooling/checks/exports/`, so that a change of the public surface is seen in
 * review. With `update` the record is rewritten.
 */
export function checkExportedNames(update: boolean): readonly Finding[] {
  return publishedPackages().flatMap((own) => {
    const file = `tooling/checks/exports/${own.short}.txt`;
    const found = surface(own);
    if (update) {
      mkdirSync(join(root, "tooling/checks/exports"), { recursive: true });
      writeFileSync(join(root, file), found.map((line) => `${line}\n`).join(""));
      return [];
    }
    const recorded = existsSync(join(root, file))
      ? readText(file)
          .split("\n")
          .filter((line) => line !== "")
      : [];
    return differences(recorded, found).map((message) => ({ file, message }));
  });
}

/** What was added and removed, with how to accept it. */
export function differences(recorded: readonly string[], found: readonly string[]): readonly string[] {
  const added = found.filter((line) => !recorded.includes(line)).map((line) => `new export: ${line}`);
  const removed = recorded.filter((line) => !found.includes(line)).map((line) => `export is gone: ${line}`);
  const changes = [...added, ...removed];
  return changes.length === 0 ? [] : [...changes, 'if this is meant, run "pnpm check --update" and commit the record'];
}

/** One line for each name of each entry point: `. type Session`. */
function surface(own: Package): readonly string[] {
  return Object.entries(own.manifest.exports)
    .flatMap(([entry, conditions]) => {
      const source = typeof conditions === "string" ? undefined : conditions["@db/source"];
      if (source === undefined) return [];
      return [...exportsOf(posix.join(own.folder, source))].map(([name, kind]) => `${entry} ${kind} ${name}`);
    })
    .sort();
}

type Kind = "type" | "value";

function exportsOf(file: string): ReadonlyMap<string, Kind> {
  const names = new Map<string, Kind>();
  for (const statement of parse(readText(file)).statements) {
    for (const [name, kind] of exportsOfStatement(file, statement)) names.set(name, kind);
  }
  return names;
}

function exportsOfStatement(file: string, statement: SyntaxNode): readonly (readonly [string, Kind])[] {
  switch (statement.type) {
    case "ExportNamedDeclaration": {
      const specifiers = statement["specifiers"] as readonly SyntaxNode[];
      return specifiers.map((specifier) => {
        const type = statement["typeOnly"] === true || specifier["isTypeOnly"] === true;
        const name = specifier["exported"] ?? specifier["orig"] ?? specifier["name"];
        return [identifier(name), type ? "type" : "value"];
      });
    }
    case "ExportAllDeclaration":
      return [...exportsOf(posix.join(posix.dirname(file), stringValue(statement["source"]) ?? ""))];
    case "ExportDeclaration":
      return declared(statement["declaration"] as SyntaxNode);
    case "ExportDefaultDeclaration":
    case "ExportDefaultExpression":
      return [["default", "value"]];
    default:
      return [];
  }
}

function declared(declaration: SyntaxNode): readonly (readonly [string, Kind])[] {
  switch (declaration.type) {
    case "TsInterfaceDeclaration":
    case "TsTypeAliasDeclaration":
      return [[identifier(declaration["id"]), "type"]];
    case "VariableDeclaration": {
      const declarations = declaration["declarations"] as readonly SyntaxNode[];
      return declarations.map((each) => [identifier(each["id"]), "value"]);
    }
    default:
      return [[identifier(declaration["identifier"] ?? declaration["id"]), "value"]];
  }
}

function identifier(node: unknown): string {
  return String((node as { readonly value: string }).value);
}
