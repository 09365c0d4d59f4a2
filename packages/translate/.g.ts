import { Grammars } from "@tooling/grammars";
import { tryTranslate } from "./src/index.ts";
import { assumed, readCorpus } from "./test/support/corpus.ts";
import { fixtureSchema } from "./test/support/fixture.ts";
import { appendFileSync } from "node:fs";
const to = process.argv[2] as "mssql" | "oracle";
const texts = new Map<string, string>();
const refused = new Map<string, number>();
for (const s of readCorpus("translated"))
  for (const from of s.from) {
    const a = tryTranslate(s.text, {
      from,
      to,
      schema: fixtureSchema,
      assume: assumed,
      toVersion: to === "mssql" ? [15] : [19],
    });
    if (a.ok) texts.set(a.translation.text, `${s.file}:${s.line} ${from}`);
    else {
      const k = a.refusals[0].construct;
      refused.set(k, (refused.get(k) ?? 0) + 1);
    }
  }
console.log(to, texts.size, [...refused]);
const g = await Grammars.open(to);
let n = 0;
const t0 = Date.now();
for (const [text, where] of texts) {
  n++;
  const v = await g.against(text);
  if (Object.keys(v).length) console.log("BAD", where, text, JSON.stringify(v));
  if (n % 50 === 0) console.log(n, (Date.now() - t0) / 1000);
}
await g.close();
console.log("done", n);
