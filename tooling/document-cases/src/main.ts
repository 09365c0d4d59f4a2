import { parseArgs } from "node:util";
import type { Document } from "bson";
import { readCases, type Case } from "./read-cases.ts";
import { Report } from "./report.ts";
import { runCase } from "./run-case.ts";
import { engines } from "./targets.ts";

const usage = `Replays recorded answers of MongoDB on an engine.

  node --conditions=@db/source tooling/document-cases/src/main.ts [options] <folder of cases>

  --engine <name>     ${Object.keys(engines).join(", ")}; memory by default
  --family <name>     a family of cases (a file of the folder); may be given several times
  --id <text>         only cases whose id has this text
  --documentdb        only cases that the DocumentDB extension answers as MongoDB does
  --failures          lists every case that did not pass, and why
  --by <depth>        counts by so many parts of the ids, beside the families
  --patience <ms>     how long a case may take; 10000 by default

The exit code is 1 when a case hung or could not be read, 2 for wrong options.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    engine: { type: "string", default: "memory" },
    family: { type: "string", multiple: true, default: [] },
    id: { type: "string", default: "" },
    documentdb: { type: "boolean", default: false },
    failures: { type: "boolean", default: false },
    by: { type: "string", default: "0" },
    patience: { type: "string", default: "10000" },
    help: { type: "boolean", default: false },
  },
});
const folder = positionals[0];
const start = engines[values.engine];
if (values.help || folder === undefined || start === undefined) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}

/** The name of the database that a case's namespaces mean. */
function databaseName(given: Case): string {
  for (const command of given.commands) {
    const name = namespaceIn(command);
    if (name !== undefined) return name;
  }
  return "test";
}

function namespaceIn(command: Document): string | undefined {
  const renamed: unknown = command["renameCollection"];
  const info = command["nsInfo"] as Document[] | undefined;
  const namespace: unknown = typeof renamed === "string" ? renamed : Array.isArray(info) ? info[0]?.["ns"] : undefined;
  return typeof namespace === "string" && namespace.indexOf(".") > 0 ? namespace.split(".")[0] : undefined;
}

const engine = start();
const report = new Report(Number(values.by));
for await (const given of readCases(folder, values.family, (id, reason) => report.unreadable(id, reason))) {
  if (!given.id.includes(values.id) || (values.documentdb && !given.documentdb)) continue;
  const target = await engine.open(databaseName(given));
  try {
    const outcome = await runCase(given, target, Number(values.patience));
    report.add(given, outcome);
    if (values.failures && outcome.result !== "passed")
      console.log(`${outcome.result} ${given.id}\n    ${outcome.reason}`);
  } finally {
    await target.close();
  }
}
await engine.close();
console.log(report.text());
process.exitCode = report.unsound ? 1 : 0;
