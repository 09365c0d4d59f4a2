import { isDocument, type Document } from "../../values/types.ts";
import { boolOf, documentOf, isValid, wrongType, type Check, type Keyword, type Schema } from "./schema.ts";
import { unorderedKey } from "./unordered-key.ts";
import { countOf } from "./value-keywords.ts";

/** The keywords about arrays. */
export const arrayKeywords: Readonly<Record<string, Keyword>> = {
  minItems: (value, _schema, name) => countCheck(value, name, (count, limit) => count >= limit),
  maxItems: (value, _schema, name) => countCheck(value, name, (count, limit) => count <= limit),
  uniqueItems: (value, _schema, name) => {
    if (!boolOf(value, name)) return undefined;
    return { test: (given) => !Array.isArray(given) || new Set(given.map(unorderedKey)).size === given.length };
  },
  items: (value, _schema, name, parse) => {
    if (!Array.isArray(value)) return itemsCheck(0, [], parse(documentOf(value, name)));
    return itemsCheck(
      0,
      value.map((item) => parse(documentOf(item, name))),
      undefined,
    );
  },
  // It is about the items beyond those that an array in `items` has schemas for.
  additionalItems: (value, schema, name, parse) => {
    if (typeof value !== "boolean" && !isDocument(value)) throw wrongType(name, "a bool or a document", value);
    const rest = typeof value === "boolean" ? undefined : parse(value);
    const items = schema["items"];
    if (value === true || !Array.isArray(items)) return undefined;
    const known = items.length;
    if (rest !== undefined) return itemsCheck(known, [], rest);
    return { test: (given) => !Array.isArray(given) || given.length <= known };
  },
};

function countCheck(value: unknown, name: string, holds: (count: number, limit: number) => boolean): Check {
  const limit = countOf(value, name);
  return { test: (given) => !Array.isArray(given) || holds(given.length, limit) };
}

/** The items from one on: by the schema of their place, or by the schema of all. */
function itemsCheck(from: number, placed: readonly Schema[], all: Schema | undefined): Check {
  const schemaOf = (place: number): Schema | undefined => (place < from ? undefined : (placed[place] ?? all));
  const passes = (item: unknown, place: number): boolean => {
    const schema = schemaOf(place);
    return schema === undefined || isValid(schema, item);
  };
  return {
    test: (given) => !Array.isArray(given) || given.every(passes),
    explain: (given, broken): Document => {
      const itemIndex = (given as unknown[]).findIndex((item, place) => !passes(item, place));
      const details = broken(schemaOf(itemIndex) as Schema, (given as unknown[])[itemIndex]);
      return { reason: "At least one item did not match the sub-schema", itemIndex, details };
    },
  };
}
