/**
 * What an engine of documents is built with: the language parsed and evaluated, values and their order, and the interface
 * of a store. For authors of engines; programs need the main entry alone.
 */
export { StoredDatabase } from "./database/stored-database.ts";
export { errorCodeKind } from "./error-codes.ts";
export { documentError, unsupportedFeature } from "./errors.ts";
export type { Comparison, Filter, Pattern } from "./filter/filter.ts";
export { matches } from "./filter/match.ts";
export { parseFilter } from "./filter/parse-filter.ts";
export { indexKeys, type IndexKeys } from "./indexes/index-keys.ts";
export { isIndex, pathsOverlap, splitPath, type Path } from "./path.ts";
export type { Batches, PipelineHost, PipelineWriter, Stage, StageContext } from "./pipeline/stage.ts";
export type { BucketAutoStage } from "./pipeline/stages/bucket-auto.ts";
export type { CountStage } from "./pipeline/stages/count.ts";
export type { DescribeStage } from "./pipeline/stages/describe.ts";
export type { DocumentsStage } from "./pipeline/stages/documents.ts";
export type { FacetStage } from "./pipeline/stages/facet.ts";
export type { GraphLookupStage } from "./pipeline/stages/graph-lookup.ts";
export { limitStage, type LimitStage } from "./pipeline/stages/limit.ts";
export { matchStage, type MatchStage } from "./pipeline/stages/match.ts";
export type { OutStage } from "./pipeline/stages/out.ts";
export { projectStage, type ProjectStage } from "./pipeline/stages/project.ts";
export type { RankFusionStage } from "./pipeline/stages/rank-fusion.ts";
export type { RedactStage } from "./pipeline/stages/redact.ts";
export type { ReplaceRootStage } from "./pipeline/stages/replace-root.ts";
export type { SampleStage } from "./pipeline/stages/sample.ts";
export type { SetWindowFieldsStage } from "./pipeline/stages/set-window-fields.ts";
export { skipStage, type SkipStage } from "./pipeline/stages/skip.ts";
export { sortStage, type SortStage } from "./pipeline/stages/sort.ts";
export type { UnionWithStage } from "./pipeline/stages/union-with.ts";
export type { UnwindStage } from "./pipeline/stages/unwind.ts";
export { parseSort, sortOrder, type Sort, type SortPart } from "./pipeline/sort.ts";
export { defaultSettings, type QuerySettings } from "./settings.ts";
export type {
  CollectionInfo,
  DocumentStore,
  IndexInfo,
  InsertOutcome,
  Replacement,
  StoreCall,
  StoreExplanation,
  StoreRead,
  StoreSnapshot,
  StoreTransaction,
  UpdateRequest,
} from "./store/store.ts";
export { applyUpdate, type ApplyOptions } from "./update/apply-update.ts";
export type { Pull } from "./update/array-operators.ts";
export { parseUpdate, type UpdateOptions } from "./update/parse-update.ts";
export type { Push } from "./update/push.ts";
export type { Change, UpdatePlan } from "./update/update-plan.ts";
export { compare, equals } from "./values/compare.ts";
export {
  compareDecimals,
  exactDecimalOfDouble,
  formatDecimal,
  parseDecimal,
  readDecimal,
  type Decimal,
} from "./values/decimal.ts";
export { exportDocument, importDocument } from "./values/import-value.ts";
export { isNumber, numberType, toDecimal, toDouble, type NumberValue } from "./values/numbers.ts";
export { setField, typeOf, type BsonType, type Document } from "./values/types.ts";
export { valueKey } from "./values/value-key.ts";
