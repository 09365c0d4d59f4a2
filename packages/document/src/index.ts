export { drivers } from "./database/drivers.ts";
export {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from "bson";
export { errorCodeName } from "./error-codes.ts";
export { memoryDatabase, type MemoryDatabaseOptions } from "./database/memory-database.ts";
export { guarded } from "./guard/guarded.ts";
export { trusted } from "./guard/trusted.ts";
export { FieldCondition } from "./query/field-condition.ts";
export { query, Query, type Page } from "./query/query.ts";
export { handle, type HandleOptions } from "./query/handle.ts";
export { literal, where } from "./query/where.ts";
