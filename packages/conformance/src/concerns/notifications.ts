import { pause, until, type Kit } from "../kit.ts";

/** Notifications between sessions. */
export function notifications(kit: Kit): void {
  const { notify } = kit.subject.statements;
  if (!kit.capabilities.notifications) {
    kit.withDatabase("are refused", async (db) => {
      await kit.rejects(() => db.listen("channel", () => undefined), "unsupported");
    });
    return;
  }

  kit.withDatabase("reach every handler of their channel and no other", async (db) => {
    if (notify === undefined) throw new Error("the subject has no notify");
    const channel = kit.newName("Channel");
    const told: string[] = [];
    const first = await db.listen(channel, ({ payload }) => void told.push(`first ${payload}`));
    const second = await db.listen(
      channel,
      ({ payload, channel: on }) => void told.push(`second ${payload} on ${on === channel}`),
    );
    const other = await db.listen(`${channel}_other`, () => void told.push("other"));
    await db.execute(notify(channel, "one"));
    await until(() => told.length >= 2);
    await first.unlisten();
    await first.unlisten();
    await db.execute(notify(channel, "two"));
    await until(() => told.length >= 3);
    kit.equal(told, ["first one", "second one on true", "second two on true"]);
    await second.unlisten();
    await db.execute(notify(channel, "three"));
    await pause(50);
    kit.equal(told.length, 3);
    await other[Symbol.asyncDispose]();
  });

  kit.withDatabase("closing the database ends listening", async (db) => {
    await db.listen(kit.newName("channel"), () => undefined);
    await db.close();
    await kit.rejects(() => db.listen("x", () => undefined), "closed");
  });
}
