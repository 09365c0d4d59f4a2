import { expect, it } from "@jest/globals";
import { openDocuments } from "../../src/open.ts";
import { shop } from "../../src/shop.ts";

async function printed(url: string): Promise<string[]> {
  const lines: string[] = [];
  const opened = openDocuments(url);
  try {
    await shop(opened.database, (line) => lines.push(line));
  } finally {
    await opened[Symbol.asyncDispose]();
  }
  return lines;
}

it("prints the same on every engine", async () => {
  const inMemory = await printed("memory:");
  expect(inMemory).toEqual([
    "on the desk: Lamp, Pen",
    "sent to London: 1 of 1",
    "New York: 58 in 1 orders",
    "London: 15 in 2 orders",
    "lamps left: 2, tagged sold, desk, light",
    "a second pen: unique-violation (11000)",
    "page 1: Pen 2, Ink 9",
    "page 2: Lamp 40",
  ]);
  expect(await printed("pglite:")).toEqual(inMemory);
}, 60_000);
