import type { Dialect, StatementEffects } from "../dialects/dialect.ts";
import { scanPlaceholders } from "../dialects/index.ts";
import { usage } from "../errors/index.ts";
import type { BoundStatement, CompiledText } from "./bound-statement.ts";
import {
  fragmentKind,
  isFragment,
  type AnyFragment,
  type NativeText,
  type PortableText,
  type Template,
} from "./fragments.ts";
import { countNativePlaceholders } from "./native-placeholders.ts";
import { encodeValue, type ValueEncoder } from "./values.ts";

/** How many texts a compiler remembers beside those of plain templates, which live as long as their source. */
const maxTexts = 1000;

/** A portable text cut at its placeholders: one name (or none, for `?`) between two parts. */
interface Scanned {
  readonly parts: readonly string[];
  readonly names: readonly (string | undefined)[];
}

class Compiled implements CompiledText {
  readonly text: string;
  readonly parameterCount: number;
  readonly #dialect: Dialect;
  #effects: StatementEffects | undefined;

  constructor(text: string, parameterCount: number, dialect: Dialect) {
    this.text = text;
    this.parameterCount = parameterCount;
    this.#dialect = dialect;
  }

  get effects(): StatementEffects {
    return (this.#effects ??= this.#dialect.effectsOf(this.text));
  }
}

/**
 * Turns statements into one dialect's text. A template with plain values is compiled once and found again by the
 * identity of its source; any other text is found again by the text itself, so that equal texts stay one object.
 */
export class StatementCompiler {
  readonly #dialect: Dialect;
  readonly #encoder: ValueEncoder | undefined;
  readonly #templates = new WeakMap<readonly string[], Compiled>();
  readonly #texts = new Map<string, Compiled>();
  readonly #portable = new Map<string, Scanned>();

  constructor(dialect: Dialect, encoder?: ValueEncoder) {
    this.#dialect = dialect;
    this.#encoder = encoder;
  }

  /**
   * Compiles and binds.
   * @throws DatabaseError `usage` for what is not a statement, a value that cannot be bound, or a wrong count.
   */
  compile(statement: unknown): BoundStatement {
    if (!isFragment(statement)) throw notAStatement(statement);
    if (fragmentKind(statement) === "template") {
      const bound = this.#plain(statement as Template);
      if (bound !== undefined) return bound;
    }
    if (fragmentKind(statement) === "native") return this.#native(statement as NativeText);
    const writer = new Writer(this.#dialect, this.#encoder, this.#scan);
    writer.write(statement);
    return { compiled: this.#intern(writer.text, writer.values.length), values: writer.values };
  }

  /** Binds text of core's own that takes no values. */
  text(text: string): BoundStatement {
    return { compiled: this.#intern(text, 0), values: [] };
  }

  /** The common case: no value is a fragment. Gives nothing when one is. */
  #plain({ strings, values }: Template): BoundStatement | undefined {
    const count = values.length;
    const bound = new Array<unknown>(count);
    for (let index = 0; index < count; index++) {
      const value = values[index];
      if (typeof value === "object" && value !== null) {
        if (isFragment(value)) return undefined;
        bound[index] = encodeValue(value, index + 1, this.#encoder);
      } else {
        bound[index] = typeof value === "number" ? value : encodeValue(value, index + 1, undefined);
      }
    }
    let compiled = this.#templates.get(strings);
    if (compiled === undefined) {
      let text = strings[0] ?? "";
      for (let index = 1; index < strings.length; index++) text += this.#dialect.placeholder(index) + strings[index];
      this.#checkCount(count);
      compiled = this.#intern(text, count);
      this.#templates.set(strings, compiled);
    }
    return { compiled, values: bound };
  }

  #native({ text, parameters }: NativeText): BoundStatement {
    let compiled = recall(this.#texts, text);
    compiled ??= this.#intern(text, countNativePlaceholders(text, this.#dialect.lexical));
    if (compiled.parameterCount !== parameters.length) {
      throw usage(`the statement has ${compiled.parameterCount} placeholders and got ${parameters.length} values`);
    }
    return { compiled, values: parameters.map((value, index) => encodeValue(value, index + 1, this.#encoder)) };
  }

  #scan = (text: string): Scanned => {
    const known = this.#portable.get(text);
    if (known !== undefined) return known;
    const scanned: Scanned = scanPlaceholders(text, this.#dialect.lexical);
    remember(this.#portable, text, scanned);
    return scanned;
  };

  #intern(text: string, parameterCount: number): Compiled {
    let compiled = recall(this.#texts, text);
    if (compiled === undefined) {
      this.#checkCount(parameterCount);
      compiled = new Compiled(text, parameterCount, this.#dialect);
      remember(this.#texts, text, compiled);
    }
    return compiled;
  }

  #checkCount(count: number): void {
    if (count > this.#dialect.maxParameters) {
      throw usage(
        `the statement has ${count} parameters, the engine takes ${this.#dialect.maxParameters}`,
        "Use bulkInsert, or send it in parts",
      );
    }
  }
}

/** Writes one statement with everything that is spliced into it. */
class Writer {
  text = "";
  readonly values: unknown[] = [];
  readonly #dialect: Dialect;
  readonly #encoder: ValueEncoder | undefined;
  readonly #scan: (text: string) => Scanned;

  constructor(dialect: Dialect, encoder: ValueEncoder | undefined, scan: (text: string) => Scanned) {
    this.#dialect = dialect;
    this.#encoder = encoder;
    this.#scan = scan;
  }

  write(fragment: AnyFragment): void {
    switch (fragmentKind(fragment)) {
      case "template": {
        const { strings, values } = fragment as Template;
        for (let index = 0; index < strings.length; index++) {
          this.text += strings[index];
          if (index < values.length) this.#item(values[index]);
        }
        return;
      }
      case "text":
        this.#portable(fragment as PortableText);
        return;
      case "identifier":
        this.text += (fragment as { parts: readonly string[] }).parts
          .map((part) => this.#dialect.quoteIdentifier(part))
          .join(".");
        return;
      case "join": {
        const { items, separator } = fragment as { items: readonly unknown[]; separator: string };
        items.forEach((item, index) => {
          if (index > 0) this.text += separator;
          this.#item(item);
        });
        return;
      }
      case "raw":
        this.text += (fragment as { text: string }).text;
        return;
      case "native":
        throw usage(
          "sql.native cannot be spliced into another statement",
          "Its placeholders are numbered already: use sql.text",
        );
    }
  }

  #item(item: unknown): void {
    if (isFragment(item)) {
      this.write(item);
      return;
    }
    const position = this.values.length + 1;
    this.values.push(encodeValue(item, position, this.#encoder));
    this.text += this.#dialect.placeholder(position);
  }

  #portable({ text, parameters }: PortableText): void {
    const { parts, names } = this.#scan(text);
    const byName = !Array.isArray(parameters);
    checkParameters(names, parameters, byName);
    parts.forEach((part, index) => {
      this.text += part;
      if (index >= names.length) return;
      const name = names[index];
      this.#item(
        name === undefined ? (parameters as readonly unknown[])[index] : (parameters as Record<string, unknown>)[name],
      );
    });
  }
}

function checkParameters(
  names: readonly (string | undefined)[],
  parameters: readonly unknown[] | Readonly<Record<string, unknown>>,
  byName: boolean,
): void {
  if (!byName) {
    if (names.some((name) => name !== undefined))
      throw usage("the text has named placeholders", "Pass the parameters as an object");
    const got = (parameters as readonly unknown[]).length;
    if (got !== names.length) throw usage(`the statement has ${names.length} placeholders and got ${got} values`);
    return;
  }
  if (names.some((name) => name === undefined))
    throw usage("the text has positional placeholders", "Pass the parameters as an array");
  const wanted = new Set(names as readonly string[]);
  const missing = [...wanted].filter((name) => !Object.hasOwn(parameters, name));
  if (missing.length > 0) throw usage(`no value for ${missing.map((name) => `:${name}`).join(", ")}`);
  const extra = Object.keys(parameters).filter((name) => !wanted.has(name));
  if (extra.length > 0) throw usage(`the statement has no placeholder ${extra.map((name) => `:${name}`).join(", ")}`);
}

function notAStatement(value: unknown): Error {
  if (typeof value === "string") {
    return usage(
      "a statement is not a plain string",
      "Write sql`…`, or sql.text(text, parameters) for text made elsewhere",
    );
  }
  return usage(`a statement was expected, got ${value === null ? "null" : typeof value}`, "Write sql`…`");
}

/** Finds an entry; in a full cache it becomes the youngest, so that what is used stays. */
function recall<T>(cache: Map<string, T>, key: string): T | undefined {
  const value = cache.get(key);
  if (value === undefined || cache.size < maxTexts) return value;
  cache.delete(key);
  cache.set(key, value);
  return value;
}

function remember<T>(cache: Map<string, T>, key: string, value: T): void {
  if (cache.size >= maxTexts) {
    // The oldest goes: a Map keeps the order of insertion.
    const oldest = cache.keys().next();
    if (oldest.done !== true) cache.delete(oldest.value);
  }
  cache.set(key, value);
}
