import type { Finding } from "./finding.ts";
import { sourceOf } from "./imports.ts";
import { parse, walk, type SyntaxNode } from "./syntax.ts";
import { publishedPackages, readText, sourceFiles } from "./workspace.ts";

/** The folders of core that speak of engines: SQL text, URLs, and settings by engine. */
const exempt = /^packages\/core\/src\/(?:dialects|connection-strings|config)\//;

const engine =
  /postgres|pglite|mysql|mariadb|mssql|sql_?server|oracle|sqlite|mongo|redis|valkey|cassandra|dynamo|spanner/i;

/**
 * Outside those folders core's code has no engine's name in it, neither in an identifier nor in a text: what differs
 * between engines is a capability. Comments may name engines, and so may a re-export from one of those folders.
 */
export function checkCoreNamesNoEngine(): readonly Finding[] {
  const core = publishedPackages().find(({ short }) => short === "core");
  if (core === undefined) return [];
  return sourceFiles(core)
    .filter((file) => !exempt.test(file))
    .flatMap((file) => engineNames(readText(file)).map((found) => ({ file, ...found })));
}

/** Where a text names an engine in its code. */
export function engineNames(text: string): readonly Omit<Finding, "file">[] {
  const syntax = parse(text);
  return syntax.statements
    .filter((statement) => !isExemptReference(statement))
    .flatMap((statement) =>
      [...walk(statement)].flatMap((node) => {
        const word = wordsOf(node);
        const name = word === undefined ? undefined : engine.exec(word)?.[0];
        if (name === undefined) return [];
        return [
          {
            line: syntax.lineOf(node),
            message: `core names the engine "${name}" outside dialects, connection-strings and config`,
          },
        ];
      }),
    );
}

function isExemptReference(statement: SyntaxNode): boolean {
  return /(?:^|\/)(?:dialects|connection-strings|config)\//.test(sourceOf(statement) ?? "");
}

function wordsOf(node: SyntaxNode): string | undefined {
  if (node.type === "Identifier" || node.type === "StringLiteral") return String(node["value"]);
  if (node.type === "TemplateElement") return String(node["raw"]);
  return undefined;
}
