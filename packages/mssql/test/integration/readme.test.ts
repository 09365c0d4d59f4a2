import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, describe, it } from "@jest/globals";
import { describeExamples } from "@tooling/presets/examples";
import { testServer } from "@tooling/servers";

const packageFolder = join(import.meta.dirname, "../..");
const postgres = testServer("postgres");

if (postgres === undefined) {
  describe("the README", () => {
    it.todo("not run: no PostgreSQL server behind the double");
  });
} else {
  // The examples block this process while they run, so the double is another.
  const double = spawn(
    process.execPath,
    ["--no-warnings", "--conditions=@db/source", join(packageFolder, "test/support/double-process.ts")],
    { env: { ...process.env, DB_TEST_POSTGRES_URL: postgres.url }, stdio: ["pipe", "pipe", "inherit"] },
  );
  const [port] = (await once(double.stdout, "data")) as [Buffer];
  describe("the README", () => {
    describeExamples({
      documents: [join(packageFolder, "README.md")],
      packageFolder,
      source: true,
      environment: { DATABASE_URL: `mssql://sa:secret@127.0.0.1:${String(port).trim()}/db?encrypt=false` },
    });
    afterAll(async () => {
      const gone = once(double, "exit");
      double.stdin.end();
      await gone;
    });
  });
}
