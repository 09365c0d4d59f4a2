import { importer } from "@dbml/core";
import { getParserFromInput } from "@griffithswaite/ts-plsql-parser";

/** What a grammar says against a statement; nothing when it accepts it. */
export type Verdict = string | undefined;

/** Runs a task with what it writes to the console and the standard error kept: the lexers complain there. */
function complaints<T>(task: () => T): { readonly value: T; readonly written: readonly string[] } {
  const written: string[] = [];
  const { error } = console;
  const write = process.stderr.write.bind(process.stderr);
  // oxlint-disable-next-line no-console
  console.error = (...words: unknown[]) => void written.push(words.join(" "));
  process.stderr.write = (text: unknown) => written.push(String(text)) > 0;
  try {
    return { value: task(), written };
  } finally {
    // oxlint-disable-next-line no-console
    console.error = error;
    process.stderr.write = write;
  }
}

/** How the parser words that a text is no sentence; any other failure is the importer's own, at a statement it had read. */
const syntax = /^(?:no viable alternative|mismatched input|extraneous input|missing )/;

/** The grammar of `@dbml/core`. It reads the statement whole; what its importer makes of it does not matter here. */
export function dbmlVerdict(statement: string): Verdict {
  const { value, written } = complaints((): Verdict => {
    try {
      importer.import(`${statement};`, "oracle");
      return undefined;
    } catch (error) {
      const { diags = [] } = error as { diags?: readonly { message: string }[] };
      return diags.map(({ message }) => message).find((message) => syntax.test(message));
    }
  });
  return value ?? written[0];
}

/** The grammar of `@griffithswaite/ts-plsql-parser`, which tells of errors on the console. */
export function plsqlVerdict(statement: string): Verdict {
  return complaints(() => getParserFromInput(`${statement};`).sql_script()).written[0];
}
