import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { describeExamples } from "@tooling/presets/examples";

const packageFolder = join(import.meta.dirname, "../..");
const readme = join(packageFolder, "README.md");

it("the first use is ten lines at most", () => {
  const first = /^```ts\n(.*?)^```$/ms.exec(readFileSync(readme, "utf8"))?.[1] ?? "";
  expect(first.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(10);
});

describeExamples({ documents: [readme], packageFolder, source: true, printed: true });
