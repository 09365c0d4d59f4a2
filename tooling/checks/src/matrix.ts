/* `npm run matrix`: writes the README's capability matrix from what the last conformance runs have proven. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { conformanceFolder, type RecordedConformance } from "@tooling/servers";
import { root } from "./workspace.ts";

const begin = "<!-- matrix: written by `npm run matrix` -->";
const end = "<!-- /matrix -->";

/** What each capability is called in the README; those that are left out differ in no way a reader asks for. */
const titles: Readonly<Record<string, string>> = {
  transactions: "transactions",
  savepoints: "nested transactions (savepoints)",
  isolationLevels: "isolation levels",
  readOnlyTransactions: "read-only transactions",
  deferrableTransactions: "deferrable transactions",
  immediateTransactions: "transactions that lock at once",
  transactionalDdl: "DDL in transactions",
  cancel: "aborts and time limits stop the server",
  stream: "streams",
  bulkInsert: "bulk insert by the engine's own path",
  atomicBulkInsert: "that path whole or not at all, without a transaction",
  returning: "data changes that give rows",
  procedures: "stored procedures",
  multipleResultSets: "several result sets",
  arrays: "arrays",
  notifications: "notifications",
  advisoryLocks: "advisory locks",
  twoPhase: "two-phase commit",
  multipleHosts: "several hosts, chosen by role",
  replicationLag: "replicas with a bound on their lag",
  tls: "TLS",
  pipelining: "statements sent without waiting (pipelining)",
  concurrentSessions: "several sessions at a time",
  specialFloats: "NaN and infinities",
  nulCharacters: "U+0000 in text",
  catalogue: "the catalogue",
};

const subjects = readdirSync(conformanceFolder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => JSON.parse(readFileSync(join(conformanceFolder, file), "utf8")) as RecordedConformance)
  .toSorted((a, b) => a.subject.localeCompare(b.subject));

const failing = subjects.filter(({ failures }) => failures.length > 0);
if (subjects.length === 0 || failing.length > 0) {
  const what = failing.map(({ subject, failures }) => `${subject}: ${failures.join("; ")}`).join("\n");
  console.error(
    subjects.length === 0
      ? "no results: run the conformance tests first (npm test)"
      : `not written, since conformance fails:\n${what}`,
  );
  process.exit(1);
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = [
  line([
    "",
    ...subjects.map(({ subject, serverVersion }) =>
      subject.includes(numberOf(serverVersion)) ? subject : `${subject} (${numberOf(serverVersion)})`,
    ),
  ]),
  line(["---", ...subjects.map(() => "---")]),
  ...Object.entries(titles).map(([key, title]) =>
    line([title, ...subjects.map(({ capabilities }) => show((capabilities as Record<string, unknown>)[key]))]),
  ),
  line(["conformance tests passed", ...subjects.map(({ tests }) => String(tests))]),
].join("\n");

const file = join(root, "README.md");
const text = readFileSync(file, "utf8");
const from = text.indexOf(begin);
const to = text.indexOf(end);
if (from < 0 || to < from) throw new Error("README.md has no place for the matrix");
writeFileSync(file, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`);
console.log(`README.md: ${subjects.map(({ subject, tests }) => `${subject}, ${tests} tests`).join("; ")}`);

function show(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  return value === true ? "yes" : "no";
}

/** `18.6 (Debian 18.6-1)` is 18.6. */
function numberOf(version: string): string {
  return version.split(" ")[0] ?? version;
}
