export type { CollectionChoice, RunOptions, TransferOptions } from "./options.ts";
export type { PathTypes } from "./plan/census.ts";
export { planTransfer, type CollectionPlan, type TransferPlan } from "./plan/plan.ts";
export type { Loss } from "./plan/trial.ts";
export type { ProgressPhase, TransferProgress } from "./progress/progress.ts";
export { progressBar, type BarStream, type ProgressBar } from "./progress/progress-bar.ts";
export type { CollectionReport, TransferReport } from "./report.ts";
export { startTransfer, transfer, type StartOptions, type Transfer } from "./start-transfer.ts";
export type { Counts } from "./state/range-state.ts";
export { deadLetterCollection, stateCollection } from "./state/state-names.ts";
export { forgetTransfer } from "./state/transfer-state.ts";
export type { CastType, ErrorPolicy, SplitStep, TransformResult, TransformStep } from "./transform/steps.ts";
export type {
  CollectionVerification,
  DocumentDifference,
  Verification,
  VerificationMode,
} from "./verify/verification.ts";
export { verifyTransfer, type OnVerified } from "./verify/verify.ts";
export type { ExactDocument } from "./exact/document.ts";
