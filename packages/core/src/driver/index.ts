export {
  advisoryLockGone,
  advisoryLockNotGranted,
  advisoryLockWait,
  checkAdvisoryLockKey,
  underAdvisoryLock,
  type AdvisoryLockKey,
} from "./advisory-locks.ts";
export type { Capabilities, IsolationLevel } from "./capabilities.ts";
export type {
  BulkBatch,
  BulkRequest,
  CallOptions,
  ColumnInfo,
  Driver,
  Endpoint,
  Notification,
  ProcedureRequest,
  ProcedureResult,
  Result,
  Row,
  ServerInfo,
  Session,
  SessionObserver,
  StreamOptions,
  TargetSession,
  TransactionSettings,
  TransactionStatus,
} from "./driver.ts";
