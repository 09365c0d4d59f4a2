import { finishParts, type ConnectionParts } from "./connection-parts.ts";
import type { EngineName } from "./engines.ts";
import type { Grammar } from "./grammar.ts";
import { badConnectionString } from "./problem.ts";
import { decode, encode, joinQuery, splitQuery } from "./url-authority.ts";

/**
 * `sqlite:path`, `sqlite3:path`, SQLite's own `file:` URI, and a plain path. `sqlite:///data/app.db` is absolute and
 * `sqlite://data/app.db` relative: the two slashes stand for nothing. A plain path is taken as it is, `%` and `?` too.
 * @internal
 */
export const sqliteGrammar: Grammar = embeddedGrammar("sqlite", ["sqlite", "sqlite3", "file"], [":memory:", "memory"]);

/** `pglite:directory`, `pglite:memory`, and a plain path. @internal */
export const pgliteGrammar: Grammar = embeddedGrammar("pglite", ["pglite"], ["memory", ":memory:", "memory://"]);

function embeddedGrammar(engine: EngineName, schemes: readonly string[], memoryWords: readonly string[]): Grammar {
  const memory = memoryWords[0] ?? "";
  const isMemory = (path: string, scheme: string | undefined): boolean =>
    // `file:memory` and `sqlite:memory` name a file, as does a plain `memory`.
    path === ":memory:" || (engine !== "sqlite" && scheme !== undefined && memoryWords.includes(path));
  return {
    parse(text) {
      const scheme = schemes.find((name) => text.slice(0, name.length + 1).toLowerCase() === `${name}:`);
      if (scheme === undefined) {
        if (text.trim() === "") throw badConnectionString("is empty");
        return finishParts({ engine, form: "path", ...place(isMemory(text, scheme), text) });
      }
      return parseUri(text, scheme);
    },
    build(parts) {
      if (parts.form === "path") return parts.memory === true ? ":memory:" : (parts.file ?? "");
      const path = parts.memory === true ? memory : encodePath(parts);
      return `${parts.scheme ?? schemes[0]}:${path}${joinQuery(parts.parameters)}`;
    },
  };

  function parseUri(text: string, scheme: string): ConnectionParts {
    const [, raw = "", query = "", fragment] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(text.slice(scheme.length + 1)) ?? [];
    if (fragment !== undefined) throw badConnectionString("holds an unencoded #", "write %23");
    const path = scheme === "file" ? raw.replace(/^\/\/(localhost)?(?=\/)/i, "") : raw.replace(/^\/\//, "");
    if (scheme === "file" && path.startsWith("//")) throw badConnectionString("names a file on another host");
    const file = decode(path.replace(/^\/+(?=[a-z]:[\\/])/i, ""), "path").replace(/^\/{2,}/, "/");
    if (file === "") throw badConnectionString("names no file", `write ${engine}:./data/app or ${engine}:${memory}`);
    return finishParts({
      engine,
      form: "url",
      scheme,
      ...place(isMemory(path, scheme), file),
      parameters: splitQuery(query.slice(1)),
    });
  }

  /** Encodes what would end the path, and the first letter of a file whose name would mean memory. */
  function encodePath(parts: ConnectionParts): string {
    const file = (parts.file ?? "").replace(/^\/{2,}/, "/");
    if (isMemory(file, "url")) return file.replace(/^./, (first) => `%${first.charCodeAt(0).toString(16)}`);
    const encoded = file
      .split(/([/\\])/)
      .map((part) => (part === "/" || part === "\\" ? part : encode(part)))
      .join("");
    // "/c:/x" with its colon bare would be read as the drive c.
    return /^\/[a-z]:[\\/]/i.test(file) ? encoded : encoded.replaceAll("%3A", ":");
  }
}

function place(memory: boolean, file: string): { memory: true } | { file: string } {
  return memory ? { memory: true } : { file };
}
