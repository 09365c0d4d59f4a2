import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ErrorCode } from "yaml";
import { ConfigurationError, type ConfigurationProblem } from "../errors/index.ts";

/** The files that are looked for in the working directory, in this order. @internal */
export const defaultFiles: readonly string[] = ["db.yaml", "db.yml", "db.json"];

/**
 * Reads and parses a YAML or JSON file. JSON is read by the same parser, which tells lines and finds duplicate keys.
 * @returns `undefined` for a file that does not exist, where `optional` allows that.
 * @throws ConfigurationError with every fault of the text, each with its line and column, and nothing of the text. @internal
 */
export async function readConfigFile(path: string, cwd: string, optional: boolean): Promise<unknown> {
  const file = resolve(cwd, /^file:\/\//i.test(path) ? fileURLToPath(path) : path);
  // It loads a good part of Node's own code with it, which only reading a file needs.
  const { readFile } = await import("node:fs/promises");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (optional && code === "ENOENT") return undefined;
    const message = code === "ENOENT" ? "the file does not exist" : `the file cannot be read (${code ?? "unknown"})`;
    throw new ConfigurationError([{ path, message }], { cause });
  }
  return (await parseConfigText(text, path)) ?? {};
}

/** Parses YAML or JSON text. `name` is what the problems call it. Empty text is `null`. @internal */
async function parseConfigText(text: string, name: string): Promise<unknown> {
  // Loaded only where a file is read: an application configured in code does not pay for the parser.
  const { LineCounter, parseDocument } = await import("yaml");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  if (document.errors.length > 0) {
    throw new ConfigurationError(
      document.errors.map(({ code, pos }): ConfigurationProblem => {
        const { line, col } = lines.linePos(pos[0]);
        return { path: `${name}:${line}:${col}`, message: faults[code] ?? "is not valid YAML" };
      }),
    );
  }
  try {
    return document.toJS() as unknown;
  } catch {
    // The parser's own message names the anchor; it also bounds how much an alias may repeat.
    throw new ConfigurationError([{ path: name, message: "an alias has no anchor, or repeats too much" }]);
  }
}

/** In our words: the parser's quote the text at fault, which may be a password. */
const faults: Readonly<Partial<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: "an alias cannot have a tag or an anchor",
  BAD_ALIAS: "an alias has no valid name",
  BAD_DIRECTIVE: "the directive is not valid",
  BAD_DQ_ESCAPE: "there is no such escape in double quotes; single quotes take a backslash as it is",
  BAD_INDENT: "the indentation does not fit",
  BAD_SCALAR_START: "a value cannot begin with this character; put it in quotes",
  BLOCK_AS_IMPLICIT_KEY: "a nested mapping cannot stand here; a value that holds a colon and a space needs quotes",
  BLOCK_IN_FLOW: "a block cannot stand within brackets or braces",
  DUPLICATE_KEY: "the key is there twice",
  MISSING_CHAR: "a character is missing: a closing quote or bracket, a comma, or a space after a colon",
  MULTILINE_IMPLICIT_KEY: "a key must end on its line; is a colon missing?",
  MULTIPLE_DOCS: "the file holds several documents",
  NON_STRING_KEY: "a key is not text",
  TAB_AS_INDENT: "a tab cannot indent; use spaces",
  TAG_RESOLVE_FAILED: "the tag is not known",
  UNEXPECTED_TOKEN: "this is not expected here; a value with special characters needs quotes",
};
