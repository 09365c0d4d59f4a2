import { describe, expect, it } from "@jest/globals";
import {
  checkFields,
  completeFields,
  databaseFields,
  networkFields,
  parseDatabaseSettings,
  parseFields,
  toJsonSchema,
  toMarkdown,
} from "../../../src/config/index.ts";
import { defaultPoolOptions } from "../../../src/pool/index.ts";

describe("parseDatabaseSettings", () => {
  it("has the defaults of the pool", () => {
    expect(parseDatabaseSettings({}).settings).toEqual({
      name: "main",
      pool: defaultPoolOptions,
      timeout: 0,
      connectTimeout: 10_000,
      drainTimeout: 10_000,
      retry: { attempts: 1, delay: 50, maxDelay: 2000, jitter: 1 },
      replicas: [],
      reads: "primary",
    });
  });

  it("leaves the engine's part unread", () => {
    const { settings, engine } = parseDatabaseSettings({
      host: 5,
      pool: { max: 3 },
      replicas: [{ host: "r1", maxLag: "2s" }],
    });
    expect(engine).toEqual({ host: 5 });
    expect(settings.pool.max).toBe(3);
    expect(settings.replicas).toEqual([{ host: "r1", maxLag: 2000, weight: 1 }]);
  });

  it.each([
    [{ pool: { min: 11 } }, "pool.min"],
    [{ pool: { maxIdle: 5, max: 4 } }, "pool.maxIdle"],
    [{ pool: { backoff: { initial: "3s" } } }, "pool.backoff.initial"],
    [{ retry: { delay: "3s" } }, "retry.delay"],
    [{ pool: { max: 0 } }, "pool.max"],
    [{ reads: "both" }, "reads"],
  ])("refuses %j", (input, path) => {
    expect(checkFields(databaseFields, input).problems.map((problem) => problem.path)).toEqual([path]);
  });
});

describe("networkFields", () => {
  it("reads the short forms", () => {
    const options = parseFields<Record<string, unknown>>(networkFields, {
      hosts: ["a:1", "[::1]:2", "::1", "b", { host: "c", port: 3 }],
      tls: true,
      targetSessionAttrs: "primary",
      user: "u",
    });
    expect(options["hosts"]).toEqual([
      { host: "a", port: 1 },
      { host: "::1", port: 2 },
      { host: "::1" },
      { host: "b" },
      { host: "c", port: 3 },
    ]);
    expect(options["tls"]).toEqual({ mode: "verify-full", minVersion: "TLSv1.2" });
    expect(options["targetSession"]).toBe("primary");
    expect(options["username"]).toBe("u");
    expect(
      parseFields<Record<string, unknown>>(networkFields, { hosts: "a:1,b", tls: "require" }, { coerce: true }),
    ).toMatchObject({ hosts: [{ host: "a", port: 1 }, { host: "b" }], tls: { mode: "require" } });
  });

  it("takes credentials as functions", () => {
    const password = async (): Promise<string> => "x";
    expect(parseFields<Record<string, unknown>>(networkFields, { password, username: () => "u" })["password"]).toBe(
      password,
    );
    expect(checkFields(networkFields, { host: () => "h" }).problems).toHaveLength(1);
  });

  it("refuses a port that hides in a host", () => {
    expect(checkFields(networkFields, { hosts: ["a:x:y"] }).problems).toHaveLength(1);
    expect(checkFields(networkFields, { hosts: ["a:99999"] }).problems).toHaveLength(1);
    expect(checkFields(networkFields, { hosts: [] }).problems).toHaveLength(1);
  });
});

describe("completeFields", () => {
  it("checks the engine's keys within replicas without its defaults", () => {
    const fields = completeFields(networkFields);
    expect(checkFields(fields, { replicas: [{ hots: "r", port: "x" }] }).problems.map(({ path }) => path)).toEqual([
      "replicas.0.port",
      "replicas.0.hots",
    ]);
    expect(parseFields<Record<string, unknown>>(fields, { replicas: [{ host: "r" }] })["replicas"]).toEqual([
      { host: "r", weight: 1 },
    ]);
  });
});

describe("toMarkdown", () => {
  it("has one row for each option, with its type, unit, default and meaning", () => {
    const lines = toMarkdown(completeFields(networkFields)).split("\n");
    expect(lines[0]).toBe("| Option | Type | Default | Meaning |");
    expect(lines).toContain("| `pool.max` | whole number, from 1 | `10` | The most sessions open at a time. |");
    expect(lines).toContain(
      "| `pool.idleTimeout` | duration (ms) | `1m` | A session idle for longer is closed, down to `min`. 0 is off. |",
    );
    expect(lines.find((line) => line.startsWith("| `pool.leakThreshold`"))).toContain("| `off` |");
    expect(lines.find((line) => line.startsWith("| `password`"))).toContain("| string or function |");
    expect(lines.some((line) => line.startsWith("| `replicas[].maxLag`"))).toBe(true);
    for (const line of lines.filter((text) => text !== ""))
      expect(line.replaceAll(String.raw`\|`, "").split("|")).toHaveLength(6);
  });
});

describe("toJsonSchema", () => {
  it("describes what the tables take", () => {
    expect(
      toJsonSchema({
        size: { kind: "size", default: "1MB", description: "x", alias: ["bytes"] },
        run: { kind: "function", description: "" },
      }),
    ).toEqual({
      type: "object",
      additionalProperties: false,
      properties: {
        size: {
          anyOf: [
            { type: "number", minimum: 0 },
            { type: "string", pattern: expect.any(String) },
          ],
          description: "x",
          default: "1MB",
        },
        bytes: {
          anyOf: [
            { type: "number", minimum: 0 },
            { type: "string", pattern: expect.any(String) },
          ],
          description: "Another spelling of `size`.",
        },
      },
    });
    expect(
      toJsonSchema({ on: { kind: "boolean", required: true, description: "" } }, { interpolation: true, open: true }),
    ).toEqual({
      type: "object",
      required: ["on"],
      properties: { on: { anyOf: [{ type: "boolean" }, { type: "string", pattern: "\\$\\{" }], description: "" } },
    });
  });
});
