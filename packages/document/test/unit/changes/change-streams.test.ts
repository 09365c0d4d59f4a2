import { memoryDatabase } from "../../../src/index.ts";
import { changeStreamSuite } from "../../support/change-stream-suite.ts";

changeStreamSuite("memory", () => memoryDatabase());
