import { Redis } from "ioredis";
import type { Contestant } from "../../src/contestant.ts";

/** ioredis over one connection. */
export function ioredis(enableAutoPipelining: boolean): Contestant {
  let client: Redis;
  return {
    async open(url) {
      client = new Redis(url, { enableAutoPipelining });
      await client.ping();
    },
    close: async () => void (await client.quit()),
    get: (key) => client.get(key),
    set: async (key, value) => void (await client.set(key, value)),
    async pipeline(keys) {
      const pipeline = client.pipeline();
      for (const key of keys) pipeline.get(key);
      const answers = (await pipeline.exec()) ?? [];
      return answers.map(([error, value]) => {
        if (error) throw error;
        return value as string;
      });
    },
  };
}
