/**
 * Asks questions of many documents, here and in SQL by hand, in turns: `DB_LOAD_DOCUMENTS` of them (1,000,000 unless given) on
 * the server of `DB_TEST_POSTGRES_URL`. Checks that answers are equal and that plans use indexes, and prints a table of medians. What it
 * loaded stays for the next run where `DB_LOAD_KEEP` is set.
 */
import assert from "node:assert/strict";
import { tracingChannel } from "node:diagnostics_channel";
import { createDatabase, sql, type DocumentCollection, type OperationEvent } from "@db/core";
import { pgJsonb } from "@db/pg-jsonb";
import { postgres } from "@db/postgres";
import { load } from "./load.ts";
import { questions, type Question } from "./questions.ts";
import type { Order } from "./documents.ts";

const url = process.env["DB_TEST_POSTGRES_URL"];
if (url === undefined) throw new Error("set DB_TEST_POSTGRES_URL");
const count = Number(process.env["DB_LOAD_DOCUMENTS"] ?? 1_000_000);
const rounds = Number(process.env["DB_LOAD_ROUNDS"] ?? 31);
const schema = "document_load";
const relational = createDatabase(postgres({ url }));
const database = pgJsonb(relational, { schema });
const orders = database.collection<Order>("orders");
const byHand = sql.id(schema, "by_hand");

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
const quartiles = (values: readonly number[]): string => {
  const sorted = values.toSorted((a, b) => a - b);
  return `${sorted[sorted.length >> 2]?.toFixed(2)} to ${sorted[(sorted.length * 3) >> 2]?.toFixed(2)}`;
};

/** Both ways in turns; the first few rounds warm up and do not count. */
async function measure(question: Question): Promise<void> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  const [filter, options] = question.find(1);
  const told = await orders.explain(filter, options);
  assert.equal(told.fullScan, false, `${question.name}: the plan reads everything`);
  assert.ok(told.indexes.length > 0, `${question.name}: the plan has no index`);
  let found = 0;
  for (let round = -5; round < rounds; round++) {
    const n = round + 10;
    const asked = async (): Promise<Order[]> => orders.find(...question.find(n)).toArray();
    const written = async (): Promise<Order[]> =>
      (await relational.query(question.byHand(byHand, n))).map(({ doc }) => doc);
    const [first, second] = round % 2 === 0 ? [asked, written] : [written, asked];
    const start = performance.now();
    const one = await first();
    const between = performance.now();
    const two = await second();
    const end = performance.now();
    const [a, b] = first === asked ? [one, two] : [two, one];
    const ids = (documents: Order[]): number[] => {
      const all = documents.map(({ _id }) => _id);
      return question.ordered ? all : all.sort((x, y) => x - y);
    };
    assert.deepEqual(ids(a), ids(b), `${question.name}: the answers differ`);
    if (round < 0) continue;
    found += a.length;
    ours.push(first === asked ? between - start : end - between);
    theirs.push(first === asked ? end - between : between - start);
  }
  const ratio = median(ours) / median(theirs);
  console.log(
    `| ${question.name} | ${Math.round(found / rounds)} | ${median(ours).toFixed(2)} (${quartiles(ours)}) | ${median(theirs).toFixed(2)} (${quartiles(theirs)}) | ${ratio.toFixed(2)} | ${told.indexes.join(", ").replaceAll(/_index_\w{28}/g, "…")} |`,
  );
}

/** An update of many documents is one statement: what is sent meanwhile is counted. */
async function updateMany(collection: DocumentCollection<Order>): Promise<void> {
  const wanted = Math.min(100_000, count);
  const sent: string[] = [];
  const subscriber = { start: ({ "db.query.text": text = "" }: OperationEvent) => void sent.push(text) };
  tracingChannel<OperationEvent>("@db:operation").subscribe(subscriber as never);
  const start = performance.now();
  const { matchedCount, modifiedCount } = await collection.updateMany({ _id: { $lt: wanted } }, { $inc: { score: 1 } });
  const time = performance.now() - start;
  tracingChannel<OperationEvent>("@db:operation").unsubscribe(subscriber as never);
  assert.deepEqual([matchedCount, modifiedCount], [wanted, wanted]);
  const writes = sent.filter((text) => /\bupdate\b/.test(text));
  assert.equal(writes.length, 1, "the update is one statement");
  console.log(
    `\nupdateMany over ${wanted} documents: ${(time / 1000).toFixed(1)} s; ${sent.length} statements sent, one of them the update`,
  );
}

try {
  await load(relational, orders, schema, count);
  console.log(`\n${count} documents, medians of ${rounds} rounds in ms (quartiles)\n`);
  console.log("| question | found | here | by hand | ratio | indexes |\n| --- | --: | --- | --- | --: | --- |");
  const only = process.env["DB_LOAD_ONLY"] ?? "";
  for (const question of questions(count)) if (question.name.includes(only)) await measure(question);
  if (only === "") await updateMany(orders);
  if (process.env["DB_LOAD_KEEP"] === undefined) await relational.execute(sql`drop schema ${sql.id(schema)} cascade`);
} finally {
  await database.close();
  await relational.close();
}
