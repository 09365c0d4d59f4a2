import { describe, expect, it } from "@jest/globals";
import { differences } from "../../src/exported-names.ts";

describe("differences", () => {
  it("is empty when the record is right", () => {
    expect(differences([". value a"], [". value a"])).toEqual([]);
  });

  it("names what came and what went, and a value that became a type", () => {
    const found = differences([". value a", ". value b"], [". value a", ". type b"]);
    expect(found.slice(0, 2)).toEqual(["new export: . type b", "export is gone: . value b"]);
    expect(found[2]).toContain("--update");
  });
});
