import type { Driver } from "@db/core";
import { pgliteDriver } from "./pglite-driver.ts";
import { postgresDriver } from "./postgres-driver.ts";

/** The drivers of this package, for those who find them by engine name. */
export const drivers: readonly Driver[] = [postgresDriver as Driver, pgliteDriver as Driver];
