import { afterAll } from "@jest/globals";
import { memoryDatabase } from "@db/document";
import { describeServer } from "@tooling/servers/jest";
import { captureSuite } from "../support/capture-suite.ts";
import { serverSchema } from "../support/postgres.ts";
import { transferSuite } from "../support/transfer-suite.ts";

describeServer("postgres", "transfers", (server) => {
  const [from, to] = ["from", "to"].map((side) => serverSchema(server.url, `transfer_${side}_${process.pid}`));
  afterAll(async () => {
    await from?.end();
    await to?.end();
  });
  const [source, target] = [from?.documents, to?.documents] as const;
  if (source === undefined || target === undefined) return;
  transferSuite("memory to PostgreSQL", async () => ({ source: memoryDatabase(), target }));
  transferSuite("PostgreSQL to memory", async () => ({ source, target: memoryDatabase() }));
  transferSuite("PostgreSQL to PostgreSQL", async () => ({ source, target }));
  captureSuite("memory to PostgreSQL", () => ({ source: memoryDatabase(), target }));
  captureSuite("PostgreSQL to PostgreSQL", () => ({ source, target }));
});
