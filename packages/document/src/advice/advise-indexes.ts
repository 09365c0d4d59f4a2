import { usage, type AnyDocument, type DocumentDatabase, type IndexDescription } from "@db/core";
import { candidateKeys, serves, type Candidate, type IndexKey } from "./candidate-keys.ts";
import type { AskedQuery, AskedShape, IndexAdvice, IndexRecommendation, SampledPlan } from "./index-advice.ts";
import { queryShape } from "./query-shape.ts";
import { keyFindings } from "./risks.ts";
import { SampledPlans } from "./sampled-plans.ts";

/** The options of {@link adviseIndexes}. */
export interface AdviseOptions {
  /** How many documents are copied to try indexes on; 0 tries nothing. Default: 10,000. */
  readonly sample?: number;
}

/** Queries of one shape, with the one that stands for them. */
interface Group extends AskedShape {
  readonly query: AskedQuery;
}

/** An index that several groups ask for. */
interface Wanted extends Candidate {
  readonly groups: Group[];
}

/**
 * Recommends indexes for the queries of a collection, on any engine: for each shape the one that the rule of equality, sort and range asks
 * for, without those that another serves or that is there. Unless `sample` is 0, documents chosen at random are copied into a collection of its own
 * in the same database, each index is tried there, and the copy is dropped. Nothing of the collection changes. Rejects with the codes of a
 * filter that is none, and with `usage` for a sample that is no whole number from 0.
 */
export async function adviseIndexes(
  database: DocumentDatabase,
  collection: string,
  queries: readonly AskedQuery[],
  { sample = 10_000 }: AdviseOptions = {},
): Promise<IndexAdvice> {
  if (!Number.isInteger(sample) || sample < 0) throw usage("sample must be a whole number from 0");
  const there = await database.collection(collection).listIndexes();
  const usable = there.flatMap((index) =>
    keyOf(index) === undefined ? [] : [[index.name, keyOf(index) as IndexKey] as const],
  );
  const served: (AskedShape & { indexes: string[] })[] = [];
  const unserved: (AskedShape & { reason: string })[] = [];
  const wanted: Wanted[] = [];
  for (const group of grouped(queries)) {
    const shape = queryShape(group.query.filter, group.query.sort);
    const candidates = candidateKeys(shape);
    const told = { shape: group.shape, count: group.count };
    if (shape.text) {
      const text = there.find(({ key }) => Object.values(key).includes("text"));
      if (text === undefined)
        unserved.push({ ...told, reason: "a search by text needs an index by text: choose its fields" });
      else served.push({ ...told, indexes: [text.name] });
      continue;
    }
    if (candidates.length === 0) {
      const byId =
        shape.ways.some((way) => way.get("_id") === "equality") || shape.sort.some(([path]) => path === "_id");
      if (byId) served.push({ ...told, indexes: ["_id_"] });
      else unserved.push({ ...told, reason: "nothing in it can be looked up in an index" });
      continue;
    }
    const names = candidates.map((candidate) => usable.find(([, key]) => serves(key, candidate))?.[0]);
    if (names.every((name) => name !== undefined)) {
      served.push({ ...told, indexes: [...new Set(names)] });
      continue;
    }
    for (const [n, candidate] of candidates.entries()) if (names[n] === undefined) want(wanted, candidate, group);
  }
  const needed = wanted.filter((one) => !wanted.some((other) => other !== one && covers(other, one, wanted)));
  const recommendations = await recommend(database, collection, needed, wanted, { sample, usable, there });
  return { recommendations, served, unserved, drop: await droppable(database, collection, there, usable) };
}

function grouped(queries: readonly AskedQuery[]): Group[] {
  const groups = new Map<string, Group>();
  for (const query of queries) {
    const { name } = queryShape(query.filter, query.sort);
    const known = groups.get(name);
    groups.set(name, { shape: name, query: known?.query ?? query, count: (known?.count ?? 0) + (query.count ?? 1) });
  }
  return [...groups.values()].sort((left, right) => right.count - left.count);
}

function want(wanted: Wanted[], candidate: Candidate, group: Group): void {
  const same = wanted.find(
    (known) =>
      known.equal === candidate.equal && serves(known.key, candidate) && known.key.length === candidate.key.length,
  );
  if (same === undefined) wanted.push({ ...candidate, groups: [group] });
  else if (!same.groups.includes(group)) same.groups.push(group);
}

/** Whether one index makes another needless; of two that serve each other the first stays. */
function covers(one: Wanted, other: Wanted, all: readonly Wanted[]): boolean {
  if (!serves(one.key, other)) return false;
  return !serves(other.key, one) || all.indexOf(one) < all.indexOf(other);
}

interface Known {
  readonly sample: number;
  readonly usable: readonly (readonly [name: string, key: IndexKey])[];
  readonly there: readonly IndexDescription[];
}

async function recommend(
  database: DocumentDatabase,
  collection: string,
  needed: readonly Wanted[],
  wanted: readonly Wanted[],
  { sample, usable, there }: Known,
): Promise<IndexRecommendation[]> {
  if (needed.length === 0) return [];
  const present = usable.filter(([name]) => name !== "_id_").map(([, key]) => ({ key: Object.fromEntries(key) }));
  const plans = sample === 0 ? undefined : await SampledPlans.take(database, collection, sample, present);
  try {
    // All before any index is tried: an engine may keep something of one.
    const before = new Map<Wanted, SampledPlan>();
    for (const one of needed) {
      const [most] = one.groups;
      if (plans !== undefined && most !== undefined) before.set(one, await plans.plan(most.query));
    }
    const total = await database.collection(collection).estimatedDocumentCount();
    const all: IndexRecommendation[] = [];
    for (const one of needed) {
      const groups = [
        ...new Set([
          ...one.groups,
          ...wanted.filter((other) => serves(one.key, other)).flatMap((other) => other.groups),
        ]),
      ];
      const index = { key: Object.fromEntries(one.key) };
      const findings = plans === undefined ? undefined : keyFindings(plans.documents, one.key);
      const risks = [...(findings?.risks ?? [])];
      const [most] = groups;
      // Two arrays in one index are refused, so it cannot be tried.
      const possible = plans !== undefined && most !== undefined && !risks.some((risk) => risk.includes("171"));
      const after = possible ? await plans.planWith(most.query, index) : undefined;
      const found = before.get(one);
      if (after?.indexes.length === 0) risks.push("the engine does not use it on the sample");
      all.push({
        index,
        command: `db.getCollection(${JSON.stringify(collection)}).createIndex(${JSON.stringify(index.key)})`,
        rule: one.rule,
        shapes: groups.map(({ shape, count }) => ({ shape, count })),
        evidence:
          after === undefined || found === undefined || plans === undefined
            ? { kind: "heuristic" }
            : { kind: "sample", documents: plans.documents.length, before: found, after },
        estimatedSize: findings === undefined ? undefined : Math.round(findings.entrySize * total),
        redundant: usable.filter(([name, key]) => isPlain(there, name) && isPrefix(key, one.key)).map(([name]) => name),
        risks,
      });
    }
    return all;
  } finally {
    await plans?.drop();
  }
}

/** Indexes that another makes needless, and those that nobody has used where the engine counts. */
async function droppable(
  database: DocumentDatabase,
  collection: string,
  there: readonly IndexDescription[],
  usable: Known["usable"],
): Promise<{ name: string; reason: string }[]> {
  const uses = await database
    .collection(collection)
    .aggregate<{ name: string; accesses?: { ops?: number } }>([{ $indexStats: {} }])
    .toArray()
    .catch(() => []);
  // Where none was ever used nothing is counted.
  const counted = uses.some(({ accesses }) => (accesses?.ops ?? 0) > 0);
  return usable.flatMap(([name, key]) => {
    if (!isPlain(there, name)) return [];
    const larger = usable.find(
      ([other, longer]) => other !== name && longer.length > key.length && isPrefix(key, longer),
    );
    if (larger !== undefined) return [{ name, reason: `${larger[0]} begins with the same fields` }];
    const unused = counted && uses.some((use) => use.name === name && (use.accesses?.ops ?? 0) === 0);
    return unused ? [{ name, reason: "it has not been used since the engine counts" }] : [];
  });
}

/** The fields of an index that queries are served by; `undefined` for one that serves only some, or in other ways. */
function keyOf({ key, ...options }: IndexDescription): IndexKey | undefined {
  if (["partialFilterExpression", "sparse", "hidden", "collation"].some((name) => (options as AnyDocument)[name]))
    return undefined;
  const fields = Object.entries(key).map(([path, way]) => [path, Number(way)] as const);
  return fields.every(([, way]) => way === 1 || way === -1) ? (fields as IndexKey) : undefined;
}

/** Whether an index only finds: it keeps nothing unique, and lets nothing expire. */
function isPlain(there: readonly IndexDescription[], name: string): boolean {
  const index = there.find((known) => known.name === name) as AnyDocument | undefined;
  return name !== "_id_" && index?.["unique"] !== true && index?.["expireAfterSeconds"] === undefined;
}

function isPrefix(short: IndexKey, long: IndexKey): boolean {
  return short.length <= long.length && short.every(([path, way], n) => long[n]?.[0] === path && long[n]?.[1] === way);
}
