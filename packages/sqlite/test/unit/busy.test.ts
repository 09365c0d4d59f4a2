import { describe, expect, it } from "@jest/globals";
import { whileBusy as mayWait } from "../../src/busy.ts";

const busy = (code = "SQLITE_BUSY"): Error => Object.assign(new Error("database is locked"), { code });

/** What it throws at once, rejects. */
const whileBusy: (...given: Parameters<typeof mayWait<number>>) => Promise<number> = async (...given) =>
  mayWait(...given);

/** A task that is busy some times before it gives 7. */
function task(times: number, error: () => Error = busy): { readonly run: () => number; readonly calls: () => number } {
  let calls = 0;
  return {
    run: () => {
      calls++;
      if (calls <= times) throw error();
      return 7;
    },
    calls: () => calls,
  };
}

describe("waiting for a lock", () => {
  it("what is not busy is run once, and given without a promise", () => {
    const { run, calls } = task(0);
    expect([mayWait(run, 1000, {}), calls()]).toEqual([7, 1]);
  });

  it.each(["SQLITE_BUSY", "SQLITE_BUSY_RECOVERY", "SQLITE_LOCKED", "SQLITE_LOCKED_SHAREDCACHE"])(
    "%s is waited for",
    async (code) => {
      const { run, calls } = task(3, () => busy(code));
      await expect(whileBusy(run, 1000, {})).resolves.toBe(7);
      expect(calls()).toBe(4);
    },
  );

  it.each(["SQLITE_BUSY_SNAPSHOT", "SQLITE_FULL", "SQLITE_ERROR"])(
    "%s is not: waiting does not mend it",
    async (code) => {
      const { run, calls } = task(1, () => busy(code));
      await expect(whileBusy(run, 1000, {})).rejects.toMatchObject({ code });
      expect(calls()).toBe(1);
    },
  );

  it("another error that comes while it waits ends the wait", async () => {
    let calls = 0;
    const run = (): never => {
      throw ++calls < 3 ? busy() : busy("SQLITE_FULL");
    };
    await expect(whileBusy(run, 1000, {})).rejects.toMatchObject({ code: "SQLITE_FULL" });
    expect(calls).toBe(3);
  });

  it("leaves the event loop free, and gives the client's error when the time is up", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const began = performance.now();
    await expect(whileBusy(task(Infinity).run, 200, {})).rejects.toMatchObject({ code: "SQLITE_BUSY" });
    clearInterval(timer);
    const took = performance.now() - began;
    expect(took).toBeGreaterThanOrEqual(199);
    expect(took).toBeLessThan(400);
    expect(ticks).toBeGreaterThan(15);
  });

  it("without patience it does not wait at all", async () => {
    const { run, calls } = task(1);
    await expect(whileBusy(run, 0, {})).rejects.toMatchObject({ code: "SQLITE_BUSY" });
    expect(calls()).toBe(1);
  });

  it("the call's deadline ends it", async () => {
    const began = performance.now();
    await expect(whileBusy(task(Infinity).run, 5000, { deadline: began + 60 })).rejects.toMatchObject({
      code: "SQLITE_BUSY",
    });
    expect(performance.now() - began).toBeLessThan(300);
  });

  it("the signal ends it at once, and nothing is run for who has given up", async () => {
    const { run, calls } = task(8);
    const abort = new AbortController();
    const began = performance.now();
    const promise = whileBusy(run, 5000, { signal: abort.signal });
    setTimeout(() => abort.abort(), 30);
    await expect(promise).rejects.toMatchObject({ code: "SQLITE_BUSY" });
    const before = calls();
    expect(performance.now() - began).toBeLessThan(200);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(calls()).toBe(before);
    expect(before).toBeLessThan(9);
  });

  it("tries at growing distances", async () => {
    const { run, calls } = task(Infinity);
    await whileBusy(run, 300, {}).catch(() => undefined);
    // 0, 1, 3, 8, 18, 38, then every 50 ms.
    expect(calls()).toBeGreaterThan(6);
    expect(calls()).toBeLessThan(16);
  });
});
