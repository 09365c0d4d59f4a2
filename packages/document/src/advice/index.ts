export { adviseIndexes, type AdviseOptions } from "./advise-indexes.ts";
export type { AskedQuery, AskedShape, IndexAdvice, IndexRecommendation, SampledPlan } from "./index-advice.ts";
export { queryShape, type FieldUse, type QueryShape } from "./query-shape.ts";
export { Workload } from "./workload.ts";
