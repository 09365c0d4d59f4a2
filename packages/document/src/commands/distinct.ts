import { documentError } from "../errors.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { splitPath } from "../path.ts";
import { distinctStage } from "../pipeline/stages/distinct.ts";
import { matchStage } from "../pipeline/stages/match.ts";
import { compare } from "../values/compare.ts";
import { fieldOf } from "../values/types.ts";
import { inSnapshot, type Command } from "./command.ts";
import { collectionName, documentField, givenField } from "./fields.ts";
import { checkHint, indexedOnly } from "./hint.ts";
import { commandLanguage } from "./query-options.ts";
import { collect, read } from "./reading.ts";

/** `distinct` (https://www.mongodb.com/docs/manual/reference/command/distinct). The values come in their order. */
export const distinct: Command = {
  name: "distinct",
  writes: false,
  fields: { collation: "object", hint: "hint", key: "string", query: "object" },
  required: ["key"],
  async run(command, context) {
    const name = collectionName(command, "distinct");
    const key = fieldOf(command, "key") as string;
    if (key.includes("\u0000")) throw documentError(2, "distinct.key must not have a NUL in it");
    const path = splitPath(key);
    return inSnapshot(context, async (transaction) => {
      const collection = await transaction.collection(name);
      const { settings, scope } = commandLanguage(command, collection);
      const hinted = await checkHint(transaction, name, givenField(command, "hint"));
      const narrowed = hinted === undefined ? [] : indexedOnly(hinted, scope);
      const match = matchStage(parseFilter(documentField(command, "query"), scope));
      const stages = [match, ...narrowed, distinctStage(path)];
      const found = await collect(read(context.store, transaction, name, stages, settings));
      const values = found.map((document) => document["value"]);
      return { values: values.sort((left, right) => compare(left, right, settings.collation.order)) };
    });
  },
};
