export { BatchCursor } from "./batch-cursor.ts";
export type { ChangeEvent, ChangeNamespace, ChangeStream, UpdateDescription, WatchOptions } from "./change-stream.ts";
export type {
  BulkOperation,
  CollectionDescription,
  CommandOptions,
  CreateCollectionOptions,
  DeleteOptions,
  DocumentCallOptions,
  DocumentCollection,
  DocumentCursor,
  DocumentDatabase,
  FindOneAndOptions,
  FindOptions,
  IndexDefinition,
  IndexDescription,
  InsertOptions,
  ReadOptions,
  UpdateOptions,
} from "./document-database.ts";
export type {
  AnyDocument,
  CollationOptions,
  FieldOperators,
  Filter,
  PipelineStage,
  Projection,
  PushModifiers,
  RootOperators,
  Sort,
  Update,
  UpdateOperators,
} from "./language.ts";
export type { Comparable, DocumentPath, PathValue } from "./paths.ts";
export type {
  BulkWriteResult,
  DeleteResult,
  DocumentExplanation,
  InsertResult,
  UpdateResult,
  WriteFailure,
} from "./results.ts";
export { DocumentWriteError } from "./write-error.ts";
