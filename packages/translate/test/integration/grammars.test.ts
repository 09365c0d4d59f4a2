import { expect, it } from "@jest/globals";
import { describeGrammars, mainGrammars } from "@tooling/grammars/jest";
import { tryTranslate } from "../../src/index.ts";
import { assumed, readCorpus } from "../support/corpus.ts";
import { fixtureSchema } from "../support/fixture.ts";

/** What the statements of one file of the corpus become, from the first source of each. */
function translations(file: string, to: "mssql" | "oracle"): readonly string[] {
  const statements = [...readCorpus("translated"), ...readCorpus("schema")].filter(
    (statement) => statement.file === file,
  );
  const toVersion = to === "mssql" ? [15] : [19];
  const texts = statements.flatMap(({ text, from }) => {
    const attempt = tryTranslate(text, { from: from[0]!, to, schema: fixtureSchema, assume: assumed, toVersion });
    return attempt.ok ? [attempt.translation.text] : [];
  });
  return [...new Set(texts)];
}

const files = [...new Set([...readCorpus("translated"), ...readCorpus("schema")].map(({ file }) => file))];

for (const engine of ["mssql", "oracle"] as const) {
  await describeGrammars(engine, `the grammars of ${engine} accept translations`, (against) => {
    it.each(files.filter((file) => translations(file, engine).length > 0))(
      "of %s",
      async (file) => {
        const refused: Record<string, unknown> = {};
        for (const text of translations(file, engine)) {
          const verdicts = await against(text, mainGrammars[engine]);
          if (Object.keys(verdicts).length > 0) refused[text] = verdicts;
        }
        expect(refused).toEqual({});
      },
      300_000,
    );
  });
}
