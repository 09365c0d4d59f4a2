import { describe, expect, it } from "@jest/globals";
import type { Engine } from "../../src/engine.ts";
import { findServer } from "../../src/find-server.ts";
import type { FoundServer, Rung } from "../../src/rungs/rung.ts";

const engine: Engine = { name: "postgres", title: "PostgreSQL", probe: async () => "18" };
const wish = { engine, minimum: undefined, keep: false };
const server: FoundServer = { engine, url: "postgres://", version: "18", origin: "docker", stop: async () => {} };

const misses =
  (reason: string | undefined): Rung =>
  async () => ({ reason });
const unreachable: Rung = () => Promise.reject(new Error("this rung should not be tried"));

describe("findServer", () => {
  it("takes the first rung that gives a server and tries no later one", async () => {
    const found = await findServer(wish, [misses("set a URL"), async () => server, unreachable]);
    expect(found).toBe(server);
  });

  it("names what every rung lacked when none gives a server", async () => {
    const found = await findServer(wish, [misses("set a URL"), misses(undefined), misses("start Docker")]);
    expect(found).toEqual({ reason: "no server: set a URL, or start Docker" });
  });

  it("does not go on past a rung that failed", async () => {
    const broken: Rung = () => Promise.reject(new Error("does not answer"));
    await expect(findServer(wish, [broken, async () => server])).rejects.toThrow("does not answer");
  });
});
