import { usage } from "@db/core";
import { defaultSettings, importDocument, splitPath } from "@db/document/engine";
import { checkDocument } from "../exact/check-document.ts";
import type { ExactDocument } from "../exact/document.ts";
import { defaultSteps, dropSteps, renameSteps, splitStep, type FieldStep } from "./field-steps.ts";
import { isDocument } from "./is-document.ts";
import { castSteps, pipelineStep } from "./pipeline-step.ts";
import type { TransformStep } from "./steps.ts";

type Made = ExactDocument | readonly ExactDocument[];

/** What became of one document. */
export type Outcome = { readonly documents: readonly ExactDocument[] } | { readonly error: unknown };

/** The steps of a collection, read and checked. */
export class Transformation {
  /** Whether it is certain that each document has the `_id` it had. */
  readonly keepsIds: boolean;
  readonly #steps: readonly ((document: ExactDocument) => Made | Promise<Made>)[];

  /** Throws kind `usage`, or with MongoDB's codes, for what is wrong in the steps. */
  constructor(steps: readonly TransformStep[]) {
    const settings = defaultSettings();
    this.#steps = steps.flatMap((step) => read(step, settings));
    this.keepsIds = steps.every((step) => !touchesId(step));
  }

  /** Whether there is nothing to do. */
  get empty(): boolean {
    return this.#steps.length === 0;
  }

  /**
   * Sends documents through the steps; each on its own, so that the error of one is its own. `reordered` counts those that have
   * names like array indexes beside others.
   */
  async apply(documents: readonly ExactDocument[]): Promise<{ outcomes: Outcome[]; reordered: number }> {
    const outcomes: Outcome[] = [];
    let reordered = 0;
    for (const document of documents) {
      try {
        if (checkDocument(document)) reordered++;
        outcomes.push({ documents: this.empty ? [document] : await this.#applyTo(document) });
      } catch (error) {
        outcomes.push({ error });
      }
    }
    return { outcomes, reordered };
  }

  async #applyTo(document: ExactDocument): Promise<readonly ExactDocument[]> {
    let current: readonly ExactDocument[] = [document];
    for (const step of this.#steps) {
      const next: ExactDocument[] = [];
      for (const one of current) {
        const made = step(one);
        const settled = made instanceof Promise ? await made : made;
        if (Array.isArray(settled)) next.push(...(settled as ExactDocument[]));
        else next.push(settled as ExactDocument);
      }
      current = next;
    }
    for (const made of current) {
      if (!Object.hasOwn(made, "_id")) throw usage("a transformation took away the _id of a document");
    }
    return current;
  }
}

function read(
  step: TransformStep,
  settings: Parameters<typeof pipelineStep>[1],
): readonly ((document: ExactDocument) => Made | Promise<Made>)[] {
  if (typeof step === "function") return [(document) => called(step, document)];
  const [name, ...more] = Object.keys(step);
  if (more.length > 0) throw usage("a step of a transformation has exactly one field");
  if ("rename" in step) return renameSteps(step.rename);
  if ("drop" in step) return dropSteps(step.drop);
  if ("default" in step) return defaultSteps(step.default);
  if ("cast" in step) return castSteps(step.cast);
  if ("split" in step) return [splitStep(step.split) satisfies FieldStep];
  if ("pipeline" in step) return [pipelineStep(step.pipeline, settings)];
  throw usage(
    `there is no step ${JSON.stringify(name)} of a transformation`,
    "rename, drop, default, cast, split, pipeline, or a function",
  );
}

async function called(
  step: Extract<TransformStep, (...args: never[]) => unknown>,
  document: ExactDocument,
): Promise<Made> {
  const made = await step(document);
  if (made === undefined) return [];
  const documents = Array.isArray(made) ? made : [made];
  for (const one of documents) {
    if (!isDocument(one)) throw usage("a function of a transformation must give a document, several, or undefined");
  }
  return documents.map((one) => importDocument(one as ExactDocument));
}

/** Whether a step may give a document another `_id`, or make several of one. */
function touchesId(step: TransformStep): boolean {
  if (typeof step === "function" || "pipeline" in step) return true;
  const paths =
    "rename" in step
      ? [...Object.keys(step.rename), ...Object.values(step.rename)]
      : "drop" in step
        ? step.drop
        : "default" in step
          ? []
          : "cast" in step
            ? Object.keys(step.cast)
            : [step.split.path, ...step.split.into];
  return paths.some((path) => splitPath(path)[0] === "_id");
}
