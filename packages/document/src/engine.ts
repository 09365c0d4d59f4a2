/**
 * What an engine of documents is built with: the language parsed and evaluated, values and their order, and the interface
 * of a store. For authors of engines; programs need the main entry alone.
 */
export type {
  ChangeLog,
  LogPage,
  LogPosition,
  RecordedChange,
  RecordedNaming,
  RecordedWrite,
} from "./changes/change-log.ts";
export { updateForm, type UpdateForm } from "./changes/update-form.ts";
export { StoredDatabase } from "./database/stored-database.ts";
export type { Expression } from "./expression/expression.ts";
export { errorCodeKind } from "./error-codes.ts";
export { documentError, unsupportedFeature } from "./errors.ts";
export { textIndexOf } from "./commands/text-index.ts";
export type { Comparison, Filter, Pattern, TextIndex } from "./filter/filter.ts";
export { searchTerms, textTerms, type SearchTerms, type TextFilter } from "./filter/text-search.ts";
export { matches } from "./filter/match.ts";
export { parseFilter } from "./filter/parse-filter.ts";
export { indexKeys, type IndexKeys } from "./indexes/index-keys.ts";
export { isIndex, pathsOverlap, splitPath, type Path } from "./path.ts";
export type { AccumulatedField } from "./pipeline/accumulators/registry.ts";
export { batchesOf } from "./pipeline/batches.ts";
export { neededFields, type NeededFields } from "./pipeline/needed-fields.ts";
export { parsePipeline } from "./pipeline/parse-pipeline.ts";
export { collectDocuments } from "./pipeline/batches.ts";
export { isMappingStage, type MappingStage } from "./pipeline/mapping-stage.ts";
export type { Batches, PipelineHost, PipelineWriter, Stage, StageContext } from "./pipeline/stage.ts";
export type { BucketAutoStage } from "./pipeline/stages/bucket-auto.ts";
export type { CountStage } from "./pipeline/stages/count.ts";
export type { DescribeStage } from "./pipeline/stages/describe.ts";
export type { DistinctStage } from "./pipeline/stages/distinct.ts";
export type { DocumentsStage } from "./pipeline/stages/documents.ts";
export type { FacetStage } from "./pipeline/stages/facet.ts";
export type { FindProjectionStage } from "./pipeline/stages/find-projection.ts";
export type { GroupStage } from "./pipeline/stages/group.ts";
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
export { NeedsSnapshot } from "./store/store.ts";
export { selfContained } from "./pipeline/self-contained.ts";
export type {
  BuiltIndexes,
  CollectionInfo,
  DeleteRequest,
  DocumentStore,
  IndexInfo,
  InsertOutcome,
  Replacement,
  SingleReader,
  StoreCall,
  StoreExplanation,
  StoreRead,
  StoreSnapshot,
  StoreTransaction,
  UpdateRequest,
} from "./store/store.ts";
export { Sweeper, type SweepEvent } from "./ttl/sweeper.ts";
export { sweep, type SweepResult } from "./ttl/sweep.ts";
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
export { exportDocument, exportValue, importDocument } from "./values/import-value.ts";
export { isNumber, numberType, toDecimal, toDouble, type NumberValue } from "./values/numbers.ts";
export { setField, typeOf, type BsonType, type Document } from "./values/types.ts";
export { valueKey } from "./values/value-key.ts";
