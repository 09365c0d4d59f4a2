import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import { describeServer } from "@tooling/servers/jest";

const run = promisify(execFile);

/** A process of its own, so that nothing of the tests is measured. It prints its memory idle and at its highest. */
const program = `
  import { createDatabase, sql } from "@db/core";
  import { postgres, copyOut } from "@db/postgres";
  const db = createDatabase(postgres({ url: process.env.DB_TEST_POSTGRES_URL }));
  const wide = sql\`select g as id, \${sql.join(Array.from({ length: 20 }, (_, n) => sql.raw(\`md5((g + \${n})::text) || repeat('x', 30) as c\${n}\`)))} from generate_series(1, 100000) g\`;
  await db.query(sql\`select 1\`);
  globalThis.gc();
  const idle = process.memoryUsage.rss();
  let peak = idle, count = 0, sum = 0;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
  if (process.argv[1] === "copy") for await (const piece of copyOut(db, sql\`copy (\${wide}) to stdout\`)) count += piece.length;
  else for await (const row of db.stream(wide)) { count++; sum += row.c19.length; peak = count % 1000 === 0 ? Math.max(peak, process.memoryUsage.rss()) : peak; }
  clearInterval(timer);
  await db.close();
  console.log(JSON.stringify({ idle, peak, count, sum }));
`;

/**
 * What the collector may keep for young objects. By default that is up to three times 16 MB, however little the program
 * holds, and it came and went with the machine's load (40 to 187 MB were seen); with 8 MB a stream takes 14 to 17 MB.
 */
const collector = ["--expose-gc", "--max-semi-space-size=8"];

describeServer("postgres", "memory", (server) => {
  const measure = async (what: string): Promise<{ idle: number; peak: number; count: number; sum: number }> => {
    const { stdout } = await run(
      process.execPath,
      [...collector, "--conditions=@db/source", "--input-type=module", "--eval", program, what],
      {
        cwd: new URL("../..", import.meta.url),
        env: { ...process.env, DB_TEST_POSTGRES_URL: server.url },
      },
    );
    return JSON.parse(stdout) as { idle: number; peak: number; count: number; sum: number };
  };

  it("of 100,000 wide rows that are streamed stays below 64 MiB", async () => {
    const { idle, peak, count, sum } = await measure("stream");
    expect([count, sum]).toEqual([100_000, 6_200_000]);
    expect((peak - idle) / 2 ** 20).toBeLessThan(64);
  }, 60_000);

  it("of as many rows copied out stays below 64 MiB", async () => {
    const { idle, peak, count } = await measure("copy");
    expect(count).toBeGreaterThan(124_000_000);
    expect((peak - idle) / 2 ** 20).toBeLessThan(64);
  }, 60_000);
});
