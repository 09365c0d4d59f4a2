/** What importing something cost a fresh process. */
export interface Weight {
  readonly wall: number;
  readonly cpu: number;
  /** What the process has become larger by, in megabytes. */
  readonly rss: number;
}

const [, , ...modules] = process.argv;
const before = process.memoryUsage.rss();
const cpuBefore = process.cpuUsage();
const wallBefore = performance.now();
for (const module of modules) await import(module);
const wall = performance.now() - wallBefore;
const { user, system } = process.cpuUsage(cpuBefore);
const rss = (process.memoryUsage.rss() - before) / 1024 / 1024;
process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1000, rss } satisfies Weight));
