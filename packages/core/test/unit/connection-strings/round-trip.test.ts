import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { buildConnectionString, engineOf, parseConnectionString } from "../../../src/connection-strings/index.ts";
import { generated } from "./generated.ts";

describe.each(Object.entries(generated))("%s", (_form, parts) => {
  it("gives the parts back that it was built from", () => {
    fc.assert(
      fc.property(parts, (original) => {
        expect(parseConnectionString(buildConnectionString(original), original.engine)).toEqual(original);
      }),
      { numRuns: 500 },
    );
  });

  it("is the same text when it is built again", () => {
    fc.assert(
      fc.property(parts, (original) => {
        const text = buildConnectionString(original);
        expect(buildConnectionString(parseConnectionString(text, original.engine))).toBe(text);
      }),
    );
  });

  it("belongs to its engine", () => {
    fc.assert(
      fc.property(parts, (original) => {
        // Names and unadorned paths tell no engine.
        const found = engineOf(buildConnectionString(original));
        const expected = original.form === "url" ? [original.engine] : [original.engine, undefined];
        expect(expected).toContain(found);
      }),
    );
  });
});

describe("buildConnectionString", () => {
  it("chooses the scheme that the parts ask for", () => {
    const parts = { hosts: [{ host: "h" }], parameters: {} };
    expect(buildConnectionString({ ...parts, engine: "postgres" })).toBe("postgres://h/");
    expect(buildConnectionString({ ...parts, engine: "redis", tls: true, topology: "cluster" })).toBe(
      "rediss+cluster://h/",
    );
    expect(buildConnectionString({ ...parts, engine: "mongo", srv: true })).toBe("mongodb+srv://h/");
    expect(buildConnectionString({ ...parts, engine: "sqlite", hosts: [], file: "a b.db" })).toBe("sqlite:a%20b.db");
  });

  it("refuses parts that the form cannot hold", () => {
    const hosts = [{ host: "a" }, { host: "b" }];
    expect(() => buildConnectionString({ engine: "mssql", form: "ado", hosts, parameters: {} })).toThrow(/one host/);
    expect(() =>
      buildConnectionString({ engine: "oracle", form: "easy-connect", hosts, parameters: { a: "x&y" } }),
    ).toThrow(/cannot hold/);
    expect(() => buildConnectionString({ engine: "mysql", hosts, database: "\ud800", parameters: {} })).toThrow(
      /Unicode/,
    );
  });
});
