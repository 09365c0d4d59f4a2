import { checkDocuments, checkEvent, checkSame, checkUser, checkUsers, checkWide } from "./check.ts";
import type { Awaitable, Contestant, Family, WorkMember } from "./contestant.ts";
import { initialBalance, newUserOf, rowCounts, type NewUser } from "./rows.ts";

/** Some work, as data: how often it is done in a round, and one piece of it. */
export interface Workload {
  readonly name: string;
  /** The contestant's member it calls. */
  readonly member: WorkMember;
  /** Pieces measured in a round, for engines that take part. */
  readonly repeat: Readonly<Partial<Record<Family, number>>>;
  /** How many pieces run at a time; 1 unless told otherwise. */
  readonly width?: number;
  /** Rows of one piece, where that can be scaled. */
  readonly size?: number;
  /** The part of the rounds it takes part in; 1 unless told otherwise. */
  readonly rounds?: number;
  /** Whether peak memory is part of the report. */
  readonly memory?: boolean;
  /** What it writes, to be reset before each round and verified after it. */
  readonly writes?: "inserts" | "bulk" | "load" | "transfers" | "keys";
  /** Does one piece; what it gives is checked. */
  work(contestant: Required<Contestant>, index: number, size: number): Awaitable<unknown>;
  /** @throws Error when a piece gave anything but what it has to. */
  check(result: never, index: number, size: number): void;
}

/** Visits every key once before it comes back to one. */
const keyAt = (index: number, count: number): number => 1 + ((index * 7919) % count);
const manyFrom = (index: number): number => 1 + ((index * 37) % (rowCounts.users - 1000));
const hundredFrom = (index: number): number => 1 + ((index * 37) % 900);
/** The amount that is transferred at a position. */
export const amountOf = (index: number): number => 1 + (index % 10);

const balances = new Map<number, number>();
let lastKey = 0;
let bulkRows: readonly NewUser[] = [];

const point = {
  member: "point",
  work: (contestant, index) => contestant.point(keyAt(index, rowCounts.users)),
  check: (user, index) => checkUser(user as never, keyAt(index, rowCounts.users)),
} satisfies Partial<Workload>;

const get = {
  member: "get",
  work: (contestant, index) => contestant.get(`bench:${index % 1000}`),
  check: (value, index) => checkSame("the value", value, valueOf(index % 1000)),
} satisfies Partial<Workload>;

function* newUsers(count: number): Generator<NewUser> {
  for (let index = 0; index < count; index++) yield newUserOf(index);
}

/** What a key of the Redis workloads holds. */
export function valueOf(index: number): string {
  return `value ${index} of the bench, about as long as a session's`;
}

/** Every workload by its key. */
export const workloads: Readonly<Record<string, Workload>> = {
  point: { name: "point select", repeat: { postgres: 8000, mysql: 6000, sqlite: 150_000 }, ...point },
  "point-64": {
    name: "point select, 64 at a time on 10 connections",
    repeat: { postgres: 12_000, mysql: 10_000 },
    width: 64,
    ...point,
  },
  many: {
    name: "1,000 rows",
    repeat: { postgres: 600, mysql: 600, sqlite: 1600 },
    member: "many",
    work: (contestant, index) => contestant.many(manyFrom(index), manyFrom(index) + 999),
    check: (rows, index) => checkUsers(rows, manyFrom(index), manyFrom(index) + 999),
  },
  wide: {
    name: "100 rows of 40 columns",
    repeat: { postgres: 600, mysql: 600, sqlite: 1600 },
    member: "wide",
    work: (contestant, index) => contestant.wide(hundredFrom(index), hundredFrom(index) + 99),
    check: (rows, index) => checkWide(rows, hundredFrom(index), hundredFrom(index) + 99),
  },
  documents: {
    name: "100 rows with JSON and dates",
    repeat: { postgres: 1000, mysql: 1000, sqlite: 2500 },
    member: "documents",
    work: (contestant, index) => contestant.documents(hundredFrom(index), hundredFrom(index) + 99),
    check: (rows, index) => checkDocuments(rows, hundredFrom(index), hundredFrom(index) + 99),
  },
  insert: {
    name: "insert of one row",
    repeat: { postgres: 4000, mysql: 3000, sqlite: 40_000 },
    member: "insert",
    writes: "inserts",
    work: (contestant, index) => contestant.insert(newUserOf(index)),
    check(key) {
      if (!Number.isSafeInteger(key) || key <= lastKey)
        throw new Error(`wrong result: the key ${String(key)} came after ${lastKey}`);
      lastKey = key;
    },
  },
  transaction: {
    name: "transaction of three statements",
    repeat: { postgres: 1200, mysql: 900, sqlite: 25_000 },
    member: "transfer",
    writes: "transfers",
    work: (contestant, index) => contestant.transfer(keyAt(index, rowCounts.accounts), amountOf(index)),
    check(balance, index) {
      const account = keyAt(index, rowCounts.accounts);
      checkSame("the balance", balance, balances.get(account) ?? initialBalance);
      balances.set(account, balance + amountOf(index));
    },
  },
  bulk: {
    name: "bulk insert of 10,000 rows",
    repeat: { postgres: 40, mysql: 16, sqlite: 50 },
    size: 10_000,
    rounds: 0.6,
    memory: true,
    member: "bulk",
    writes: "bulk",
    work(contestant, _, size) {
      if (bulkRows.length !== size) bulkRows = Array.from({ length: size }, (_value, index) => newUserOf(index));
      return contestant.bulk(bulkRows);
    },
    check: (count, _, size) => checkSame("the number of rows", count, size),
  },
  load: {
    name: "bulk insert of 1,000,000 rows, made as they are read",
    repeat: { postgres: 1, mysql: 1, sqlite: 1 },
    size: 1_000_000,
    rounds: 0.6,
    memory: true,
    member: "load",
    writes: "load",
    work: (contestant, _, size) => contestant.load(newUsers(size)),
    check: (count, _, size) => checkSame("the number of rows", count, size),
  },
  stream: {
    name: "stream of 1,000,000 rows",
    repeat: { postgres: 1, mysql: 1, sqlite: 1 },
    size: 1_000_000,
    rounds: 0.4,
    memory: true,
    member: "stream",
    async work(contestant, _, size) {
      let id = 0;
      await contestant.stream(size, (event) => checkEvent(event, ++id));
      return id;
    },
    check: (count, _, size) => checkSame("the number of rows", count, size),
  },
  get: { name: "GET", repeat: { redis: 6000 }, ...get },
  "get-64": { name: "GET, 64 at a time", repeat: { redis: 40_000 }, width: 64, ...get },
  set: {
    name: "SET",
    repeat: { redis: 6000 },
    member: "set",
    writes: "keys",
    work: (contestant, index) => contestant.set(`bench:set:${index}`, valueOf(index)),
    check: () => undefined,
  },
  pipeline: {
    name: "100 GETs in a pipeline",
    repeat: { redis: 600 },
    member: "pipeline",
    work: (contestant, index) =>
      contestant.pipeline(Array.from({ length: 100 }, (_, at) => `bench:${(index + at) % 1000}`)),
    check(values: readonly (string | null)[], index) {
      checkSame("the number of values", values.length, 100);
      for (let at = 0; at < 100; at++) checkSame("the value", values[at], valueOf((index + at) % 1000));
    },
  },
};
