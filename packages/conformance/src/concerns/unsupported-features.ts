import type { Kit } from "../kit.ts";

/** What a driver does not declare must be refused, never ignored. Other concerns refuse what belongs to them. */
export function unsupportedFeatures(kit: Kit): void {
  const { capabilities } = kit;

  if (!capabilities.readOnlyTransactions) {
    kit.withDatabase("read-only transactions", async (db) => {
      await kit.rejects(
        db.transaction(() => Promise.resolve(), { readOnly: true }),
        "unsupported",
      );
    });
  }
  if (!capabilities.deferrableTransactions) {
    kit.withDatabase("deferrable transactions", async (db) => {
      await kit.rejects(
        db.transaction(() => Promise.resolve(), { isolation: "serializable", readOnly: true, deferrable: true }),
        "unsupported",
      );
    });
  }
  if (!capabilities.immediateTransactions) {
    kit.withDatabase("immediate transactions", async (db) => {
      await kit.rejects(
        db.transaction(() => Promise.resolve(), { immediate: true }),
        "unsupported",
      );
    });
  }
  if (!capabilities.twoPhase) {
    kit.withDatabase("two-phase commit", async (db) => {
      const tx = await db.begin();
      await kit.rejects(() => tx.prepare("name"), "unsupported");
      await tx.rollback();
    });
  }
  if (!capabilities.savepoints) {
    kit.withDatabase("savepoints", async (db) => {
      await kit.rejects(
        db.transaction((tx) => tx.transaction(() => Promise.resolve())),
        "unsupported",
      );
    });
  }
  if (!capabilities.replicationLag) {
    kit.it("a bound on a replica's lag", async () => {
      await kit.rejects(async () => kit.subject.define({ replicas: [{ maxLag: "1s" }] }), "configuration");
    });
  }
  kit.it("an option nobody knows is refused with the nearest that is known", async () => {
    const error = await kit.rejects(async () => kit.subject.define({ poool: { max: 1 } }), "configuration");
    kit.equal(error.message.includes("pool"), true);
  });
}
