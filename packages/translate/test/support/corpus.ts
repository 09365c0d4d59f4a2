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
  /** For sources that do not run here: what each target must give, row by row. */
  readonly rows?: readonly (readonly unknown[])[] | undefined;
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
 * `--| refused a, b: construct`, `--| parameters […]` and `--| rows […]` for the next one.
 */
function parseCorpus(file: string, content: string): readonly CorpusStatement[] {
  const statements: CorpusStatement[] = [];
  let from: readonly DialectName[] = [];
  let line = 1;
  for (const block of content.split(/\n\n+/)) {
    const at = content.slice(0, content.indexOf(block)).split("\n").length;
    line = at;
    let parameters: readonly unknown[] = [];
    let rows: readonly (readonly unknown[])[] | undefined;
    const refused: Partial<Record<DialectName, string>> = {};
    const text: string[] = [];
    for (const one of block.split("\n")) {
      const [, word, rest = ""] = /^--\| (\w+) ?(.*)$/.exec(one) ?? [];
      if (word === "from") from = rest.trim().split(/\s+/) as DialectName[];
      else if (word === "parameters") parameters = JSON.parse(rest) as unknown[];
      else if (word === "rows") rows = JSON.parse(rest) as unknown[][];
      else if (word === "refused") {
        const [targets = "", construct = ""] = rest.split(": ");
        for (const target of targets.split(/[\s,]+/)) refused[target as DialectName] = construct;
      } else if (one !== "") text.push(one);
    }
    if (text.length > 0) statements.push({ file, line, text: text.join("\n"), from, parameters, refused, rows });
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
