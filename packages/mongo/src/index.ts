export type { MongoOperationEvent } from "./call.ts";
export { drivers } from "./drivers.ts";
export { mongo } from "./mongo.ts";
export type { MongoDatabase } from "./mongo-database.ts";
export { mongoFields } from "./mongo-fields.ts";
export type {
  MongoAuthMechanism,
  MongoCompressor,
  MongoOptions,
  MongoPoolOptions,
  MongoReadConcern,
  MongoReadPreference,
} from "./mongo-options.ts";
export type { MongoPoolStats } from "./pool-monitor.ts";
