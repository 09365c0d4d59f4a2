import { fileURLToPath } from "node:url";
import { openDatabases } from "@db/core";
import { shop } from "../../src/shop.ts";

const cwd = fileURLToPath(new URL("../../config", import.meta.url));

/** What the shop prints with a configuration; `env` stands for the environment's variables. */
export async function printed(file: string, env: Record<string, string> = {}): Promise<string[]> {
  const lines: string[] = [];
  const dbs = await openDatabases(file, { cwd, env, environment: false });
  try {
    await shop(dbs.document("shop"), (line) => lines.push(line));
  } finally {
    await dbs.close();
  }
  return lines;
}

/** What it prints on every engine. */
export const expected: readonly string[] = [
  "on the desk: Lamp, Pen",
  "sent to London: 1 of 1",
  "New York: 58 in 1 orders",
  "London: 15 in 2 orders",
  "lamps left: 2, tagged sold, desk, light",
  "a second pen: unique-violation (11000)",
  "page 1: Pen 2, Ink 9",
  "page 2: Lamp 40",
];
