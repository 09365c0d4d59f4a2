import { expect, it } from "@jest/globals";
import { describeGrammars } from "@tooling/grammars/jest";
import { tryTranslate } from "../../src/index.ts";
import { assumed, readCorpus } from "../support/corpus.ts";
import { fixtureSchema } from "../support/fixture.ts";

/** Every statement of the corpus that has an equal in a dialect, once for each text. */
function translations(to: "mssql" | "oracle"): readonly { readonly title: string; readonly text: string }[] {
  const texts = new Map<string, string>();
  for (const statement of readCorpus("translated")) {
    for (const from of statement.from) {
      const attempt = tryTranslate(statement.text, {
        from,
        to,
        schema: fixtureSchema,
        assume: assumed,
        toVersion: to === "mssql" ? [15] : [19],
      });
      if (attempt.ok && from !== to)
        texts.set(attempt.translation.text, `${statement.file}:${statement.line} from ${from}`);
    }
  }
  return [...texts].map(([text, title]) => ({ title, text }));
}

for (const engine of ["mssql", "oracle"] as const) {
  await describeGrammars(engine, `the grammars of ${engine}`, (against) => {
    it.each(translations(engine))("accept $title", async ({ text }) => {
      expect({ text, refused: await against(text) }).toEqual({ text, refused: {} });
    });
  });
}
