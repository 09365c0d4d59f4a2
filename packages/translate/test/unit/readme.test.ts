import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { describeExamples } from "@tooling/presets/examples";
import { assumptionTexts } from "../../src/assumptions.ts";
import { readCorpus, readRefused } from "../support/corpus.ts";
import { countsTable } from "../support/counts.ts";

const packageFolder = join(import.meta.dirname, "../..");
const readmeFile = join(packageFolder, "README.md");
const readme = readFileSync(readmeFile, "utf8");
const squeeze = (text: string): string => text.replace(/ +/g, " ").replace(/-{3,}/g, "---").trim();
const between = (mark: string): string => new RegExp(`<!-- ${mark} -->(.*?)<!-- /`, "s").exec(readme)?.[1] ?? "";

it("the first use is ten lines at most", () => {
  const first = /^```ts\n(.*?)^```$/ms.exec(readme)?.[1] ?? "";
  expect(first.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(10);
});

it("tells the numbers of the corpus", () => {
  expect([between("statements"), between("elsewhere"), between("refused")]).toEqual([
    String(readCorpus("translated").length),
    String(readCorpus("elsewhere").length),
    String(readRefused().length),
  ]);
  expect(squeeze(between("counts"))).toBe(squeeze(countsTable()));
  const record = JSON.parse(readFileSync(join(packageFolder, "test/support/h2-refuses.json"), "utf8")) as Record<
    string,
    { readonly equal: number; readonly otherwise: object }
  >;
  for (const engine of ["mssql", "oracle"]) {
    const { equal, otherwise } = record[engine]!;
    expect(between(`h2 ${engine}`)).toBe(`${equal} of ${equal + Object.keys(otherwise).length}`);
  }
});

it("lists every assumption with the value that vouches for it", () => {
  for (const [name, [value]] of Object.entries(assumptionTexts)) expect(readme).toContain(`\`${name}: "${value}"\``);
});

describeExamples({ documents: [readmeFile], packageFolder, source: true, printed: true });
