import { memoryDatabase } from "../../../src/index.ts";
import { documentSuite } from "../../support/database-suite.ts";

documentSuite("memory", () => memoryDatabase());
