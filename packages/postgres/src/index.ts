export { advisoryLockKey, withAdvisoryLock, type AdvisoryLockOptions } from "./advisory-locks.ts";
export { copyIn, copyOut, type CopySource, type CopyTarget } from "./copy.ts";
export {
  headline,
  matches,
  rank,
  tsquery,
  tsvector,
  type HeadlineOptions,
  type RankOptions,
  type TextQueryOptions,
  type TextSource,
  type TextWeight,
} from "./full-text.ts";
export { drivers } from "./drivers.ts";
export { jsonContains } from "./jsonb.ts";
export { notify } from "./notify.ts";
export { pglite, pgliteDriver, pgliteFields, type ParsedPgliteOptions, type PgliteOptions } from "./pglite-driver.ts";
export type { PgliteLike } from "./pglite-stream.ts";
export { pgliteCapabilities, postgresCapabilities } from "./postgres-capabilities.ts";
export { postgres, postgresDriver } from "./postgres-driver.ts";
export {
  postgresFields,
  type ChannelBinding,
  type ParsedPostgresOptions,
  type PostgresOptions,
  type PreparedStatementMode,
} from "./postgres-options.ts";
export { range, type Range } from "./postgres-ranges.ts";
export { commitPrepared, preparedTransactions, rollbackPrepared, type PreparedTransaction } from "./two-phase.ts";
