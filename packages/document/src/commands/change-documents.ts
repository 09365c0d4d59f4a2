import { updateForm } from "../changes/update-form.ts";
import { documentError } from "../errors.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { matchedPosition } from "../filter/match.ts";
import type { Filter } from "../filter/filter.ts";
import { parseSort } from "../pipeline/sort.ts";
import type { Stage } from "../pipeline/stage.ts";
import { limitStage } from "../pipeline/stages/limit.ts";
import { matchStage } from "../pipeline/stages/match.ts";
import { sortStage } from "../pipeline/stages/sort.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import type { Batches, PipelineHost } from "../pipeline/stage.ts";
import type { QuerySettings } from "../settings.ts";
import type { CollectionInfo, StoreTransaction } from "../store/store.ts";
import { applyUpdate } from "../update/apply-update.ts";
import { parseUpdate } from "../update/parse-update.ts";
import { seedDocument } from "../update/seed-document.ts";
import type { UpdatePlan } from "../update/update-plan.ts";
import { importValue } from "../values/import-value.ts";
import { type Document } from "../values/types.ts";
import { checkHint } from "./hint.ts";
import { commandLanguage } from "./query-options.ts";
import { withTextIndex } from "./text-index.ts";
import { checkStored, withId } from "./store-document.ts";
import { validatorOf } from "./validation.ts";

/** What a statement that changes documents asks for, in MongoDB's own terms. */
export interface ChangeRequest {
  readonly filter: Document;
  /** A replacement, update operators or a pipeline. */
  readonly update: unknown;
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly arrayFilters: readonly unknown[] | undefined;
  readonly sort: Document | undefined;
  readonly hint: unknown;
  /** The command's or the statement's: `collation` and `let`. */
  readonly language: Document;
  readonly bypassValidation: boolean;
}

/** What came of it. `before` and `after` are of the last document that was met. */
export interface ChangeOutcome {
  readonly matched: number;
  readonly modified: number;
  /** The `_id` of the document that an upsert made; `undefined` when none was made. */
  readonly upsertedId: unknown;
  readonly before: Document | undefined;
  readonly after: Document | undefined;
}

const noHost: PipelineHost = {
  databaseName: "",
  read: () => refuseReading(),
  describe: () => refuseReading(),
  get writer() {
    return refuseReading();
  },
};

function refuseReading(): never {
  throw documentError(72, "an update cannot read other collections");
}

/** Reads what stages leave of a collection, with locks, the rest of the stages evaluated. */
export async function readLocked(
  transaction: StoreTransaction,
  collection: string,
  stages: readonly Stage[],
  settings: QuerySettings,
): Promise<Document[]> {
  const bound = await withTextIndex(transaction, collection, stages);
  const { batches, done } = await transaction.read(collection, bound, settings, { lock: true });
  const rest: Batches = runPipeline(bound.slice(done), batches, { settings, host: noHost, collection });
  const documents: Document[] = [];
  for await (const batch of rest) documents.push(...batch);
  return documents;
}

/** The stages that find what a statement is for: all that match, or the first in an order. */
export function targetStages(filter: Filter, sort: Document | undefined, multi: boolean): Stage[] {
  const stages: Stage[] = [matchStage(filter)];
  if (sort !== undefined && Object.keys(sort).length > 0) stages.push(sortStage(parseSort(sort)));
  if (!multi) stages.push(limitStage(1));
  return stages;
}

/**
 * Changes the documents that match: in one statement of the engine where it can do this update with MongoDB's meaning,
 * else by reading them with locks, changing them here and writing them back in one go. All of them are changed or, when
 * one cannot be, none.
 */
export async function changeDocuments(
  transaction: StoreTransaction,
  name: string,
  collection: CollectionInfo | undefined,
  request: ChangeRequest,
): Promise<ChangeOutcome> {
  const { settings, scope } = commandLanguage(request.language, collection);
  // An upsert takes values from its filter, and an expression has none to give.
  const filter = parseFilter(request.filter, scope, request.upsert ? { expr: false } : {});
  const plan = parseUpdate(request.update, {
    scope,
    multi: request.multi,
    ...(request.arrayFilters === undefined ? {} : { arrayFilters: request.arrayFilters }),
  });
  if (plan.kind === "replace" && request.multi) throw documentError(9, "a replacement changes one document only");
  if (plan.kind === "operators" && request.upsert && plan.changes.some(({ operand }) => operand === undefined)) {
    throw documentError(9, "an update operator has no operand");
  }
  await checkHint(transaction, name, request.hint);
  const validator = request.bypassValidation ? undefined : validatorOf(collection, settings);
  if (validator === undefined && !request.upsert && request.sort === undefined && !usesPosition(plan)) {
    const done = await transaction.update?.(name, { filter, plan, multi: request.multi, settings });
    if (done !== undefined) return { ...done, upsertedId: undefined, before: undefined, after: undefined };
  }
  const documents = await readLocked(transaction, name, targetStages(filter, request.sort, request.multi), settings);
  const changed: { id: unknown; document: Document }[] = [];
  let after: Document | undefined;
  for (const document of documents) {
    const position = usesPosition(plan) ? matchedPosition(filter, document, settings) : undefined;
    after = applyUpdate(plan, document, { settings, position, inserting: false });
    if (after === document) continue;
    checkStored(after);
    validator?.check(after, document);
    changed.push({ id: document["_id"], document: after });
  }
  if (changed.length > 0) await transaction.replace(name, changed, updateForm(plan));
  const outcome = { matched: documents.length, modified: changed.length, before: documents.at(-1), after };
  if (documents.length > 0 || !request.upsert) return { ...outcome, upsertedId: undefined };
  const made = withId(
    importValue(
      applyUpdate(plan, seedDocument(filter, plan.kind), { settings, position: undefined, inserting: true }),
    ) as Document,
  );
  checkStored(made);
  validator?.check(made);
  const { error } = await transaction.insert(name, [made]);
  if (error !== undefined) throw error;
  return { matched: 0, modified: 0, upsertedId: made["_id"], before: undefined, after: made };
}

/** Whether an update has the positional `$`, which depends on what the filter met. */
function usesPosition(plan: UpdatePlan): boolean {
  return plan.kind === "operators" && plan.changes.some(({ path }) => path.includes("$"));
}
