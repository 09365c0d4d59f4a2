import { Int32 } from "bson";
import { documentError } from "../errors.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { countStage } from "../pipeline/stages/count.ts";
import { limitStage } from "../pipeline/stages/limit.ts";
import { matchStage } from "../pipeline/stages/match.ts";
import { skipStage } from "../pipeline/stages/skip.ts";
import type { Stage } from "../pipeline/stage.ts";
import { isNumber, toDouble } from "../values/numbers.ts";
import { typeOf, type Document } from "../values/types.ts";
import { givenField, collectionName, countField, documentField, type FieldTypes } from "./fields.ts";
import { inSnapshot, type Command } from "./command.ts";
import { checkHint, indexedOnly } from "./hint.ts";
import { commandLanguage } from "./query-options.ts";
import { collect, read } from "./reading.ts";

const fields: FieldTypes = {
  collation: "object",
  fields: "any",
  hint: "hint",
  limit: "any",
  query: "object",
  skip: "count",
};

/** `count` (https://www.mongodb.com/docs/manual/reference/command/count). A limit below zero counts as one above. */
export const count: Command = {
  name: "count",
  writes: false,
  fields,
  async run(command, context) {
    const name = collectionName(command, "count");
    const skip = countField(command, "skip") ?? 0;
    const limit = limitOf(command);
    return inSnapshot(context, async (transaction) => {
      const collection = await transaction.collection(name);
      const { settings, scope } = commandLanguage(command, collection);
      const query = documentField(command, "query");
      const hinted = await checkHint(transaction, name, givenField(command, "hint"));
      // A sparse or partial index that is asked for by name leaves documents out.
      const narrowed = hinted === undefined ? [] : indexedOnly(hinted, scope);
      if (Object.keys(query).length === 0 && narrowed.length === 0 && collection?.type === "collection") {
        const all = Math.max(0, (await transaction.count(name)) - skip);
        return { n: new Int32(limit > 0 ? Math.min(all, limit) : all) };
      }
      const stages: Stage[] = [...narrowed, matchStage(parseFilter(query, scope))];
      if (skip > 0) stages.push(skipStage(skip));
      if (limit > 0) stages.push(limitStage(limit));
      stages.push(countStage("n"));
      const [counted] = await collect(read(context.store, transaction, name, stages, settings));
      return { n: counted?.["n"] ?? new Int32(0) };
    });
  },
};

/** The limit, whose sign does not matter. Code 2 for no number or -2^63, whose sign cannot be changed, 9 for one beyond 64 bits. */
function limitOf(command: Document): number {
  const value = givenField(command, "limit");
  if (value === undefined) return 0;
  if (!isNumber(value)) throw documentError(2, `count.limit cannot be of type ${typeOf(value)}`);
  const number = toDouble(value);
  if (!Number.isFinite(number)) throw documentError(9, "count.limit must be a whole number of 64 bits");
  if (number <= -(2 ** 63)) throw documentError(2, "count.limit is out of range");
  return Math.abs(countField(command, "limit") ?? 0);
}
