import { expect, it } from "@jest/globals";
import { memoryDatabase } from "../../../src/index.ts";
import { expirySuite } from "../../support/expiry-suite.ts";

expirySuite("memory", (sweepInterval) => memoryDatabase({ sweepInterval }));

it.each([-1, 0.5, 86_400_001, Number.NaN])("an interval of %d is refused", (sweepInterval) => {
  expect(() => memoryDatabase({ sweepInterval })).toThrow(/sweepInterval must be a whole number/);
});
