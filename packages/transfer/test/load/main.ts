/**
 * Moves many documents there and back between two databases while the program that does so is killed again and again, then damages
 * one and looks whether the verification finds it. Not a test of jest's: it takes minutes. `DOCUMENTS` (100,000), `KILL_SECONDS` (30; 0 never
 * kills), `WAYS` (`schema>schema,schema>schema`; `mongo` with `DB_TEST_MONGO_URL`), `OPTIONS` (JSON), `BAR` (any text shows one).
 */
import { fileURLToPath } from "node:url";
import { createDatabase, sql, type DocumentDatabase } from "@db/core";
import { Double, Int32, Long, ObjectId } from "@db/document";
import { mongo } from "@db/mongo";
import { pgJsonb } from "@db/pg-jsonb";
import { postgres } from "@db/postgres";
import { verifyTransfer, type RunOptions } from "../../src/index.ts";
import { fill } from "../support/fill.ts";
import { runKilled } from "../support/killed.ts";

const count = Number(process.env["DOCUMENTS"] ?? 100_000);
const killSeconds = Number(process.env["KILL_SECONDS"] ?? 30);
const ways = (process.env["WAYS"] ?? "schema>schema,schema>schema").split(",").map((way) => way.split(">"));
const given = JSON.parse(process.env["OPTIONS"] ?? "{}") as RunOptions;
const program = fileURLToPath(new URL("../support/transfer-program.ts", import.meta.url));
const relational = createDatabase(postgres({ url: process.env["DB_TEST_POSTGRES_URL"] ?? "" }));
const opened: DocumentDatabase[] = [];
const schemas: string[] = [];

/** A place for documents that is empty. */
async function open(kind: string | undefined, name: string): Promise<{ place: string; database: DocumentDatabase }> {
  if (kind === "mongo") {
    const database = mongo({ url: process.env["DB_TEST_MONGO_URL"], database: name });
    opened.push(database);
    for (const { name: collection } of await database.listCollections()) await database.collection(collection).drop();
    return { place: `mongo:${name}`, database };
  }
  await relational.execute(sql`drop schema if exists ${sql.id(name)} cascade`);
  schemas.push(name);
  return { place: `schema:${name}`, database: pgJsonb(relational, { schema: name }) };
}

/** A document of about a kilobyte. */
function made(n: number): Record<string, unknown> {
  return {
    _id: n % 4 === 0 ? new Int32(n) : new ObjectId(),
    number: new Int32(n),
    long: Long.fromNumber(n * 1_000_003),
    half: new Double(n / 2),
    at: new Date(1_700_000_000_000 + n),
    name: { first: `first ${n}`, last: `last ${n % 1000}` },
    tags: ["red", "green", "blue"].slice(0, n % 4),
    address: { street: `${n} Long Street`, city: `City ${n % 100}`, zip: String(n % 100_000).padStart(5, "0") },
    orders: Array.from({ length: 5 }, (_, k) => ({
      id: new Int32(n * 5 + k),
      price: new Double(k + 0.25),
      paid: k % 2 === 0,
    })),
    text: `${n} `.repeat(1000).slice(0, 400),
  };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

const suffix = `load_${process.pid}`;
try {
  let from = await open(ways[0]?.[0], `${suffix}_0`);
  const filling = performance.now();
  for (let at = 0; at < count; at += 10_000) {
    const documents = Array.from({ length: Math.min(10_000, count - at) }, (_, n) => made(at + n));
    await fill(from.database, "things", documents);
  }
  say(`${count} documents in ${((performance.now() - filling) / 1000).toFixed(1)} s`);
  const options = { id: "load", ...given };
  for (const [n, way] of ways.entries()) {
    const to = await open(way[1], `${suffix}_${n + 1}`);
    const began = performance.now();
    const environment = { FROM: from.place, TO: to.place, OPTIONS: JSON.stringify(options) };
    const interval = killSeconds === 0 ? 2 ** 31 - 1 : killSeconds * 1000;
    const { kills, output } = await runKilled(program, environment, () => interval);
    const seconds = (performance.now() - began) / 1000;
    const report = JSON.parse(output.replace("loaded\n", "")) as {
      collections: { read: number; written: number }[];
      verification?: { equal: boolean; collections: { source: number; target: number }[] };
    };
    const [copied] = report.collections;
    const verified = report.verification;
    const right =
      copied?.read === count &&
      copied.written === count &&
      (verified === undefined || verified.equal) &&
      (await to.database.collection("things").estimatedDocumentCount()) === count;
    say(
      `${way.join(" to ")}: ${seconds.toFixed(1)} s, ${Math.round(count / seconds)}/s, ${kills} kills, ${right ? "right" : "WRONG"}`,
    );
    if (!right) process.exitCode = 1;
    const damage = { q: { number: Math.floor(count / 2) }, u: { $set: { half: new Int32(-1) } } };
    await to.database.command({ update: "things", updates: [damage] }, { types: "exact" });
    const looking = performance.now();
    const found = await verifyTransfer(from.database, to.database, { ...options, collections: ["things"] });
    const named = found.differences.map(({ kind, path }) => `${kind} ${path}`).join();
    say(`  a damaged document: ${named} after ${((performance.now() - looking) / 1000).toFixed(1)} s`);
    if (named !== "different half") process.exitCode = 1;
    const back = { q: damage.q, u: { $set: { half: new Double(Math.floor(count / 2) / 2) } } };
    await to.database.command({ update: "things", updates: [back] }, { types: "exact" });
    from = to;
  }
} finally {
  for (const schema of schemas) await relational.execute(sql`drop schema if exists ${sql.id(schema)} cascade`);
  for (const database of opened) await database.close();
  await relational.close();
}
