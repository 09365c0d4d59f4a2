import { afterAll, beforeAll, describe, it } from "@jest/globals";
import { recordNotRun } from "@tooling/servers";
import { Grammars } from "./grammars.ts";

/** For SQL Server all three, for Oracle the two that know the most. */
export const mainGrammars = {
  mssql: ["scriptdom", "sqlfluff", "dbml"],
  oracle: ["dbml", "plsql"],
} as const satisfies Record<string, readonly string[]>;

/** A parser learns as it reads, and takes seconds for its first sentences; Python's packages come first of all. */
const patience = 600_000;

/**
 * `describe` for tests that ask an engine's grammars; `against` gives what each says against a statement, or those that are named, empty when all accept it.
 * Where they cannot be had Jest shows one todo, and the closing report says so; in CI it is a failure. Await the call at
 * the top level of the file.
 */
export async function describeGrammars(
  engine: "mssql" | "oracle",
  title: string,
  tests: (against: Grammars["against"]) => void,
): Promise<void> {
  let grammars: Grammars | undefined;
  try {
    grammars = await Grammars.open(engine);
  } catch (error) {
    if (process.env["CI"]) throw error;
    recordNotRun({
      subject: `the grammars of ${engine}`,
      reason: "no Python 3 with venv and its packages, or no Maven",
    });
  }
  describe(title, () => {
    if (grammars === undefined) {
      it.todo(`not run: no grammars of ${engine}`);
      return;
    }
    const open = grammars;
    beforeAll(async () => void (await open.against("select 1 as one from dual")), patience);
    afterAll(() => open.close());
    tests((statement, names) => open.against(statement, names));
  });
}
