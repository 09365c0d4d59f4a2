import type { Driver } from "@db/core";
import { mssqlDriver } from "./mssql-driver.ts";

/** The drivers of this package, for those who find them by engine name. */
export const drivers: readonly Driver[] = [mssqlDriver as Driver];
