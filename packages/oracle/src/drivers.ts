import type { Driver } from "@db/core";
import { oracleDriver } from "./oracle-driver.ts";

/** The drivers of this package, for those who find them by engine name. */
export const drivers: readonly Driver[] = [oracleDriver as Driver];
