import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { concerns } from "@db/conformance";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const readme = read("../../README.md");

it("shows an example that is compiled", () => {
  const example = read("../types/readme-example.test-d.ts").replace("../../../sqlite/src/index.ts", "@db/sqlite");
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

it("tells what every concern proves", () => {
  for (const name of Object.keys(concerns)) expect(readme).toContain(`| \`${name}\``);
});
