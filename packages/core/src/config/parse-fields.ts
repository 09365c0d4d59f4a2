import { ConfigurationError, type ConfigurationProblem } from "../errors/index.ts";
import { describeValue, expectation } from "./describe-field.ts";
import type { ArrayField, ObjectField, OptionField, OptionFields, RecordField, UnionField } from "./fields.ts";
import { nearest } from "./nearest.ts";
import { isScalar, Misfit, readScalar } from "./read-scalar.ts";

/** How a table is applied to its input. */
export interface ParseFieldsOptions {
  /** Where the input stands, put before each problem's path: `databases.main`. Default: nowhere. */
  readonly path?: string | undefined;
  /**
   * Whether text is turned into what the field wants (numbers, booleans, lists), as values from environment variables
   * and URL parameters need. A bare number is then milliseconds or bytes. Default: false.
   */
  readonly coerce?: boolean | undefined;
  /** Whether the input is only a part: no defaults, nothing required, no checks across members. Default: false. */
  readonly partial?: boolean | undefined;
}

/** What {@link checkFields} gives. */
export interface CheckedFields<T> {
  /** Every member that is valid; complete when there is no problem. */
  readonly value: T;
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Validates an input against a table and completes it with the defaults. Durations become milliseconds, sizes bytes,
 * aliases the key they stand for. A member whose value is `undefined` counts as left out. The input is not changed.
 * `T` is the shape the table describes; the table's author vouches for it.
 * @throws ConfigurationError with every problem at once. Secret values are in none of them.
 */
export function parseFields<T>(fields: OptionFields, input: unknown, options: ParseFieldsOptions = {}): T {
  const { value, problems } = checkFields<T>(fields, input, options);
  if (problems.length > 0) throw new ConfigurationError(problems);
  return value;
}

/** As {@link parseFields}, but the problems are given instead of thrown, for callers that have more to check. */
export function checkFields<T>(
  fields: OptionFields,
  input: unknown,
  options: ParseFieldsOptions = {},
): CheckedFields<T> {
  const run: Run = { problems: [], coerce: options.coerce === true, partial: options.partial === true };
  const path = options.path ?? "";
  const value = isObject(input) || input === undefined ? readTable(fields, input ?? {}, path, run, false) : undefined;
  if (value === undefined)
    run.problems.push({ path, message: `expected an object, got ${describeValue(input, true)}` });
  return { value: (value ?? {}) as T, problems: run.problems };
}

interface Run {
  readonly problems: ConfigurationProblem[];
  readonly coerce: boolean;
  readonly partial: boolean;
}

type Input = Readonly<Record<string, unknown>>;

function readTable(fields: OptionFields, input: Input, path: string, run: Run, open: boolean): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const taken = new Set<string>();
  for (const [key, field] of Object.entries(fields)) {
    const spellings = [key, ...(field.alias ?? [])];
    const found = spellings.filter((spelling) => Object.hasOwn(input, spelling) && input[spelling] !== undefined);
    for (const spelling of spellings) taken.add(spelling);
    const [first, second] = found;
    if (first !== undefined && second !== undefined) {
      run.problems.push({ path: join(path, second), message: `means the same as ${first}`, hint: `keep one of them` });
    } else if (first !== undefined) {
      const read = readField(field, input[first], join(path, first), run);
      if (!(read instanceof Misfit)) value[key] = read;
    } else if (!run.partial) {
      if (field.default !== undefined) value[key] = readField(field, field.default, join(path, key), run);
      else if (field.required === true) {
        run.problems.push({ path: join(path, key), message: "is required", hint: `expected ${expectation(field)}` });
      }
    }
  }
  for (const key of Object.keys(input)) {
    if (taken.has(key) || input[key] === undefined) continue;
    if (open)
      Object.defineProperty(value, key, { value: input[key], enumerable: true, writable: true, configurable: true });
    else run.problems.push(unknownKey(fields, key, path));
  }
  return value;
}

/** The problem of a key that a table lacks, with the nearest key it has. */
export function unknownKey(fields: OptionFields, key: string, path: string): ConfigurationProblem {
  const owners = new Map<string, string>();
  for (const [name, field] of Object.entries(fields)) {
    owners.set(name, name);
    for (const alias of field.alias ?? []) owners.set(alias, name);
  }
  const like = owners.get(nearest(key, owners.keys()) ?? "");
  const names = Object.keys(fields);
  const all = names.length > 0 && names.length <= 15 ? `known keys: ${names.join(", ")}` : undefined;
  return {
    path: join(path, key),
    message: "is not a known key",
    hint: like === undefined ? all : `did you mean ${like}?`,
  };
}

/** Gives a {@link Misfit}, its problems being reported, for a value that does not fit. */
function readField(field: OptionField, value: unknown, path: string, run: Run): unknown {
  if (field.provider === true && typeof value === "function") return value;
  const read = readKind(field, value, path, run);
  if (read instanceof Misfit && read !== reported) {
    const message =
      read.message ??
      `expected ${expectation(field)}, got ${describeValue(value, field.secret !== undefined && field.secret !== false)}`;
    const hint = read.hint ?? (value === null ? "leave the key out to get its default" : undefined);
    run.problems.push(hint === undefined ? { path, message } : { path, message, hint });
  }
  return read;
}

/** The misfit of a value whose parts have reported their problems themselves. */
const reported = new Misfit();

function readKind(field: OptionField, value: unknown, path: string, run: Run): unknown {
  if (isScalar(field)) return readScalar(field, value, run.coerce);
  switch (field.kind) {
    case "object":
      return readObject(field, value, path, run);
    case "array":
      return readArray(field, value, path, run);
    case "record":
      return readRecord(field, value, path, run);
    case "union":
      return readUnion(field, value, path, run);
    case "function":
      return typeof value === "function" ? value : new Misfit();
    case "any":
      return value;
  }
}

function readObject(field: ObjectField, value: unknown, path: string, run: Run): unknown {
  const given = run.coerce ? fromJson(value, "{") : value;
  const input = isObject(given) ? given : readShorthand(field, given, run.coerce);
  if (input === undefined) return new Misfit();
  const before = run.problems.length;
  const read = readTable(field.fields, input, path, run, field.open === true);
  if (field.check !== undefined && !run.partial) {
    for (const problem of field.check(read)) run.problems.push({ ...problem, path: join(path, problem.path) });
  }
  return run.problems.length > before ? reported : read;
}

function readShorthand(field: ObjectField, value: unknown, coerce: boolean): Input | undefined {
  const { shorthand } = field;
  if (shorthand === undefined) return undefined;
  const types: readonly string[] = shorthand.types;
  if (coerce && types.includes("boolean") && (value === "true" || value === "false"))
    return shorthand.read(value === "true");
  return types.includes(typeof value) ? shorthand.read(value as string | number | boolean) : undefined;
}

function readArray(field: ArrayField, value: unknown, path: string, run: Run): unknown {
  const given = run.coerce && typeof value === "string" ? splitList(value) : value;
  if (!Array.isArray(given) || given.length < (field.min ?? 0)) return new Misfit();
  const before = run.problems.length;
  const items = given.map((item, index) => readField(field.of, item, join(path, String(index)), run));
  return run.problems.length > before ? reported : items;
}

function readRecord(field: RecordField, value: unknown, path: string, run: Run): unknown {
  const given = run.coerce ? fromJson(value, "{") : value;
  if (!isObject(given)) return new Misfit();
  const before = run.problems.length;
  const entries = Object.entries(given).filter(([, item]) => item !== undefined);
  // `fromEntries` defines own properties, so that a key `__proto__` stays a key.
  const read = Object.fromEntries(entries.map(([key, item]) => [key, readField(field.of, item, join(path, key), run)]));
  return run.problems.length > before ? reported : read;
}

function readUnion(field: UnionField, value: unknown, path: string, run: Run): unknown {
  let closest: readonly ConfigurationProblem[] = [];
  for (const coerce of run.coerce ? [false, true] : [false]) {
    for (const alternative of field.of) {
      const attempt: Run = { ...run, coerce, problems: [] };
      const read = readField(alternative, value, path, attempt);
      if (!(read instanceof Misfit)) return read;
      // Problems below the value's own path mean that the value had the alternative's shape.
      if (attempt.problems.some((problem) => problem.path !== path)) closest = attempt.problems;
    }
  }
  if (closest.length === 0) return new Misfit();
  run.problems.push(...closest);
  return reported;
}

function splitList(text: string): unknown {
  const parsed = fromJson(text, "[");
  if (parsed !== text) return parsed;
  return text.trim() === "" ? [] : text.split(",").map((item) => item.trim());
}

/** The value that JSON text of an object or list stands for; anything else as it is. */
function fromJson(value: unknown, opening: string): unknown {
  if (typeof value !== "string" || !value.trimStart().startsWith(opening)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function isObject(value: unknown): value is Input {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  if (path === "" || key === "") return path + key;
  return `${path}.${key}`;
}
