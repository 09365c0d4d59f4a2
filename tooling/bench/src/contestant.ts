import type { DocumentRow, Event, NewUser, User, WideRow } from "./rows.ts";

/** Synchronous clients need no promise. */
export type Awaitable<T> = T | Promise<T>;

/**
 * One way to use an engine. Every contestant of an engine does the same work and gives the same values; a workload whose
 * member it has not is listed in the report with the reason in `lacks`.
 */
export interface Contestant {
  /** Makes it ready, with at most 10 connections and without TLS; the tables are there. */
  open(place: string): Awaitable<void>;
  close(): Awaitable<void>;
  /** Why it takes no part in a workload, by the workload's member. */
  readonly lacks?: Readonly<Partial<Record<WorkMember, string>>>;

  /** One user by key. */
  point?(id: number): Awaitable<User>;
  /** The users from one key to another, in order. */
  many?(from: number, to: number): Awaitable<readonly User[]>;
  /** Rows of 40 columns from one key to another, in order. */
  wide?(from: number, to: number): Awaitable<readonly WideRow[]>;
  /** Rows with two dates and a JSON document from one key to another, in order. */
  documents?(from: number, to: number): Awaitable<readonly DocumentRow[]>;
  /** Inserts one row into `bench_inserts` and gives the key the engine made for it. */
  insert?(row: NewUser): Awaitable<number>;
  /** In one transaction: reads an account's balance, adds to it, inserts a transfer. Gives the balance read. */
  transfer?(account: number, amount: number): Awaitable<number>;
  /** Inserts all rows into `bench_inserts`, or none; gives their number. */
  bulk?(rows: readonly NewUser[]): Awaitable<number>;
  /** The same for rows that are made as they are read, at constant memory. */
  load?(rows: Iterable<NewUser>): Awaitable<number>;
  /** Hands the first events, in order, to a callback one by one, at constant memory. */
  stream?(count: number, take: (event: Event) => void): Awaitable<void>;

  /** The value under a key. */
  get?(key: string): Awaitable<string | null>;
  set?(key: string, value: string): Awaitable<void>;
  /** Sends a GET for each key at once; gives the values in order. */
  pipeline?(keys: readonly string[]): Awaitable<readonly (string | null)[]>;
}

/** The members that workloads call. */
export type WorkMember = Exclude<keyof Contestant, "open" | "close" | "lacks">;

/** The kinds of engines that share statements and contestants. */
export type Family = "postgres" | "mysql" | "sqlite" | "redis";
