import { describe, expect, it } from "@jest/globals";
import { interpolate } from "../../../src/config/index.ts";

const env = { HOST: "h", EMPTY: "", WEIRD: 'a: #b\n"${HOST}' };

describe("interpolate", () => {
  it.each([
    ["${HOST}", "h"],
    ["x${HOST}y${HOST}", "xhyh"],
    ["${EMPTY}", ""],
    ["${EMPTY:-d}", "d"],
    ["${NONE:-d}", "d"],
    ["${NONE:-}", ""],
    ["${NONE:-${EMPTY:-${HOST}}}!", "h!"],
    ["${HOST:-${NONE}}", "h"],
    ["${HOST:-${NONE:-${ALSO}}}", "h"],
    ["${HOST:?must be set}", "h"],
    ["${WEIRD}", env.WEIRD],
    ["$${HOST}", "${HOST}"],
    ["pa$word$", "pa$word$"],
    ["a$$b", "a$b"],
    ["{}", "{}"],
    ["${NONE:-a$$b}", "a$b"],
  ])("%s", (text, expected) => {
    expect(interpolate(text, env)).toMatchObject({ value: expected, problems: [] });
  });

  it.each([
    ["${NONE}", "the variable NONE is not set"],
    ["${EMPTY:?say who}", "say who"],
    ["${NONE:?}", "the variable NONE is not set"],
    ["${NONE:-${ALSO}}", "the variable ALSO is not set"],
    ["${", "has a ${ that is no variable"],
    ["${HOST", "has a ${ that is no variable"],
    ["${1A}", "has a ${ that is no variable"],
    ["${HOST:-x", "has a ${ that is no variable"],
    ["${HOST:+x}", "has a ${ that is no variable"],
  ])("refuses %s", (text, message) => {
    const { problems } = interpolate({ a: [{ b: text }] }, env);
    expect(problems).toMatchObject([{ path: "a.0.b", message }]);
  });

  it("goes through lists and objects and leaves all but text alone", () => {
    const input = { a: ["${HOST}", 1, null, true], "${HOST}": { b: "${HOST}" } };
    expect(interpolate(input, env).value).toEqual({ a: ["h", 1, null, true], "${HOST}": { b: "h" } });
    expect(input.a[0]).toBe("${HOST}");
  });

  it("tells which variables were asked for", () => {
    expect([...interpolate("${HOST} ${NONE:-x} ${HOST:-${UNUSED}}", env).variables]).toEqual(["HOST", "NONE"]);
  });

  it("has no variables of the prototype", () => {
    expect(interpolate("${constructor:-none}", {}).value).toBe("none");
  });
});
