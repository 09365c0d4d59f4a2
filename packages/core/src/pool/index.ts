export { systemClock, type Clock } from "./clock.ts";
export type { Lease } from "./lease.ts";
export { defaultPoolOptions, type PoolOptions } from "./pool-options.ts";
export type { PoolStats } from "./pool-stats.ts";
export { Pool } from "./pool.ts";
export type { AcquireOptions, PoolObserver, PoolSource } from "./pool-source.ts";
