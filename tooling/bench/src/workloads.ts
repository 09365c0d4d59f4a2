import type { Contestant, User } from "./contestant.ts";

/** How many users the table has. */
export const userCount = 10_000;

/** The user that the table has under a key; results are checked against it as they come. */
export function userOf(id: number): User {
  return { id, name: `user ${id}`, email: `user${id}@example.org`, age: 18 + (id % 60) };
}

/** Some work, as data: how often it is done in a round, and one piece of it. */
export interface Workload {
  readonly name: string;
  readonly repeat: Readonly<Record<"postgres" | "sqlite", number>>;
  /** How many run at a time. */
  readonly width: number;
  run(contestant: Contestant, index: number): Promise<void>;
}

/** Every workload by its key. */
export const workloads: Readonly<Record<string, Workload>> = {
  point: {
    name: "point select, one after the other",
    repeat: { postgres: 2000, sqlite: 20_000 },
    width: 1,
    run: point,
  },
  "point-64": {
    name: "point select, 64 at a time on 10 connections",
    repeat: { postgres: 6000, sqlite: 0 },
    width: 64,
    run: point,
  },
  many: {
    name: "1,000 rows",
    repeat: { postgres: 100, sqlite: 200 },
    width: 1,
    async run(contestant, index) {
      const from = 1 + ((index * 37) % (userCount - 1000));
      const rows = await contestant.many(from, 1000);
      if (rows.length !== 1000) throw new Error(`expected 1000 rows, got ${rows.length}`);
      check(rows[999] as User, from + 999);
    },
  },
};

async function point(contestant: Contestant, index: number): Promise<void> {
  const id = 1 + ((index * 7919) % userCount);
  check(await contestant.point(id), id);
}

function check(user: User, id: number): void {
  const wanted = userOf(id);
  if (user.id !== id || user.name !== wanted.name || user.email !== wanted.email || user.age !== wanted.age)
    throw new Error(`wrong row for ${id}: ${JSON.stringify(user)}`);
}
