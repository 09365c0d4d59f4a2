import type { Driver } from "@db/core";
import { mariadbDriver, mysqlDriver } from "./mysql-driver.ts";

/** The drivers of this package, for those who find them by engine name. */
export const drivers: readonly Driver[] = [mysqlDriver as Driver, mariadbDriver as Driver];
