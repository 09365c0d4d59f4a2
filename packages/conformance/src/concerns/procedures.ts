import type { Kit } from "../kit.ts";

/** Stored procedures with parameters in both directions. */
export function procedures(kit: Kit): void {
  const { createProcedure, dropProcedure } = kit.subject.statements;
  if (!kit.capabilities.procedures) {
    kit.withDatabase("are refused", async (db) => {
      await kit.rejects(() => db.call("anything"), "unsupported");
      await kit.rejects(() => db.transaction((tx) => tx.call("anything")), "unsupported");
    });
    return;
  }

  kit.withDatabase("give their OUT and INOUT parameters, by name and by position", async (db) => {
    if (createProcedure === undefined || dropProcedure === undefined)
      throw new Error("the subject has no createProcedure");
    const name = kit.newName("procedure");
    await db.execute(createProcedure(name));
    try {
      kit.equal((await db.call(name, { a: 1, b: 2 })).output, { b: 3, c: "done" });
      kit.equal((await db.call(name, [4, 5])).output, { b: 9, c: "done" });
      await db.transaction(async (tx) =>
        kit.equal((await tx.call([name], { a: 1, b: 1 })).output, { b: 2, c: "done" }),
      );
      await kit.rejects(() => db.call(name, { a: 1, wrong: 2 }), "usage");
    } finally {
      await db.execute(dropProcedure(name));
    }
  });

  kit.withDatabase("that do not exist are named in the error", async (db) => {
    await kit.rejects(() => db.call(kit.newName("missing"), []), "undefined-object");
  });
}
