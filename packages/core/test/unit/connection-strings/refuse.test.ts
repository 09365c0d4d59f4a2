import { describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "../../../src/errors/index.ts";
import { engineOf, parseConnectionString, type EngineName } from "../../../src/connection-strings/index.ts";

const refused: readonly (readonly [text: string, message: RegExp, engine?: EngineName])[] = [
  ["", /empty/],
  ["nonsense", /no scheme that is known/],
  ["duckdb:Zq9", /no scheme that is known/],
  ["postgres:Zq9", /not a URL/],
  ["postgres://u:Zq9/x@h/d", /port|@/],
  ["postgres://u:1/Zq9@h/d", /unencoded @/],
  ["postgres://u:1?Zq9@h/d", /unencoded @/],
  ["postgres://u:1#Zq9@h/d", /unencoded #/],
  ["postgres://u:Zq9%@h/d", /password holds a %/],
  ["postgres://u:p@h:99999/d", /port/],
  ["postgres://u:p@h1,,h2/d", /host is empty/],
  ["postgres://u:p@::1/d", /IPv6/],
  ["postgres://h/d?a=1&a=2", /twice/],
  ["postgres://u:p@h/d?password=Zq9", /"password" is given twice/],
  ["postgres://h1,h2/d?port=1,2,3", /ports/],
  ["host=h password=Zq9 Zq9", /key=value/],
  ["host=h password='Zq9", /key=value/],
  ["host=h host=i", /twice/],
  ["mysql://h/d", /is for mysql, not for postgres/, "postgres"],
  ["Server=h;Password=Zq9;Zq9", /Key=value/],
  ["Server=h;Password={Zq9;Database=d", /Key=value/],
  ["Server=h;Password=a;PWD=Zq9", /twice/],
  ["Server=np:h;Database=d", /protocol/],
  ["(DESCRIPTION=(ADDRESS=(HOST=h)", /descriptor/],
  ["//h1;h2/svc", /address lists/],
  ["u/Zq9@w@x@", /identifier|empty/, "oracle"],
  ["sqlite:", /no file/],
  ["sqlite:a#b", /#/],
  ["file://host/share.db", /another host/],
  ["mongodb://", /no host/],
  ["mongodb+srv://h:1/d", /without a port/],
  ["mongodb+srv://h1,h2/d", /one host/],
  ["redis://h/x", /not a number/],
  ["redis://h1,h2", /several hosts/],
  ["redis+sentinel://h", /no group/],
];

describe("a connection string that cannot be read", () => {
  it.each(refused)("is refused: %s", (...[text, message, engine]) => {
    const error = thrown(() => parseConnectionString(text, engine));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as Error).message).toMatch(message);
    expect(JSON.stringify((error as ConfigurationError).toJSON())).not.toContain("Zq9");
    expect((error as Error).cause).toBeUndefined();
  });
});

describe("engineOf", () => {
  it.each([
    ["POSTGRES://h", "postgres"],
    ["host=h dbname=d", "postgres"],
    ["user=u password=p", "postgres"],
    ["Server=h;Database=d", "mssql"],
    ["User=sa;Server=h", "mssql"],
    ["(description = (address=(host=h)))", "oracle"],
    ["tcps://h/svc", "oracle"],
    ["u/p@(DESCRIPTION=(ADDRESS=(HOST=h)))", "oracle"],
    ["app.db", "sqlite"],
    ["mongodb+srv://h", "mongo"],
    ["valkey+cluster://h", "redis"],
    ["db.yaml", undefined],
    ["constructor:x", undefined],
    ["", undefined],
  ])("%s", (text, engine) => {
    expect(engineOf(text)).toBe(engine);
  });
});

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
