import { memoryDatabase } from "@db/document";
import { transferSuite } from "../support/transfer-suite.ts";

transferSuite("memory to memory", async () => ({ source: memoryDatabase(), target: memoryDatabase() }));
