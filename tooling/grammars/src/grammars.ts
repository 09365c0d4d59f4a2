import { dbmlGrammar } from "./dbml.ts";
import { plsqlGrammar } from "./plsql.ts";
import { ensureJars } from "./jars.ts";
import { ensurePython, PythonReader, type PythonGrammar } from "./python.ts";
import type { Grammar, Verdict } from "./verdict.ts";

/** The grammars of one engine. */
export class Grammars {
  readonly names: readonly string[];
  readonly #grammars: readonly Grammar[];
  readonly #python: PythonReader;

  private constructor(grammars: readonly Grammar[], python: PythonReader) {
    this.#grammars = grammars;
    this.#python = python;
    this.names = grammars.map(({ name }) => name);
  }

  /**
   * Opens an engine's grammars: for SQL Server `scriptdom` (Microsoft's own, of SQL Server 2019; Linux on x64), `sqlfluff` and
   * `dbml`; for Oracle `dbml`, `plsql`, `sqlfluff-oracle` and `shardingsphere`. Rejects where those that need a Python with its
   * packages, or Java with Maven, are not to be had. The caller closes them.
   */
  static async open(engine: "mssql" | "oracle"): Promise<Grammars> {
    const python = new PythonReader(await ensurePython(), engine === "oracle" ? await ensureJars() : undefined);
    const inPython = (name: PythonGrammar): Grammar => ({ name, read: (statement) => python.read(name, statement) });
    if (engine === "oracle") {
      const more = (["sqlfluff-oracle", "shardingsphere"] as const).map(inPython);
      return new Grammars([dbmlGrammar("oracle"), plsqlGrammar, ...more], python);
    }
    const names =
      process.platform === "linux" && process.arch === "x64"
        ? (["scriptdom", "sqlfluff"] as const)
        : (["sqlfluff"] as const);
    return new Grammars([...names.map(inPython), dbmlGrammar("mssql")], python);
  }

  /**
   * What each grammar says against a statement, by the grammars' names; empty when all accept it. `names` asks some of them;
   * all unless given.
   */
  async against(statement: string, names: readonly string[] = this.names): Promise<Readonly<Record<string, Verdict>>> {
    const verdicts: Record<string, Verdict> = {};
    for (const { name, read } of this.#grammars.filter((grammar) => names.includes(grammar.name))) {
      const verdict = await read(statement);
      if (verdict !== undefined) verdicts[name] = verdict;
    }
    return verdicts;
  }

  /** Ends what was started for them. */
  async close(): Promise<void> {
    await this.#python.close();
  }
}
