import { Redis } from "ioredis";
import type { Prepared } from "../src/admin/prepare.ts";
import { checkSame } from "../src/check.ts";
import { valueOf } from "../src/workloads.ts";

/** Writes the keys that are read. */
export async function prepareRedis(url: string): Promise<Prepared> {
  const client = new Redis(url);
  const remove = async (pattern: string): Promise<void> => {
    for await (const keys of client.scanStream({ match: pattern, count: 1000 }))
      if ((keys as string[]).length > 0) await client.unlink(keys as string[]);
  };
  await remove("bench:*");
  await client.mset(Array.from({ length: 1000 }, (_, index) => [`bench:${index}`, valueOf(index)]).flat());
  return {
    async reset(workload) {
      if (workload.writes === "keys") await remove("bench:set:*");
    },
    async verify(workload, pieces) {
      if (workload.writes !== "keys") return;
      const keys = Array.from({ length: pieces }, (_, index) => `bench:set:${index}`);
      const values = await client.mget(keys);
      for (const [index, value] of values.entries()) checkSame("the value that was set", value, valueOf(index));
    },
    async tidy() {
      await remove("bench:*");
      await client.quit();
    },
  };
}
