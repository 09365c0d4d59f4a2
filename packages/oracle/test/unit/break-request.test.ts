import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { BreakRequest } from "../../src/break-request.ts";
import type { ClientConnection } from "../../src/wire.ts";

const cancelled = Object.assign(new Error("ORA-01013"), { errorNum: 1013 });
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A connection whose signs of life end as told, in this order. */
function breaking(pings: readonly (Error | "ok" | "never")[]) {
  const left = [...pings];
  const done: string[] = [];
  let givenUp = 0;
  const connection = {
    breakExecution: () => Promise.resolve(void done.push("break")),
    ping: () => {
      done.push("ping");
      const answer = left.shift() ?? "ok";
      if (answer === "never") return new Promise<never>(() => undefined);
      return answer === "ok" ? Promise.resolve() : Promise.reject(answer);
    },
  } as unknown as ClientConnection;
  return { request: new BreakRequest(connection, () => givenUp++), done, givenUp: () => givenUp };
}

it("without a call nothing is sent", async () => {
  const { request, done } = breaking([]);
  await request.send();
  await request.watch(() => Promise.resolve());
  await request.send();
  expect(done).toEqual([]);
});

it("a call that heeds it needs no more", async () => {
  const { request, done } = breaking([]);
  let fail: (error: Error) => void = () => undefined;
  const call = request.watch(() => new Promise((_, reject) => (fail = reject))).catch(() => "stopped");
  const sent = request.send();
  fail(cancelled);
  expect(await call).toBe("stopped");
  await sent;
  expect(done).toEqual(["break"]);
});

it.each<readonly [pings: readonly (Error | "ok" | "never")[], count: number, givenUp: number]>([
  [["ok"], 1, 0],
  [[cancelled, "ok"], 2, 0],
  [[cancelled, cancelled, cancelled], 3, 1],
  [[new Error("the connection is gone")], 1, 0],
  [["never"], 1, 1],
])("after a call that ended by itself signs of life (%p) take it in", async (pings, count, expected) => {
  const { request, done, givenUp } = breaking(pings);
  let end: () => void = () => undefined;
  const call = request.watch(() => new Promise<void>((resolve) => (end = resolve)));
  const sent = request.send();
  end();
  await call;
  await jest.advanceTimersByTimeAsync(1100);
  await sent;
  expect(done.filter((one) => one === "ping").length).toBe(count);
  expect(givenUp()).toBe(expected);
  expect(jest.getTimerCount()).toBe(0);
});
