import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  buildConnectionString,
  connectionSchemes,
  engineNames,
  redactConnectionString,
} from "../../../src/connection-strings/index.ts";
import { generated } from "./generated.ts";

const marker = "Zq9";
const punctuation = fc.string({ unit: fc.constantFrom(..."@:/?#%;=&+ '\"{}[]()\\,1"), maxLength: 6 });
/** A password that is recognised in pieces as well as whole. */
const password = fc.tuple(punctuation, punctuation).map(([a, b]) => `${marker}${a}${marker}${b}${marker}`);

describe("redactConnectionString", () => {
  it.each([
    ["postgres://u:Zq9@h:5432/d?sslmode=require&sslpassword=Zq9", "postgres://u:***@h:5432/d?sslmode=require&***=***"],
    ["host=h user=u password=Zq9 sslmode=disable", "host=h user=u password=*** sslmode=disable"],
    [
      "Server=h;Database=d;User Id=u;Password={Zq9;};Encrypt=true",
      "Server=h;Database=d;User Id=u;Password=***;Encrypt=true",
    ],
    ["mongodb://u:Zq9@h/d?authSource=admin", "mongodb://u:***@h/d?authSource=admin"],
    ["redis://Zq9@h", "redis://***@h/"],
    ["redis://:Zq9@h/1", "redis://:***@h/1"],
    [
      "scott/Zq9@(DESCRIPTION=(ADDRESS=(HOST=h))(SECURITY=(WALLET_PASSWORD=Zq9)))",
      'scott/"***"@(DESCRIPTION=(ADDRESS=(HOST=h))(***))',
    ],
    ["sqlite:app.db?mode=ro&key=Zq9", "sqlite:app.db?mode=ro&***=***"],
    ["postgres://u:1/Zq9@h/d", "postgres:***"],
    ["postgres://u:1?x=Zq9@h/d", "postgres:***"],
    ["sqlserver://u:1;w=Zq9@h/d", "sqlserver:***"],
    ["u:Zq9@h/app.db", "***"],
    ["Zq9:1", "***"],
    ["other://u:Zq9@h", "***"],
    ["", "***"],
  ])("%s", (text, redacted) => {
    expect(redactConnectionString(text)).toBe(redacted);
  });

  it("hides a user and password that could be a host and a service", () => {
    expect(redactConnectionString("scott/Zq9", "oracle")).toBe("***");
    expect(redactConnectionString("//h/svc", "oracle")).toBe("//h/svc");
  });

  const withPassword = Object.entries(generated).filter(([form]) => form !== "SQLite" && form !== "PGlite");
  describe.each(withPassword)("%s", (_form, parts) => {
    it("never holds the password", () => {
      fc.assert(
        fc.property(parts, password, (original, secret) => {
          const text = buildConnectionString({ ...original, username: "u", password: secret });
          expect(text).toContain(marker);
          expect(redactConnectionString(text, original.engine)).not.toContain(marker);
          expect(redactConnectionString(text)).not.toContain(marker);
        }),
        { numRuns: 300 },
      );
    });
  });

  it("never holds a password that was written without encoding it", () => {
    const scheme = fc.constantFrom(...Object.keys(connectionSchemes), "tcps", "unknown");
    fc.assert(
      fc.property(scheme, password, fc.constantFrom("", ":1", "/d", "/d?x=1", ";x=1"), (name, secret, rest) => {
        const text = `${name}://user:${secret}@host${rest}`;
        expect(redactConnectionString(text)).not.toContain(marker);
      }),
      { numRuns: 20_000 },
    );
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom(undefined, ...engineNames), (text, engine) => {
        expect(typeof redactConnectionString(text, engine)).toBe("string");
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["spaces in a server", `Server=a${" ".repeat(20_000)}{`],
    ["spaces after a key", `Server${" ".repeat(20_000)}`],
    ["properties", `Server=h;${"a=1;".repeat(20_000)}`],
    ["braces", `Server={${"}}".repeat(20_000)}`],
    ["backslashes", `host=${"\\a".repeat(20_000)}`],
    ["brackets", `(DESCRIPTION=${"(A=".repeat(20_000)}`],
    ["hosts", `postgres://${"a,".repeat(20_000)}`],
    ["at signs", `u/${"a@".repeat(20_000)}(`],
    ["slashes", `//${"a/".repeat(20_000)}`],
  ])("takes time in line with the length of the text: %s", (_what, text) => {
    const started = performance.now();
    for (const engine of [undefined, ...engineNames]) redactConnectionString(text, engine);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
