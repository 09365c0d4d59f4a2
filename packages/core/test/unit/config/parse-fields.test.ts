import { describe, expect, it } from "@jest/globals";
import { checkFields, parseFields, type OptionFields } from "../../../src/config/index.ts";
import { ConfigurationError } from "../../../src/errors/index.ts";

const d = { description: "" };
const fields: OptionFields = {
  host: { kind: "string", ...d },
  port: { kind: "integer", min: 1, max: 65_535, default: 5432, ...d },
  ratio: { kind: "number", min: 0, max: 1, ...d },
  ssl: { kind: "boolean", alias: ["secure", "tls"], ...d },
  wait: { kind: "duration", default: "10s", max: 60_000, ...d },
  cache: { kind: "size", ...d },
  mode: { kind: "enum", values: ["fast", "safe-mode"], synonyms: { quick: "fast" }, ...d },
  password: { kind: "string", secret: true, provider: true, ...d },
  pool: {
    kind: "object",
    default: {},
    ...d,
    fields: { min: { kind: "integer", default: 1, ...d }, max: { kind: "integer", default: 10, ...d } },
    check: ({ min, max }) => (Number(min) > Number(max) ? [{ path: "min", message: "is more than max" }] : []),
  },
  group: {
    kind: "object",
    ...d,
    fields: { on: { kind: "boolean", required: true, ...d } },
    shorthand: { types: ["boolean"], read: (on) => ({ on }) },
  },
  list: { kind: "array", of: { kind: "integer", ...d }, ...d },
  map: { kind: "record", of: { kind: "duration", ...d }, ...d },
  either: {
    kind: "union",
    of: [
      { kind: "integer", ...d },
      { kind: "object", ...d, fields: { a: { kind: "integer", ...d } } },
    ],
    ...d,
  },
  hook: { kind: "function", ...d },
  extra: { kind: "any", ...d },
};

const problemsOf = (input: unknown, options = {}): string[] =>
  checkFields(fields, input, options).problems.map(
    ({ path, message, hint }) => `${path}: ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );

describe("parseFields", () => {
  it("fills in the defaults", () => {
    expect(parseFields(fields, {})).toEqual({ port: 5432, wait: 10_000, pool: { min: 1, max: 10 } });
    expect(parseFields(fields, undefined)).toEqual(parseFields(fields, {}));
  });

  it("reads every kind", () => {
    const hook = (): void => {};
    const input = {
      host: "h",
      ratio: 0.5,
      secure: true,
      wait: "1m",
      cache: "1KiB",
      mode: "quick",
      password: hook,
      group: false,
      list: [1],
      map: { a: "1s" },
      either: { a: 1 },
      hook,
      extra: null,
    };
    expect(parseFields(fields, { ...input, pool: { min: 2 }, port: undefined })).toEqual({
      ...input,
      secure: undefined,
      ssl: true,
      port: 5432,
      wait: 60_000,
      cache: 1024,
      mode: "fast",
      group: { on: false },
      map: { a: 1000 },
      pool: { min: 2, max: 10 },
    });
  });

  it("says every problem at once, each with its path", () => {
    const input = {
      host: 5,
      port: 0,
      ratio: "x",
      wait: "2m",
      mode: "safemode",
      list: [1, "2"],
      map: { a: "x" },
      pool: { min: 20 },
      group: {},
      hots: 1,
      host2: null,
    };
    let error: unknown;
    try {
      parseFields(fields, input, { path: "databases.main" });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).problems.map(({ path }) => path)).toEqual([
      "databases.main.host",
      "databases.main.port",
      "databases.main.ratio",
      "databases.main.wait",
      "databases.main.mode",
      "databases.main.pool.min",
      "databases.main.group.on",
      "databases.main.list.1",
      "databases.main.map.a",
      "databases.main.hots",
      "databases.main.host2",
    ]);
  });

  it("says what it wants, what it got and what to write", () => {
    expect(problemsOf({ host: 5 })).toEqual(["host: expected text, got 5 (put it in quotes)"]);
    expect(problemsOf({ host: "" })).toEqual(["host: is empty (leave it out, or give it a value)"]);
    expect(problemsOf({ host: null })).toEqual([
      "host: expected text, got null (leave the key out to get its default)",
    ]);
    expect(problemsOf({ port: 70_000 })).toEqual(["port: expected a whole number from 1 to 65535, got 70000"]);
    expect(problemsOf({ port: "5432" })).toEqual(['port: expected a whole number from 1 to 65535, got "5432"']);
    expect(problemsOf({ wait: "10" })).toEqual([
      'wait: expected a duration such as "5s", at most 1m, got "10" (add a unit: "10ms")',
    ]);
    expect(problemsOf({ mode: "fats" })).toEqual([
      'mode: expected one of fast, safe-mode, got "fats" (did you mean fast?)',
    ]);
    expect(problemsOf({ hsot: 1 })).toEqual(["hsot: is not a known key (did you mean host?)"]);
    expect(problemsOf({ secrue: 1 })).toEqual(["secrue: is not a known key (did you mean ssl?)"]);
    expect(problemsOf({ either: "x" })).toEqual(['either: expected a whole number or an object, got "x"']);
    expect(problemsOf({ either: { a: "x" } })).toEqual(['either.a: expected a whole number, got "x"']);
    expect(problemsOf({ ssl: true, tls: true })).toEqual(["tls: means the same as ssl (keep one of them)"]);
    expect(problemsOf([])).toEqual([": expected an object, got a list"]);
  });

  it("takes text of the environment only when asked to", () => {
    const input = {
      port: "5433",
      ratio: "0.5",
      ssl: "on",
      wait: "1500",
      cache: "2MB",
      mode: "SAFE_MODE",
      group: "true",
      list: "1, 2",
      map: '{"a":"1s"}',
      pool: '{"min":3}',
      either: "7",
    };
    expect(checkFields(fields, input).problems).toHaveLength(10);
    expect(parseFields(fields, input, { coerce: true })).toEqual({
      port: 5433,
      ratio: 0.5,
      ssl: true,
      wait: 1500,
      cache: 2_000_000,
      mode: "safe-mode",
      group: { on: true },
      list: [1, 2],
      map: { a: 1000 },
      pool: { min: 3, max: 10 },
      either: 7,
    });
    expect(problemsOf({ port: "x", ssl: "maybe", list: "[1", port2: "" }, { coerce: true })).toHaveLength(4);
  });

  it("never prints a secret", () => {
    for (const value of ["", 9_876_543, { a: "Zq9" }, ["Zq9"], null]) {
      const text = problemsOf({ password: value }).join();
      expect(text).not.toBe("");
      expect(text).not.toMatch(/Zq9|9876543/);
    }
    expect(problemsOf({ port: "postgres://u:Zq9@h" }).join()).not.toContain("Zq9");
  });

  it("wants of a part neither defaults nor the required, and checks no member against another", () => {
    expect(parseFields(fields, { pool: { max: 5 }, group: {} }, { partial: true })).toEqual({
      pool: { max: 5 },
      group: {},
    });
    expect(problemsOf({ pool: { min: 20, max: 5 } })).toHaveLength(1);
    expect(problemsOf({ pool: { min: 20, max: 5 } }, { partial: true })).toEqual([]);
  });

  it("keeps a key that is the name of a prototype a key", () => {
    const input = JSON.parse('{"map":{"__proto__":"1s"},"__proto__":{"host":"x"}}') as object;
    expect(problemsOf(input)[0]).toMatch(/^__proto__: is not a known key/);
    const { map } = parseFields<{ map: object }>(fields, { map: (input as { map: object }).map });
    expect(Object.hasOwn(map, "__proto__")).toBe(true);
    expect(problemsOf({ constructor: 1, toString: 1 })).toHaveLength(2);
  });

  it("leaves its input alone", () => {
    const input = { pool: { min: 2 }, wait: "1s" };
    parseFields(fields, input);
    expect(input).toEqual({ pool: { min: 2 }, wait: "1s" });
  });
});
