import { dbmlGrammar } from "./dbml.ts";
import { plsqlGrammar } from "./plsql.ts";
import { ensurePython, PythonReader } from "./python.ts";
import type { Grammar, Verdict } from "./verdict.ts";

/** The grammars of one engine. */
export class Grammars {
  readonly names: readonly string[];
  readonly #grammars: readonly Grammar[];
  readonly #python: PythonReader | undefined;

  private constructor(grammars: readonly Grammar[], python?: PythonReader) {
    this.#grammars = grammars;
    this.#python = python;
    this.names = grammars.map(({ name }) => name);
  }

  /**
   * Opens an engine's grammars: for SQL Server `scriptdom` (Microsoft's own, of SQL Server 2019; Linux on x64), `sqlfluff` and
   * `dbml`; for Oracle `dbml` and `plsql`. Rejects where SQL Server's need a Python that is not to be had. The caller closes them.
   */
  static async open(engine: "mssql" | "oracle"): Promise<Grammars> {
    if (engine === "oracle") return new Grammars([dbmlGrammar("oracle"), plsqlGrammar]);
    const python = new PythonReader(await ensurePython());
    const names =
      process.platform === "linux" && process.arch === "x64"
        ? (["scriptdom", "sqlfluff"] as const)
        : (["sqlfluff"] as const);
    const read = names.map((name): Grammar => ({ name, read: (statement) => python.read(name, statement) }));
    return new Grammars([...read, dbmlGrammar("mssql")], python);
  }

  /** What each grammar says against a statement, by the grammars' names; empty when all accept it. */
  async against(statement: string): Promise<Readonly<Record<string, Verdict>>> {
    const verdicts: Record<string, Verdict> = {};
    for (const { name, read } of this.#grammars) {
      const verdict = await read(statement);
      if (verdict !== undefined) verdicts[name] = verdict;
    }
    return verdicts;
  }

  /** Ends what was started for them. */
  async close(): Promise<void> {
    await this.#python?.close();
  }
}
