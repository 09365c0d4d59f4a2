import { afterAll } from "@jest/globals";
import { memoryDatabase } from "@db/document";
import { captureSuite } from "../support/capture-suite.ts";
import { embeddedSchema } from "../support/postgres.ts";
import { transferSuite } from "../support/transfer-suite.ts";

const schema = embeddedSchema("transfers");
afterAll(() => schema.end());

transferSuite("memory to PGlite", async () => ({ source: memoryDatabase(), target: schema.documents }));
transferSuite("PGlite to memory", async () => ({ source: schema.documents, target: memoryDatabase() }));
captureSuite("memory to PGlite", () => ({ source: memoryDatabase(), target: schema.documents }));
captureSuite("PGlite to memory", () => ({ source: schema.documents, target: memoryDatabase() }));
