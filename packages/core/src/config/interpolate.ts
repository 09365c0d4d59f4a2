import type { ConfigurationProblem } from "../errors/index.ts";

/** Environment variables by name; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What {@link interpolate} gives. */
export interface Interpolated {
  /** The value with every variable replaced; new objects and lists, the input is not changed. */
  readonly value: unknown;
  /** The variables that were asked for, found or not. */
  readonly variables: ReadonlySet<string>;
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Replaces variables in every text of a parsed file, keys excepted:
 *
 * - `${NAME}`: its value; a problem where it is not set.
 * - `${NAME:-default}`: the default where it is not set or empty; the default may hold variables itself.
 * - `${NAME:?message}`: a problem with this message where it is not set or empty.
 * - `$$`: one `$`. Any other `$` is itself.
 *
 * The file is parsed first, so that a value can hold anything (`: #`, quotes, line breaks) without breaking it, and a
 * value that looks like a variable is not looked up again. No problem holds a value.
 */
export function interpolate(value: unknown, environment: Environment, path = ""): Interpolated {
  const variables = new Set<string>();
  const problems: ConfigurationProblem[] = [];
  return { value: walk(value, path), variables, problems };

  function walk(node: unknown, at: string): unknown {
    if (typeof node === "string") return node.includes("$") ? replace(node, at) : node;
    if (Array.isArray(node)) return node.map((item, index) => walk(item, below(at, String(index))));
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, walk(item, below(at, key))]));
  }

  function replace(text: string, at: string): string {
    return readText({ text, index: 0 }, at, false, true);
  }

  /** Reads up to the end, or in a default up to the `}` that closes it. `live` is false in a default that is not used. */
  function readText(scanner: Scanner, at: string, nested: boolean, live: boolean): string {
    let result = "";
    while (scanner.index < scanner.text.length) {
      const char = scanner.text[scanner.index] ?? "";
      const next = scanner.text[scanner.index + 1];
      if (char === "}" && nested) return result;
      if (char === "$" && next === "{") {
        scanner.index += 2;
        result += readVariable(scanner, at, live);
      } else {
        scanner.index += char === "$" && next === "$" ? 2 : 1;
        result += char;
      }
    }
    return result;
  }

  function readVariable(scanner: Scanner, at: string, live: boolean): string {
    const head = /([A-Za-z_]\w*)(:-|:\?|(?=\}))/y;
    head.lastIndex = scanner.index;
    const match = head.exec(scanner.text);
    const [, name = "", operator = ""] = match ?? [];
    if (match === null) return malformed(scanner, at);
    scanner.index = head.lastIndex;
    const found = Object.hasOwn(environment, name) ? environment[name] : undefined;
    const missing = operator === "" ? found === undefined : found === undefined || found === "";
    const rest = operator === "" ? "" : readText(scanner, at, true, live && missing && operator === ":-");
    if (scanner.text[scanner.index] !== "}") return malformed(scanner, at);
    scanner.index++;
    if (!live) return "";
    variables.add(name);
    if (!missing) return found ?? "";
    if (operator === ":-") return rest;
    const message = operator === ":?" && rest !== "" ? rest : `the variable ${name} is not set`;
    problems.push({
      path: at,
      message,
      hint: operator === "" ? `set it, or give a default: \${${name}:-…}` : `set ${name}`,
    });
    return "";
  }

  function malformed(scanner: Scanner, at: string): string {
    scanner.index = scanner.text.length;
    problems.push({
      path: at,
      message: "has a ${ that is no variable",
      hint: "write ${NAME}, ${NAME:-default} or ${NAME:?message}, and $$ for a $",
    });
    return "";
  }
}

interface Scanner {
  readonly text: string;
  index: number;
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
