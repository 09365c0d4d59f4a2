import { documentError } from "../errors.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import { arrayKeywords } from "./schema/array-keywords.ts";
import { logicalKeywords } from "./schema/logical-keywords.ts";
import { objectKeywords } from "./schema/object-keywords.ts";
import { isValid, type Keyword, type Schema, type SchemaRule } from "./schema/schema.ts";
import { valueKeywords } from "./schema/value-keywords.ts";

const keywords: Readonly<Record<string, Keyword>> = {
  ...valueKeywords,
  ...arrayKeywords,
  ...objectKeywords,
  ...logicalKeywords,
};

/** What JSON Schema has and MongoDB has not. */
const unsupported: ReadonlySet<string> = new Set(["$ref", "$schema", "default", "definitions", "format", "id"]);

/**
 * Parses the schema of `$jsonSchema`: draft 4 with `bsonType`, as MongoDB has it. Throws code 14 (TypeMismatch) for a
 * keyword whose value has the wrong type, 9 (FailedToParse) for a keyword that is not known or supported and a value
 * that is out of range, 2 for a type's name that is not known.
 */
export function parseJsonSchema(value: unknown): Schema {
  if (!isDocument(value)) throw documentError(14, `$jsonSchema must be a document, not a ${typeOf(value)}`);
  const rules: SchemaRule[] = [];
  for (const name of Object.keys(value)) {
    const keyword = Object.hasOwn(keywords, name) ? keywords[name] : undefined;
    if (keyword === undefined) {
      const why = unsupported.has(name) ? "is not supported" : "is not known";
      throw documentError(9, `the keyword ${JSON.stringify(name)} of $jsonSchema ${why}`);
    }
    const check = keyword(value[name], value, name, parseJsonSchema);
    if (check !== undefined) rules.push({ keyword: name, ...check });
  }
  return { source: value, rules };
}

/** Whether a value (a whole document, most often) is valid. */
export function validates(schema: unknown, value: unknown): boolean {
  return isValid(schema as Schema, value);
}

/**
 * The rules of a schema that a document breaks, as MongoDB tells them in the details of error 121: each with its
 * keyword and, where the fault is deeper, the properties or items that break theirs. It has no value of the document.
 */
export function explainViolation(schema: unknown, document: Document): Document {
  return { operatorName: "$jsonSchema", schemaRulesNotSatisfied: brokenRules(schema as Schema, document) };
}

function brokenRules(schema: Schema, value: unknown): Document[] {
  return schema.rules
    .filter((rule) => !rule.test(value))
    .map((rule) => ({
      operatorName: rule.keyword,
      ...(rule.explain?.(value, brokenRules) ?? brokenKeyword(rule.keyword, schema, value)),
    }));
}

function brokenKeyword(keyword: string, schema: Schema, value: unknown): Document {
  return {
    specifiedAs: { [keyword]: schema.source[keyword] },
    reason: reasons[keyword] ?? "value did not match",
    consideredType: typeOf(value),
  };
}

const reasons: Readonly<Record<string, string>> = {
  type: "type did not match",
  bsonType: "type did not match",
  enum: "value was not found in enum",
  minimum: "comparison failed",
  maximum: "comparison failed",
  multipleOf: "considered value is not a multiple of the specified value",
  minLength: "specified string length was not satisfied",
  maxLength: "specified string length was not satisfied",
  pattern: "regular expression did not match",
  minItems: "array did not match specified length",
  maxItems: "array did not match specified length",
  uniqueItems: "found a duplicate item",
  additionalItems: "found additional items",
  minProperties: "specified number of properties was not satisfied",
  maxProperties: "specified number of properties was not satisfied",
  not: "child expression matched",
};
