export { trace } from "./trace.ts";
export {
  channels,
  type AcquireEvent,
  type ConnectEvent,
  type DatabaseEvent,
  type HookErrorEvent,
  type NoticeEvent,
  type OperationEvent,
  type PoolEvent,
  type TransactionEvent,
} from "./channels.ts";
