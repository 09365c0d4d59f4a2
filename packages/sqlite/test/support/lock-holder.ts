// Another process with a connection of its own: `node lock-holder.ts FILE`. Each line read is SQL to run; it answers "ok" or a code.
import { createInterface } from "node:readline";
import Database from "better-sqlite3";

const client = new Database(process.argv[2], { timeout: 0 });
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "end") break;
  try {
    client.exec(line);
    process.stdout.write("ok\n");
  } catch (error) {
    process.stdout.write(`${(error as { code?: string }).code ?? "failed"}\n`);
  }
}
client.close();
process.stdin.destroy();
