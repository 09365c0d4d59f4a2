import { DatabaseError, type ErrorKind, type RelationalDatabase } from "@db/core";
import { FaultProxy } from "../fault-proxy.ts";
import { pause, until, type ItemTable, type Kit } from "../kit.ts";
import type { Overrides, SubjectAddress } from "../subject.ts";

/** What a connection that breaks under a call may be called. */
const lost: readonly ErrorKind[] = ["connection-lost"];
/** What a connection that does not come about may be called. */
const unreachable: readonly ErrorKind[] = ["cannot-connect", "connection-lost", "server-unavailable"];

/** How long anything may take that a fault has made hopeless, in milliseconds: a limit's own time, and a second. */
const prompt = 1500;

/** Faults of the network, made by a proxy on real connections: nothing hangs, nothing lies, nothing is left open. */
export function faults(kit: Kit): void {
  const { address } = kit.subject;
  if (address === undefined) {
    kit.withDatabase("there is no network between", async (db) => {
      // A driver whose server has a host has a network, so its subject must tell the address.
      kit.equal((await db.server()).host, undefined);
    });
    return;
  }
  const lab = new Lab(kit, address);
  whileIdle(lab);
  duringStatements(lab);
  duringCommit(lab);
  duringTransfers(lab);
  whileConnecting(lab);
  withoutAnswers(lab);
  whileClosing(lab);
  if (kit.capabilities.notifications) whileListening(lab);
}

/** What a test of faults has at hand. */
interface Bench {
  readonly proxy: FaultProxy;
  /** Connected through the proxy. */
  readonly db: RelationalDatabase;
  /** Connected to the server itself. */
  readonly direct: RelationalDatabase;
  readonly table: ItemTable;
}

class Lab {
  readonly kit: Kit;
  readonly #address: SubjectAddress;

  constructor(kit: Kit, address: SubjectAddress) {
    this.kit = kit;
    this.#address = address;
  }

  /** Defines a test with a proxy of its own, which must be left without a connection. */
  test(name: string, test: (bench: Bench) => Promise<void>, overrides: Overrides = {}): void {
    const { kit } = this;
    kit.it(name, () =>
      kit.use((direct) =>
        kit.items(direct, async (table) => {
          const proxy = await FaultProxy.start(this.#address);
          try {
            await kit.use((db) => test({ proxy, db, direct, table }), { ...overrides, ...proxy.address });
            proxy.stall(false);
            await until(() => proxy.open === 0);
            kit.equal(proxy.open, 0);
          } finally {
            await proxy.close();
          }
        }),
      ),
    );
  }

  /** Fails when something takes longer than a second and a half beyond its own limit. */
  async soon<T>(work: Promise<T>, limit = 0): Promise<T> {
    const began = performance.now();
    const result = await work;
    const took = performance.now() - began;
    if (took > limit + prompt) throw new Error(`it took ${Math.round(took)} ms where ${limit + prompt} were allowed`);
    return result;
  }

  /** Proves that the database works on a session that was opened after a fault. */
  async recovers({ db }: Pick<Bench, "db">): Promise<void> {
    const { kit } = this;
    const before = db.endpoints[0]?.stats().opened ?? 0;
    kit.equal(await db.query(kit.subject.statements.series(1)), [{ n: 1 }]);
    kit.equal((db.endpoints[0]?.stats().opened ?? 0) > before, true);
  }
}

const size = (db: RelationalDatabase): number => db.endpoints[0]?.stats().size ?? 0;

function whileIdle(lab: Lab): void {
  const { kit } = lab;
  const { series } = kit.subject.statements;

  for (const fault of ["cut", "end"] as const) {
    lab.test(
      `a connection that is ${fault === "cut" ? "cut" : "ended by the server"} while idle is noticed, and replaced at the next call`,
      async ({ proxy, db }) => {
        await db.query(series(1));
        proxy[fault]();
        await until(() => size(db) === 0);
        kit.equal(size(db), 0);
        await lab.recovers({ db });
      },
    );
  }

  lab.test("a call at the very moment of the cut ends, and the next one works", async ({ proxy, db }) => {
    for (let round = 0; round < 5; round++) {
      await db.query(series(1));
      proxy.cut();
      const outcome = await lab.soon(db.query(series(1)).catch((error: unknown) => error));
      if (!Array.isArray(outcome)) await kit.rejects(Promise.reject(outcome), ...lost);
      kit.equal(await db.query(series(1)), [{ n: 1 }]);
    }
  });

  lab.test(
    "when one of several connections breaks, its older siblings are not lent any more",
    async ({ proxy, db }) => {
      let open = 0;
      const keep = (): Promise<void> => (open++, until(() => open === 3));
      await Promise.all([1, 2, 3].map(() => db.session((session) => session.query(series(1)).then(keep))));
      kit.equal(size(db), 3);
      proxy.cut(1);
      await until(() => size(db) === 0);
      kit.equal(size(db), 0);
      await lab.recovers({ db });
    },
    { pool: { max: 3 } },
  );

  lab.test("a pinned session that lost its connection rejects, and does not get another", async ({ proxy, db }) => {
    await db.session(async (session) => {
      await session.query(series(1));
      proxy.cut();
      await pause(50);
      await lab.soon(kit.rejects(() => session.query(series(1)), ...lost));
      await lab.soon(kit.rejects(() => session.query(series(1)), ...lost));
    });
    await lab.recovers({ db });
  });
}

function duringStatements(lab: Lab): void {
  const { kit } = lab;
  const { series } = kit.subject.statements;

  lab.test(
    "a cut rejects every statement in flight",
    async ({ proxy, db }) => {
      // Each keeps its own until all are open, however long that takes.
      let open = 0;
      await Promise.all([1, 2, 3].map(() => db.session(() => (open++, until(() => open === 3)))));
      proxy.delay(10_000);
      const calls = [1, 2, 3, 4, 5].map(() => kit.rejects(db.query(series(1), { timeout: 5000 }), ...lost));
      await pause(50);
      // The last two wait for a session: they are told by opening one, or get one that works.
      const waiting = calls.splice(3).map((call) => call.catch(() => undefined));
      proxy.delay(0);
      proxy.cut();
      await lab.soon(Promise.all(calls));
      await lab.soon(Promise.all(waiting));
      kit.equal(await db.query(series(1)), [{ n: 1 }]);
    },
    { pool: { max: 3 } },
  );

  lab.test(
    "a transaction whose connection is cut during a statement is rolled back",
    async ({ proxy, db, direct, table }) => {
      let rolledBack = 0;
      const work = db.transaction(async (tx) => {
        tx.afterRollback(() => void rolledBack++);
        await tx.execute(table.insert(1));
        proxy.delay(10_000);
        const statement = tx.execute(table.insert(2));
        setTimeout(() => proxy.cut(), 50);
        await statement;
      });
      const error = await lab.soon(kit.rejects(work, ...lost));
      kit.equal([error.retry, rolledBack], ["reconnect", 1]);
      proxy.delay(0);
      kit.equal(await table.ids(direct), []);
      await lab.recovers({ db });
    },
  );

  lab.test(
    "a transaction whose connection is cut between its statements does not commit",
    async ({ proxy, db, direct, table }) => {
      const work = db.transaction(async (tx) => {
        await tx.execute(table.insert(1));
        proxy.cut();
        await pause(50);
      });
      await lab.soon(kit.rejects(work, "connection-lost", "rolled-back", "outcome-unknown"));
      kit.equal(await table.ids(direct), []);
      await lab.recovers({ db });
    },
  );

  lab.test(
    "a transaction is repeated on another connection when its plan allows",
    async ({ proxy, db, direct, table }) => {
      let attempts = 0;
      await db.transaction(
        async (tx) => {
          attempts++;
          await tx.execute(table.insert(attempts));
          if (attempts === 1) proxy.cut();
          await tx.execute(table.insert(attempts + 10));
        },
        { retry: { attempts: 3, delay: 10 } },
      );
      kit.equal([attempts, await table.ids(direct)], [2, [2, 12]]);
    },
  );
}

function duringCommit(lab: Lab): void {
  const { kit } = lab;

  lab.test("a commit that is never answered ends with the transaction's time", async ({ proxy, db, table }) => {
    const stalled = db.transaction(
      async (tx) => {
        await tx.execute(table.insert(1));
        proxy.stall(true);
      },
      { timeout: 300 },
    );
    const error = await lab.soon(kit.rejects(stalled, "outcome-unknown"));
    kit.equal(error.retry, "outcome-unknown");
    proxy.stall(false);
  });

  lab.test("a commit whose answer is lost has an unknown outcome, here done", async ({ proxy, db, direct, table }) => {
    const tx = await db.begin();
    await tx.execute(table.insert(1));
    proxy.delay(10_000);
    const commit = tx.commit();
    setTimeout(() => proxy.cut(), 100);
    const error = await lab.soon(kit.rejects(commit, "outcome-unknown"));
    kit.equal(error.retry, "outcome-unknown");
    kit.equal(await table.ids(direct), [1]);
    await kit.rejects(() => tx.rollback(), "transaction-state");
    proxy.delay(0);
    await lab.recovers({ db });
  });

  lab.test(
    "a commit that never arrives has an unknown outcome, here not done",
    async ({ proxy, db, direct, table }) => {
      const tx = await db.begin();
      await tx.execute(table.insert(1));
      proxy.stall(true);
      const commit = tx.commit();
      setTimeout(() => proxy.cut(), 100);
      await lab.soon(kit.rejects(commit, "outcome-unknown"));
      proxy.stall(false);
      kit.equal(await table.ids(direct), []);
      await lab.recovers({ db });
    },
  );

  lab.test("an unknown outcome is asked about before anything is repeated", async ({ proxy, db, direct, table }) => {
    for (const arrives of [true, false]) {
      let attempts = 0;
      const id = arrives ? 1 : 2;
      const given = await db.transaction(
        async (tx) => {
          attempts++;
          await tx.execute(table.insert(id));
          if (attempts === 1) {
            if (arrives) proxy.delay(10_000);
            else proxy.stall(true);
            setTimeout(() => {
              proxy.cut();
              proxy.delay(0);
              proxy.stall(false);
            }, 100);
          }
          return attempts;
        },
        { retry: { attempts: 3, delay: 10, verify: async () => (await table.ids(direct)).includes(id) } },
      );
      kit.equal([given, attempts], arrives ? [1, 1] : [2, 2]);
    }
    kit.equal(await table.ids(direct), [1, 2]);
  });
}

function duringTransfers(lab: Lab): void {
  const { kit } = lab;
  const { series } = kit.subject.statements;

  lab.test("a cut in the middle of a stream rejects the reader, after rows in their order", async ({ proxy, db }) => {
    let seen = 0;
    const read = async (): Promise<void> => {
      for await (const { n } of db.stream(series(1_000_000), { batchSize: 10 })) {
        if (n !== ++seen) throw new Error(`got ${n} for ${seen}`);
        if (seen === 25) proxy.cut();
      }
    };
    await lab.soon(kit.rejects(read, ...lost));
    kit.equal(seen >= 25 && seen < 1_000_000, true);
    kit.equal(
      db.endpoints.map((endpoint) => endpoint.stats().used),
      db.endpoints.map(() => 0),
    );
    await lab.recovers({ db });
  });

  lab.test("a stream that stalls is given up after its time limit", async ({ proxy, db }) => {
    let seen = 0;
    const read = async (): Promise<void> => {
      for await (const _ of db.stream(series(1_000_000), { batchSize: 10, timeout: 300 }))
        if (++seen === 25) proxy.stall(true);
    };
    await lab.soon(kit.rejects(read, "timeout"), 300);
    proxy.stall(false);
    await lab.recovers({ db });
  });

  lab.test("a bulk insert that is cut inserts nothing", async ({ proxy, db, direct, table }) => {
    const rows = async function* (): AsyncGenerator<readonly unknown[]> {
      for (let id = 1; id <= 20_000; id++) {
        if (id === 5000) {
          proxy.cut();
          await pause(20);
        }
        yield [id, null];
      }
    };
    await lab.soon(kit.rejects(() => db.bulkInsert(table.name, rows(), { columns: ["id", "name"] }), ...lost));
    kit.equal(await table.ids(direct), []);
    await lab.recovers({ db });
  });

  lab.test("answers that come late are waited for", async ({ proxy, db, table }) => {
    proxy.delay(60);
    const began = performance.now();
    await db.transaction((tx) => tx.execute(table.insert(1)));
    kit.equal(performance.now() - began >= 100, true);
    kit.equal(await table.ids(db), [1]);
  });
}

function whileConnecting(lab: Lab): void {
  const { kit } = lab;
  const { series } = kit.subject.statements;

  for (const bytes of [0, 1, 12, 100, 400]) {
    lab.test(`a connection that is cut after ${bytes} bytes of the server's is told as such`, async ({ proxy, db }) => {
      proxy.cutAfter(bytes);
      const error = await lab.soon(kit.rejects(() => db.query(series(1)), ...unreachable));
      kit.equal([error.family, size(db)], ["connection", 0]);
      await until(() => proxy.open === 0);
      kit.equal(proxy.open, 0);
      proxy.cutAfter(undefined);
      await lab.recovers({ db });
    });
  }

  lab.test(
    "a server that accepts and says nothing is given up after connectTimeout",
    async ({ proxy, db }) => {
      proxy.mute(true);
      await lab.soon(
        kit.rejects(() => db.query(series(1)), "cannot-connect"),
        300,
      );
      await until(() => proxy.open === 0);
      kit.equal(proxy.open, 0);
      proxy.mute(false);
      await lab.recovers({ db });
    },
    { connectTimeout: 300 },
  );

  lab.test(
    "a caller's own limit ends its wait for a server that says nothing",
    async ({ proxy, db }) => {
      proxy.mute(true);
      await lab.soon(
        kit.rejects(() => db.query(series(1), { timeout: 200 }), "timeout", "acquire-timeout"),
        200,
      );
      await lab.soon(
        kit.rejects(() => db.query(series(1), { signal: AbortSignal.timeout(100) }), "aborted"),
        100,
      );
      proxy.mute(false);
    },
    { connectTimeout: 1500 },
  );

  lab.test(
    "refused connections are told to every caller, without a stampede",
    async ({ proxy, db }) => {
      proxy.refuse(true);
      const callers = Array.from({ length: 50 }, () =>
        kit.rejects(db.query(series(1)), "acquire-timeout", ...unreachable),
      );
      await lab.soon(Promise.all(callers), 1000);
      // Callers that go on asking do not make the attempts come faster.
      const before = proxy.accepted;
      const until500 = performance.now() + 500;
      while (performance.now() < until500) {
        await Promise.all(
          Array.from({ length: 20 }, () => db.query(series(1), { timeout: 100 }).catch(() => undefined)),
        );
        await pause(5);
      }
      const attempts = proxy.accepted - before;
      if (attempts > 30)
        throw new Error(`${attempts} attempts in half a second, where the wait between two is 50 to 100 ms`);
      proxy.refuse(false);
      await pause(150);
      await lab.recovers({ db });
    },
    { pool: { max: 5, acquireTimeout: 1000, backoff: { initial: 100, max: 100 } } },
  );

  kit.it("a server that is not there is told as such", async () => {
    const proxy = await FaultProxy.start({ host: "127.0.0.1", port: 9 });
    const { address } = proxy;
    await proxy.close();
    await kit.use(
      async (db) => {
        await lab.soon(kit.rejects(() => db.query(series(1)), "cannot-connect"));
        await lab.soon(
          kit.rejects(() => db.transaction(() => Promise.resolve()), "cannot-connect", "acquire-timeout"),
          1000,
        );
      },
      { ...address, pool: { acquireTimeout: 1000 } },
    );
  });
}

function withoutAnswers(lab: Lab): void {
  const { kit } = lab;
  const { series } = kit.subject.statements;

  for (const [kind, limits] of [
    ["timeout", { timeout: 200 }],
    ["aborted", undefined],
  ] as const) {
    lab.test(
      `a call that gets no answer ends with ${kind}, though the server never hears of it`,
      async ({ proxy, db }) => {
        await db.query(series(1));
        proxy.stall(true);
        const began = performance.now();
        await kit.rejects(() => db.query(series(1), limits ?? { signal: AbortSignal.timeout(200) }), kind);
        const took = performance.now() - began;
        kit.equal(took >= 190 && took < 200 + prompt, true);
        kit.equal(size(db), 0);
        proxy.stall(false);
        await lab.recovers({ db });
      },
    );
  }

  lab.test(
    "a transaction that gets no answer ends with timeout, and is rolled back",
    async ({ proxy, db, direct, table }) => {
      const work = db.transaction(
        async (tx) => {
          await tx.execute(table.insert(1));
          proxy.stall(true);
          await tx.execute(table.insert(2));
        },
        { timeout: 300 },
      );
      await lab.soon(kit.rejects(work, "timeout"), 300);
      proxy.stall(false);
      // The server notices the end of the connection once the stall is over.
      await pause(100);
      kit.equal(await table.ids(direct), []);
      await lab.recovers({ db });
    },
  );
}

function whileClosing(lab: Lab): void {
  const { kit } = lab;
  const { series } = kit.subject.statements;

  lab.test("closing does not wait for a server that says nothing", async ({ proxy, db }) => {
    await db.query(series(1));
    proxy.stall(true);
    await lab.soon(db.close(), 1000);
    kit.equal(size(db), 0);
  });

  lab.test("closing ends a call that gets no answer", async ({ proxy, db }) => {
    await db.query(series(1));
    proxy.stall(true);
    const call = db.query(series(1)).catch((error: unknown) => error);
    await pause(20);
    await lab.soon(db.close({ timeout: 200 }), 1200);
    const outcome = await lab.soon(call);
    kit.equal(DatabaseError.is(outcome), true);
  });

  lab.test("closing while a connection is being made leaves nothing open", async ({ proxy, db }) => {
    proxy.mute(true);
    const call = db.query(series(1)).catch((error: unknown) => error);
    await until(() => proxy.open > 0);
    await lab.soon(db.close({ timeout: 100 }), 100);
    kit.equal(DatabaseError.is(await lab.soon(call)), true);
  });
}

function whileListening(lab: Lab): void {
  const { kit } = lab;
  const { notify } = kit.subject.statements;

  lab.test(
    "a subscription goes on after its connection was cut, and its owner is told",
    async ({ proxy, db, direct }) => {
      if (notify === undefined) throw new Error("the subject has no notify");
      const channel = kit.newName("channel");
      const told: string[] = [];
      let reconnects = 0;
      await db.listen(channel, ({ payload }) => void told.push(payload), { onReconnect: () => void reconnects++ });
      await direct.execute(notify(channel, "before"));
      await until(() => told.length === 1);
      proxy.cut();
      await until(() => reconnects === 1);
      await direct.execute(notify(channel, "after"));
      await until(() => told.length === 2);
      // A server that is away for a while is asked again and again.
      proxy.refuse(true);
      proxy.cut();
      await pause(200);
      kit.equal(reconnects, 1);
      proxy.refuse(false);
      await until(() => reconnects === 2);
      await direct.execute(notify(channel, "much later"));
      await until(() => told.length === 3);
      kit.equal([told, reconnects], [["before", "after", "much later"], 2]);
    },
    { pool: { backoff: { initial: 20, max: 100 } } },
  );

  lab.test("closing while a subscription is being restored leaves nothing open", async ({ proxy, db }) => {
    await db.listen(kit.newName("channel"), () => undefined);
    proxy.mute(true);
    proxy.cut();
    await pause(100);
    await lab.soon(db.close(), 1000);
  });
}
