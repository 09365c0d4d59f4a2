import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DialectName } from "@db/core";

/** A statement of the corpus. */
export interface CorpusStatement {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** The dialects in which the text means something, each a source. */
  readonly from: readonly DialectName[];
  readonly parameters: readonly unknown[];
  /** Targets that refuse it, with the construct. */
  readonly refused: Readonly<Partial<Record<DialectName, string>>>;
  /** For sources that do not run here: what the text means, in PostgreSQL's words. */
  readonly means: string | undefined;
}

const folder = join(import.meta.dirname, "corpus");

/** Reads the files of a part of the corpus: `translated`, `refused`. */
export function readCorpus(part: string): readonly CorpusStatement[] {
  return readdirSync(join(folder, part))
    .sort()
    .flatMap((file) => parseCorpus(file, readFileSync(join(folder, part, file), "utf8")));
}

/**
 * Statements are parted by empty lines. Before them stand directives: `--| from a b` counts for all that follow,
 * `--| refused a, b: construct`, `--| parameters […]` and `--| means …` for the next one.
 */
function parseCorpus(file: string, content: string): readonly CorpusStatement[] {
  const statements: CorpusStatement[] = [];
  let from: readonly DialectName[] = [];
  let line = 1;
  for (const block of content.split(/\n\n+/)) {
    const at = content.slice(0, content.indexOf(block)).split("\n").length;
    line = at;
    let parameters: readonly unknown[] = [];
    let means: string | undefined;
    const refused: Partial<Record<DialectName, string>> = {};
    const text: string[] = [];
    for (const one of block.split("\n")) {
      const [, word, rest = ""] = /^--\| (\w+) ?(.*)$/.exec(one) ?? [];
      if (word === "from") from = rest.trim().split(/\s+/) as DialectName[];
      else if (word === "parameters") parameters = JSON.parse(rest) as unknown[];
      else if (word === "means") means = rest;
      else if (word === "refused") {
        const [targets = "", construct = ""] = rest.split(": ");
        for (const target of targets.split(/[\s,]+/)) refused[target as DialectName] = construct;
      } else if (one !== "") text.push(one);
    }
    if (text.length > 0) statements.push({ file, line, text: text.join("\n"), from, parameters, refused, means });
  }
  return statements;
}

/** What the fixture lets every statement rest on. */
export const assumed = {
  text: "exact",
  errors: "none",
  doubles: "approximate",
  types: "consistent",
  emptyText: "none",
  letters: "ascii",
  characters: "bmp",
  keys: "one",
  groupConcat: "fits",
  dates: "iso",
  clock: "utc",
  identity: "engine",
  affectedRows: "ignored",
} as const;

/** A statement that must be refused, and where. */
export interface RefusedStatement {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** Where the mark stands in the file. */
  readonly offset: number;
  readonly from: DialectName;
  readonly to: DialectName;
  readonly kind: "unsupported" | "syntax-error";
  readonly construct: string;
  /** The assumption that is not given. */
  readonly without: string | undefined;
}

/** Reads what must be refused: `--| refuse from > to: construct`, `--| syntax from: construct`; `«` marks the place. */
export function readRefused(): readonly RefusedStatement[] {
  return readdirSync(join(folder, "refused"))
    .sort()
    .flatMap((file) => parseRefused(file, readFileSync(join(folder, "refused", file), "utf8")));
}

function parseRefused(file: string, content: string): readonly RefusedStatement[] {
  let from = 0;
  return content
    .trimEnd()
    .split("\n\n")
    .map((block) => {
      const start = content.indexOf(block, from);
      from = start + block.length;
      const lines = block.split("\n");
      const text = lines.filter((one) => !one.startsWith("--|")).join("\n");
      const without = /^--\| without (\w+)$/m.exec(block)?.[1];
      const refuse = /^--\| refuse (\w+) > (\w+): (.*)$/m.exec(block);
      const syntax = /^--\| syntax (\w+): (.*)$/m.exec(block);
      const [, source, target, construct] = refuse ?? [
        undefined,
        syntax![1],
        syntax![1] === "sqlite" ? "mysql" : "sqlite",
        syntax![2],
      ];
      return {
        file,
        line: content.slice(0, start).split("\n").length,
        text: text.replace("«", ""),
        offset: text.indexOf("«"),
        from: source as DialectName,
        to: target as DialectName,
        kind: refuse === null ? "syntax-error" : "unsupported",
        construct: construct!,
        without,
      };
    });
}
