// Another process with a connection of its own: `node lock-holder.ts FILE`. Each line read is SQL to run; it answers "ok" or a code.
import { createInterface } from "node:readline";
import Database from "better-sqlite3";

const client = new Database(process.argv[2], { timeout: 0 });
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "end") break;
  try {
    client.exec(line);
    console.log("ok");
  } catch (error) {
    console.log((error as { code?: string }).code ?? "failed");
  }
}
client.close();
process.stdin.destroy();
