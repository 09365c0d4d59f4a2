import type { DocumentExplanation } from "@db/core";
import type { Document } from "../values/types.ts";
import { prepareAggregate } from "./aggregate.ts";
import { inSnapshot, type CommandContext } from "./command.ts";
import { collectionName } from "./fields.ts";
import { prepareFind } from "./find.ts";
import { resolveView } from "./reading.ts";
import { withTextIndex } from "./text-index.ts";

/** Tells how a `find`, or an `aggregate` over a collection, whose fields have been checked is answered. */
export async function explainRead(command: Document, context: CommandContext): Promise<DocumentExplanation> {
  const [kind, prepare] = Object.hasOwn(command, "find")
    ? (["find", prepareFind] as const)
    : (["aggregate", prepareAggregate] as const);
  const name = collectionName(command, kind);
  return inSnapshot(context, async (transaction) => {
    const prepared = await prepare(command, name, transaction);
    const [base, unbound] = await resolveView(transaction, name, prepared.stages);
    const stages = await withTextIndex(transaction, base, unbound);
    const told = await transaction.explain?.(base, stages, prepared.settings);
    const { done, certain, ...facts } = told ?? { done: 0, certain: 0, ...evaluated };
    const names = stages.map((stage) => stage.name);
    return {
      engine: context.store.engine,
      pushed: names.slice(0, done),
      conditional: names.slice(certain, done),
      residual: names.slice(done),
      ...facts,
    };
  });
}

/** A store that tells nothing reads everything. */
const evaluated = {
  prefiltered: false,
  statement: undefined,
  indexes: [],
  fullScan: true,
  cost: undefined,
  plan: undefined,
} as const;
