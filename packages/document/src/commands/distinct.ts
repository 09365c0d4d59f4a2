import { documentError } from "../errors.ts";
import { visitPath } from "../filter/visit-path.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import { splitPath, type Path } from "../path.ts";
import { matchStage } from "../pipeline/stages/match.ts";
import { compare } from "../values/compare.ts";
import { valueKey } from "../values/value-key.ts";
import { fieldOf, type Document } from "../values/types.ts";
import { inSnapshot, type Command } from "./command.ts";
import { collectionName, documentField, givenField } from "./fields.ts";
import { checkHint, indexedOnly } from "./hint.ts";
import { commandLanguage } from "./query-options.ts";
import { read } from "./reading.ts";

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
      const stages = [matchStage(parseFilter(documentField(command, "query"), scope)), ...narrowed];
      const found = new Map<string, unknown>();
      for await (const batch of read(context.store, transaction, name, stages, settings)) {
        for (const document of batch) {
          for (const value of reachedValues(document, path)) {
            const id = valueKey(value, settings.collation.key);
            if (!found.has(id)) found.set(id, value);
          }
        }
      }
      return { values: [...found.values()].sort((left, right) => compare(left, right, settings.collation.order)) };
    });
  },
};

/** The values of a path; those in an array apart, one level deep. A missing one is none. */
function reachedValues(document: Document, path: Path): unknown[] {
  const values: unknown[] = [];
  visitPath(document, path, "whole", (value) => {
    if (Array.isArray(value)) values.push(...value);
    else if (value !== undefined) values.push(value);
    return false;
  });
  return values;
}
