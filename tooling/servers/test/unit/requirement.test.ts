import { describe, expect, it } from "@jest/globals";
import { isAtLeast, parseRequirements } from "../../src/requirement.ts";

describe("parseRequirements", () => {
  it.each([
    [undefined, []],
    ["", []],
    ["postgres", [{ engine: "postgres" }]],
    ["postgres>=18", [{ engine: "postgres", minimum: "18" }]],
    ["h2>=2", [{ engine: "h2", minimum: "2" }]],
    [" postgres >= 18.6 , mysql", [{ engine: "postgres", minimum: "18.6" }, { engine: "mysql" }]],
  ])("reads %j", (text, expected) => {
    expect(parseRequirements(text)).toEqual(expected);
  });

  it.each(["postgresql", "postgres>18", "postgres>=", "postgres mysql", "POSTGRES"])("refuses %j", (text) => {
    expect(() => parseRequirements(text)).toThrow("DB_TEST_REQUIRE");
  });
});

describe("isAtLeast", () => {
  it.each([
    ["18.6", "18", true],
    ["18", "18.0", true],
    ["9.1", "10", false],
    ["15.18 (Debian 15.18-0+deb12u1)", "15.2", true],
    ["15.18", "18", false],
    ["11.8.3-MariaDB", "11.8.4", false],
  ])("%s against %s is %s", (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });
});
