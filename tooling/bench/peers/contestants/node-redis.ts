import { createClient } from "redis";
import type { Contestant } from "../../src/contestant.ts";

let client: ReturnType<typeof createClient>;

/** node-redis with its defaults. */
export const contestant: Contestant = {
  async open(url) {
    client = createClient({ url });
    await client.connect();
  },
  close: () => client.close(),
  get: (key) => client.get(key),
  set: async (key, value) => void (await client.set(key, value)),
  async pipeline(keys) {
    const pipeline = client.multi();
    for (const key of keys) pipeline.get(key);
    return (await pipeline.execAsPipeline()) as unknown as (string | null)[];
  },
};
