import { describe, expect, it } from "@jest/globals";
import { compile, examplesOf, runProgram, writeExamples } from "../../src/examples.ts";

const documents = ["README.md", "packages/core/README.md"];
const examples = documents.flatMap(examplesOf);
const files = writeExamples(examples);

describe("the examples of the documentation", () => {
  it("are found in every document", () => {
    for (const document of documents) expect(examplesOf(document).length).toBeGreaterThan(0);
  });

  it("compile", () => {
    expect(() => compile(files)).not.toThrow();
  });

  it.each(examples.map(({ name }, index) => [name, files[index] as string]))("%s runs and prints", (_name, file) => {
    expect(runProgram(file)).not.toBe("");
  });
});
