import type { Propagation, Transaction } from "@db/core";
import type { Kit } from "../kit.ts";

/** The seven modes of propagation, and ambient transactions. */
export function propagation(kit: Kit): void {
  const { capabilities } = kit;

  kit.withItems("calls on the database take part in an ambient transaction", async (db, table) => {
    await db
      .transaction(
        async () => {
          await db.execute(table.insert(1));
          await db.transaction(async () => {
            await db.execute(table.insert(2));
          });
          kit.equal(await table.ids(db), [1, 2]);
          let streamed = 0;
          for await (const _ of db.stream(table.all())) streamed++;
          kit.equal(streamed, 2);
          kit.equal(await db.bulkInsert(table.name, [{ id: 3, name: "c", amount: 3 }]), 1);
          throw new Error("undo");
        },
        { ambient: true },
      )
      .catch(() => undefined);
    kit.equal(await table.ids(db), []);
  });

  kit.withItems(
    "what needs a second session beside an ambient transaction never waits for itself",
    async (db, table) => {
      await db.transaction(
        async () => {
          await db.execute(table.insert(1));
          // These take part, or are told at once.
          kit.equal((await db.server()).versionText.length > 0, true);
          if (capabilities.catalogue) kit.equal((await db.schema({ tables: [table.name] })).tables.length, 1);
          await kit.rejects(() => db.session(() => Promise.resolve()), "queue-full");
          await kit.rejects(() => db.ping(), "queue-full");
          await kit.rejects(() => db.begin(), "queue-full");
        },
        { ambient: true },
      );
    },
    { pool: { max: 1 } },
  );

  kit.withItems("without the wish nothing is ambient", async (db, table) => {
    await db.transaction(async () => {
      kit.equal(db.endpoints[0]?.stats().used, 1);
    });
    kit.equal(await table.ids(db), []);
  });

  kit.withItems("required joins, and a failure of who joined dooms the whole", async (db, table) => {
    const error = await kit.rejects(
      db.transaction(async (tx) => {
        await tx.execute(table.insert(1));
        await tx
          .transaction(
            async (same) => {
              kit.equal(same === tx, true);
              throw new Error("inside");
            },
            { propagation: "required" },
          )
          .catch(() => undefined);
      }),
      "rolled-back",
    );
    kit.equal((error.cause as Error).message, "inside");
    kit.equal(await table.ids(db), []);
  });

  kit.withItems("mandatory and never insist", async (db) => {
    await kit.rejects(
      db.transaction(() => Promise.resolve(), { propagation: "mandatory" }),
      "transaction-state",
    );
    await db.transaction(async (tx) => {
      await tx.transaction((same) => Promise.resolve(kit.equal(same === tx, true)), { propagation: "mandatory" });
      await kit.rejects(
        tx.transaction(() => Promise.resolve(), { propagation: "never" }),
        "transaction-state",
      );
    });
  });

  for (const mode of ["supports", "not-supported", "never"] as const satisfies readonly Propagation[]) {
    kit.withItems(`${mode} runs without a transaction where there is none`, async (db, table) => {
      await db
        .transaction(
          async (scope) => {
            kit.equal(scope.transactional, false);
            await scope.execute(table.insert(1));
            throw new Error("too late");
          },
          { propagation: mode },
        )
        .catch(() => undefined);
      kit.equal(await table.ids(db), [1]);
    });
  }

  kit.withItems("supports joins where there is one", async (db) => {
    await db.transaction((tx) =>
      tx.transaction((same) => Promise.resolve(kit.equal(same === tx, true)), { propagation: "supports" }),
    );
  });

  kit.withItems("settings that differ cannot join, nor be chosen for a part", async (db) => {
    await db.transaction(async (tx) => {
      await kit.rejects(
        tx.transaction(() => Promise.resolve(), { propagation: "required", readOnly: true }),
        "transaction-state",
      );
      await kit.rejects(
        tx.transaction(() => Promise.resolve(), { propagation: "required", retry: { attempts: 2 } }),
        "usage",
      );
      await kit.rejects(
        tx.transaction(() => Promise.resolve(), { propagation: "required", timeout: 5 }),
        "usage",
      );
      await kit.rejects(
        tx.transaction(() => Promise.resolve(), { readOnly: true }),
        "usage",
      );
      await kit.rejects(
        tx.transaction(() => Promise.resolve(), { retry: { attempts: 2 } }),
        "usage",
      );
      await kit.rejects(
        tx.transaction(() => Promise.resolve(), { propagation: "sometimes" as Propagation }),
        "usage",
      );
    });
  });

  kit.withItems(
    "requires-new with every session lent fails at once instead of waiting for itself",
    async (db) => {
      const began = performance.now();
      await kit.rejects(
        db.transaction((tx) => tx.transaction(() => Promise.resolve(), { propagation: "requires-new" })),
        "queue-full",
      );
      kit.equal(performance.now() - began < 1000, true);
    },
    { pool: { max: 1 } },
  );

  if (!capabilities.concurrentSessions) return;
  const apart = async (
    outer: Transaction,
    mode: Propagation,
    run: (inner: Transaction) => Promise<unknown>,
  ): Promise<void> => {
    await outer.transaction(run, { propagation: mode });
  };

  kit.it("requires-new and not-supported use a second session", async () => {
    await kit.use(
      async (db) => {
        if (
          (db.endpoints[0]?.stats().size ?? 0) >= 0 &&
          kit.subject.define({ pool: { max: 3 } }).endpoints[0]?.maxSessions === 1
        )
          return;
        await kit.items(db, async (table) => {
          await db
            .transaction(async (tx) => {
              await tx.execute(table.insert(1));
              await apart(tx, "requires-new", async (inner) => {
                kit.equal(await table.ids(inner), []);
                await inner.execute(table.insert(2));
              });
              await apart(tx, "not-supported", async (inner) => {
                kit.equal(await table.ids(inner), [2]);
              });
              throw new Error("undo the outer");
            })
            .catch((error: Error) => kit.equal(error.message, "undo the outer"));
          kit.equal(await table.ids(db), [2]);
        });
      },
      { pool: { max: 3 } },
    );
  });
}
