import { channels, databaseError, isSerializationFailure, sql, type HookErrorEvent, type Transaction } from "@db/core";
import { pause, type Kit } from "../kit.ts";

/** Transactions: both forms, savepoints, settings, retries, hooks, and every misuse. */
export function transactions(kit: Kit): void {
  const { capabilities } = kit;

  kit.withItems("commits when the callback returns, and gives its value", async (db, table) => {
    const value = await db.transaction(async (tx) => {
      await tx.execute(table.insert(1));
      return "done";
    });
    kit.equal(value, "done");
    kit.equal(await table.ids(db), [1]);
  });

  kit.withItems("rolls back when the callback throws, and rejects with the same error", async (db, table) => {
    const reason = new Error("no");
    const outcome = await db
      .transaction(async (tx) => {
        await tx.execute(table.insert(1));
        throw reason;
      })
      .catch((error: unknown) => error);
    kit.equal(outcome === reason, true);
    kit.equal(await table.ids(db), []);
  });

  kit.withItems(
    "a savepoint written as text outside a transaction loses nothing that comes later",
    async (db, table) => {
      // Some engines refuse it, some take it for nothing, one begins a transaction.
      await db.execute(sql`savepoint a`).catch(() => undefined);
      await db.execute(table.insert(1));
      await db.transaction((tx) => tx.execute(table.insert(2)));
      // What a connection would take with it is then not there any more.
      const lasting = kit.subject.define().endpoints.some(({ permanent }) => permanent === true);
      if (!lasting) for (const endpoint of db.endpoints) endpoint.evict();
      kit.equal(await table.ids(db), [1, 2]);
    },
  );

  kit.withItems("calls made at once run one after the other", async (db, table) => {
    await db.transaction(async (tx) => {
      await Promise.all([1, 2, 3, 4, 5].map((id) => tx.execute(table.insert(id))));
    });
    kit.equal(await table.ids(db), [1, 2, 3, 4, 5]);
  });

  kit.withItems("the manual form commits and rolls back", async (db, table) => {
    const first = await db.begin();
    await first.execute(table.insert(1));
    await first.commit();
    const second = await db.begin();
    await second.execute(table.insert(2));
    await second.rollback();
    kit.equal(await table.ids(db), [1]);
  });

  kit.withItems("disposing rolls back what was not ended", async (db, table) => {
    const tx = await db.begin();
    await tx.execute(table.insert(1));
    await tx[Symbol.asyncDispose]();
    await tx[Symbol.asyncDispose]();
    kit.equal(await table.ids(db), []);
  });

  kit.withItems("a transaction that has ended refuses every use", async (db, table) => {
    for (const end of ["commit", "rollback"] as const) {
      const tx = await db.begin();
      await tx[end]();
      await kit.rejects(() => tx.query(table.all()), "transaction-state");
      await kit.rejects(() => tx.commit(), "transaction-state");
      await kit.rejects(() => tx.rollback(), "transaction-state");
      await kit.rejects(() => tx.transaction(() => Promise.resolve()), "transaction-state");
      await kit.rejects(async () => tx.afterCommit(() => undefined), "transaction-state");
    }
    let leaked: Transaction | undefined;
    await db.transaction(async (tx) => {
      leaked = tx;
    });
    await kit.rejects(() => leaked?.query(table.all()) ?? Promise.resolve(), "transaction-state");
  });

  kit.withItems("a callback's transaction cannot be ended from inside", async (db) => {
    await db.transaction(async (tx) => {
      const manual = tx as unknown as { commit(): Promise<void>; rollback(): Promise<void> };
      await kit.rejects(() => manual.commit(), "transaction-state");
      await kit.rejects(() => manual.rollback(), "transaction-state");
    });
  });

  kit.withItems("an error that was swallowed is either harmless or told on commit", async (db, table) => {
    await db.execute(table.insert(1));
    const outcome = await db
      .transaction(async (tx) => {
        await tx.execute(table.insert(2));
        const error = await kit.rejects(() => tx.execute(table.insert(1)), "unique-violation");
        return error.transactionState;
      })
      .catch((error: unknown) => error);
    if (outcome === "unchanged") kit.equal(await table.ids(db), [1, 2]);
    else {
      const error = await kit.rejects(Promise.reject(outcome), "rolled-back");
      kit.equal((error.cause as { kind?: string }).kind, "unique-violation");
      kit.equal(await table.ids(db), [1]);
    }
  });

  kit.withItems("rollback-only is an error on commit", async (db, table) => {
    const reason = new Error("because");
    const error = await kit.rejects(
      db.transaction(async (tx) => {
        await tx.execute(table.insert(1));
        tx.setRollbackOnly(reason);
        kit.equal(tx.isRollbackOnly, true);
      }),
      "rolled-back",
    );
    kit.equal(error.cause === reason, true);
    kit.equal(await table.ids(db), []);
  });

  kit.withItems(
    "hooks run after the end, and what they throw changes nothing",
    async (db, table) => {
      const told: string[] = [];
      const failures: unknown[] = [];
      const onFailure = (event: unknown): void => void failures.push((event as HookErrorEvent).hook);
      channels.hookError.subscribe(onFailure);
      await db.transaction(async (tx) => {
        tx.afterCommit(() => {
          throw new Error("in a hook");
        });
        tx.afterCommit(async () => {
          told.push(`committed ${(await table.ids(db)).length}`);
        });
        tx.afterRollback(() => void told.push("never"));
        await tx.execute(table.insert(1));
      });
      await db
        .transaction(async (tx) => {
          tx.afterCommit(() => void told.push("never"));
          tx.afterRollback(() => void told.push("rolled back"));
          throw new Error("no");
        })
        .catch(() => undefined);
      channels.hookError.unsubscribe(onFailure);
      kit.equal(told, ["committed 1", "rolled back"]);
      kit.equal(failures, ["after-commit"]);
    },
    { pool: { max: 2 } },
  );

  kit.withItems("the time limit of a transaction ends it", async (db, table) => {
    await kit.rejects(
      db.transaction(
        async (tx) => {
          await tx.execute(table.insert(1));
          await pause(60);
          await tx.execute(table.insert(2));
        },
        { timeout: 30 },
      ),
      "timeout",
    );
    await kit.rejects(
      db.transaction(() => pause(60), { timeout: "30ms" }),
      "timeout",
    );
    kit.equal(await table.ids(db), []);
  });

  kit.withItems("an aborted transaction is rolled back", async (db, table) => {
    const abort = new AbortController();
    await kit.rejects(
      db.transaction(
        async (tx) => {
          await tx.execute(table.insert(1));
          abort.abort();
          await tx.execute(table.insert(2));
        },
        { signal: abort.signal },
      ),
      "aborted",
    );
    kit.equal(await table.ids(db), []);
  });

  kit.withItems("a whole transaction is repeated when its failure may pass, and only then", async (db, table) => {
    let attempts = 0;
    const value = await db.transaction(
      async (tx) => {
        attempts++;
        await tx.execute(table.insert(1));
        if (attempts < 3) throw databaseError({ kind: "serialization-failure", transactionState: "failed" });
        return attempts;
      },
      { retry: { attempts: 5, delay: 1 } },
    );
    kit.equal([value, await table.ids(db)], [3, [1]]);
    attempts = 0;
    await kit.rejects(
      db.transaction(
        async (tx) => {
          attempts++;
          await tx.execute(table.insert(1));
        },
        { retry: { attempts: 5, delay: 1 } },
      ),
      "unique-violation",
    );
    kit.equal(attempts, 1);
    await kit.rejects(
      db.transaction(
        () => {
          attempts++;
          return Promise.reject(databaseError({ kind: "deadlock" }));
        },
        { retry: { attempts: 2, delay: 1 } },
      ),
      "deadlock",
    );
    kit.equal(attempts, 3);
  });

  kit.withItems("an unknown outcome is repeated only after asking", async (db) => {
    const lost = (): Promise<never> => Promise.reject(databaseError({ kind: "outcome-unknown" }));
    let asked = 0;
    await kit.rejects(db.transaction(lost, { retry: { attempts: 3, delay: 1 } }), "outcome-unknown");
    const verify = (): boolean => {
      asked++;
      return false;
    };
    await kit.rejects(db.transaction(lost, { retry: { attempts: 3, delay: 1, verify } }), "rolled-back");
    kit.equal(asked, 3);
    const failing = (): Promise<boolean> => Promise.reject(new Error("cannot tell"));
    await kit.rejects(db.transaction(lost, { retry: { attempts: 3, delay: 1, verify: failing } }), "outcome-unknown");
    await kit.rejects(
      db.transaction(lost, { retry: { attempts: 3, delay: 1, verify: () => true } }),
      "outcome-unknown",
    );
  });

  for (const isolation of [
    "read-uncommitted",
    "read-committed",
    "repeatable-read",
    "snapshot",
    "serializable",
  ] as const) {
    if (capabilities.isolationLevels.includes(isolation)) {
      kit.withItems(`isolation ${isolation} works, and is gone afterwards`, async (db, table) => {
        await db.transaction((tx) => tx.execute(table.insert(1)), { isolation });
        await db.transaction((tx) => tx.execute(table.insert(2)));
        kit.equal(await table.ids(db), [1, 2]);
      });
    } else {
      kit.withDatabase(`isolation ${isolation} is refused`, async (db) => {
        await kit.rejects(
          db.transaction(() => Promise.resolve(), { isolation }),
          "unsupported",
        );
      });
    }
  }

  if (capabilities.transactionalDdl) {
    kit.withDatabase("a table made in a transaction is undone with it", async (db) => {
      const name = kit.newName("undone");
      const made = db.transaction(async (tx) => {
        await tx.execute(sql`create table ${sql.id(name)} (id ${sql.raw(kit.dialect.types.toNative("integer"))})`);
        throw new Error("undo");
      });
      kit.equal(await made.catch((error: Error) => error.message), "undo");
      await kit.rejects(() => db.query(sql`select * from ${sql.id(name)}`), "undefined-table");
    });
  }

  if (capabilities.readOnlyTransactions) {
    kit.withItems("a read-only transaction refuses writes, and only while it lasts", async (db, table) => {
      await kit.rejects(
        db.transaction((tx) => tx.execute(table.insert(1)), { readOnly: true }),
        "read-only",
      );
      kit.equal(await db.transaction((tx) => tx.query(table.all()), { readOnly: true }), []);
      await db.execute(table.insert(1));
      kit.equal(await table.ids(db), [1]);
    });
  }

  if (capabilities.deferrableTransactions) {
    kit.withItems("a deferrable transaction reads", async (db, table) => {
      kit.equal(
        await db.transaction((tx) => tx.query(table.all()), {
          isolation: "serializable",
          readOnly: true,
          deferrable: true,
        }),
        [],
      );
      await kit.rejects(
        db.transaction(() => Promise.resolve(), { deferrable: true }),
        "usage",
      );
    });
  }

  if (capabilities.immediateTransactions) {
    kit.withItems("a transaction takes the write lock at once", async (db, table) => {
      await db.transaction((tx) => tx.execute(table.insert(1)), { immediate: true });
      kit.equal(await table.ids(db), [1]);
    });
  }

  if (
    capabilities.concurrentSessions &&
    capabilities.isolationLevels.includes("serializable") &&
    capabilities.isolationLevels.length > 1
  ) {
    kit.withItems("write skew is stopped, and the retry mends it", async (db, table) => {
      await db.execute(table.insert(1, "a", 1));
      await db.execute(table.insert(2, "b", 1));
      let failures = 0;
      let arrived = 0;
      let open: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => (open = resolve));
      const withdraw = (id: number): Promise<void> =>
        db.transaction(
          async (tx) => {
            const [row] = await tx.query(
              sql<{ total: number }>`select sum(amount) as total from ${sql.id(table.name)}`,
            );
            if (++arrived >= 2) open();
            await gate;
            if (Number(row?.total) < 2) return;
            try {
              await tx.execute(sql`update ${sql.id(table.name)} set amount = 0 where id = ${id}`);
            } catch (error) {
              if (isSerializationFailure(error)) failures++;
              throw error;
            }
          },
          { isolation: "serializable", retry: { attempts: 5, delay: 5 } },
        );
      await Promise.all([withdraw(1), withdraw(2)]);
      const [sum] = await db.query(sql<{ total: number }>`select sum(amount) as total from ${sql.id(table.name)}`);
      kit.equal(Number(sum?.total), 1);
      kit.equal(arrived > 2 || failures > 0, true);
    });
  }

  if (capabilities.savepoints) savepoints(kit);
}

function savepoints(kit: Kit): void {
  kit.withItems(
    "what is still nested when the outer level fails ends with it, and leaves the next borrower alone",
    async (db, table) => {
      let late: Promise<void> | undefined;
      const reason = new Error("another branch");
      const outcome = await db
        .transaction(async (tx) => {
          late = tx.transaction(async (inner) => {
            await pause(50);
            await inner.execute(table.insert(1));
          });
          late.catch(() => undefined);
          await Promise.reject(reason);
        })
        .catch((error: unknown) => error);
      kit.equal(outcome === reason, true);
      await db.transaction(async (tx) => {
        await tx.execute(table.insert(2));
        await kit.rejects(late as Promise<void>, "transaction-state");
        await tx.execute(table.insert(3));
      });
      kit.equal(await table.ids(db), [2, 3]);
    },
    { pool: { max: 1 } },
  );

  kit.withItems("a nested transaction is undone alone", async (db, table) => {
    await db.transaction(async (tx) => {
      await tx.execute(table.insert(1));
      await tx
        .transaction(async (inner) => {
          kit.equal(inner.depth, 1);
          await inner.execute(table.insert(2));
          await inner.execute(table.insert(1));
        })
        .catch(() => undefined);
      await tx.transaction((inner) => inner.execute(table.insert(3)));
    });
    kit.equal(await table.ids(db), [1, 3]);
  });

  kit.withItems("nesting goes deep", async (db, table) => {
    const descend = async (tx: Transaction, level: number): Promise<void> => {
      await tx.execute(table.insert(level));
      if (level === 8) return;
      await tx.transaction((inner) => descend(inner, level + 1));
      if (level % 2 === 0) throw new Error("odd levels survive");
    };
    await db.transaction(async (tx) => {
      await tx.transaction((inner) => descend(inner, 1)).catch(() => undefined);
    });
    kit.equal((await table.ids(db)).includes(1), false);
    await db.transaction((tx) =>
      tx.transaction((inner) => inner.transaction((innermost) => innermost.execute(table.insert(20)))),
    );
    kit.equal(await table.ids(db), [20]);
  });

  kit.withItems("the outer transaction cannot be used while the inner one is open", async (db, table) => {
    await db.transaction(async (tx) => {
      await tx.transaction(async () => {
        await kit.rejects(() => tx.execute(table.insert(1)), "transaction-state");
        await kit.rejects(() => tx.transaction(() => Promise.resolve()), "transaction-state");
      });
    });
    const outer = await db.begin();
    const inner = await outer.begin();
    await kit.rejects(() => outer.commit(), "transaction-state");
    await kit.rejects(() => outer.rollback(), "transaction-state");
    await inner.rollback();
    await outer.commit();
  });

  kit.withItems("hooks of a nested transaction share its fate", async (db) => {
    const told: string[] = [];
    await db.transaction(async (tx) => {
      await tx.transaction(async (inner) => {
        inner.afterCommit(() => void told.push("kept"));
      });
      kit.equal(told, []);
      await tx
        .transaction(async (inner) => {
          inner.afterCommit(() => void told.push("dropped"));
          inner.afterRollback(() => void told.push("undone"));
          throw new Error("no");
        })
        .catch(() => undefined);
    });
    kit.equal(told, ["undone", "kept"]);
  });
}
