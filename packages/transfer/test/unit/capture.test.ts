import { memoryDatabase } from "@db/document";
import { captureSuite } from "../support/capture-suite.ts";

captureSuite("memory to memory", () => ({ source: memoryDatabase(), target: memoryDatabase() }));
