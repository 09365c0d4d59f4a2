import { isDocument, type Document } from "../../values/types.ts";
import { patternOf } from "../parse-pattern.ts";
import { documentOf, isValid, namesOf, schemasOf, wrongType, type Check, type Keyword, type Schema } from "./schema.ts";
import { countOf } from "./value-keywords.ts";

/** The keywords about documents. */
export const objectKeywords: Readonly<Record<string, Keyword>> = {
  required: (value, _schema, name) => {
    const names = namesOf(value, name);
    return {
      test: (given) => !isDocument(given) || names.every((property) => Object.hasOwn(given, property)),
      explain: (given) => ({
        specifiedAs: { required: [...names] },
        missingProperties: names.filter((property) => !Object.hasOwn(given as Document, property)),
      }),
    };
  },
  properties: (value, _schema, name, parse) => {
    const schemas = schemasOf(value, name, parse);
    return fieldsCheck("propertiesNotSatisfied", (field) =>
      schemas.filter(([property]) => property === field).map(([, schema]) => schema),
    );
  },
  patternProperties: (value, _schema, name, parse) => {
    const schemas = schemasOf(value, name, parse).map(
      ([pattern, schema]) => [patternOf(pattern, "").regex, schema] as const,
    );
    return fieldsCheck("propertiesNotSatisfied", (field) =>
      schemas.filter(([regex]) => regex.test(field)).map(([, schema]) => schema),
    );
  },
  additionalProperties: (value, schema, name, parse) => {
    if (typeof value !== "boolean" && !isDocument(value)) throw wrongType(name, "a bool or a document", value);
    if (value === true) return undefined;
    const isKnown = knownProperties(schema);
    if (value !== false) {
      const rest = parse(value);
      return fieldsCheck("additionalProperties", (field) => (isKnown(field) ? [] : [rest]));
    }
    return {
      test: (given) => !isDocument(given) || Object.keys(given).every(isKnown),
      explain: (given) => ({
        specifiedAs: { additionalProperties: false },
        additionalProperties: Object.keys(given as Document).filter((field) => !isKnown(field)),
      }),
    };
  },
  minProperties: (value, _schema, name) => countCheck(value, name, (count, limit) => count >= limit),
  maxProperties: (value, _schema, name) => countCheck(value, name, (count, limit) => count <= limit),
  dependencies: (value, _schema, name, parse) => {
    const checks = Object.entries(documentOf(value, name)).map(([property, needed]) => {
      if (Array.isArray(needed)) {
        const names = namesOf(needed, name);
        return [property, (given: Document) => names.every((other) => Object.hasOwn(given, other))] as const;
      }
      if (!isDocument(needed)) throw wrongType(name, "documents or arrays by name", needed);
      const schema = parse(needed);
      return [property, (given: Document) => isValid(schema, given)] as const;
    });
    return {
      test: (given) =>
        !isDocument(given) || checks.every(([property, holds]) => !Object.hasOwn(given, property) || holds(given)),
    };
  },
};

function countCheck(value: unknown, name: string, holds: (count: number, limit: number) => boolean): Check {
  const limit = countOf(value, name);
  return { test: (given) => !isDocument(given) || holds(Object.keys(given).length, limit) };
}

/** Each field by the schemas that are about its name; a field that is missing passes. */
function fieldsCheck(told: string, schemasFor: (field: string) => readonly Schema[]): Check {
  const passes = (field: string, value: unknown): boolean =>
    schemasFor(field).every((schema) => isValid(schema, value));
  return {
    test: (given) => !isDocument(given) || Object.keys(given).every((field) => passes(field, given[field])),
    explain: (given, broken) => ({
      [told]: Object.entries(given as Document)
        .filter(([field, value]) => !passes(field, value))
        .map(([propertyName, value]) => ({
          propertyName,
          details: schemasFor(propertyName).flatMap((schema) => broken(schema, value)),
        })),
    }),
  };
}

/** Whether `properties` or `patternProperties` of a schema are about a field. Both are checked by their own keywords. */
function knownProperties(schema: Document): (field: string) => boolean {
  const named = isDocument(schema["properties"]) ? schema["properties"] : {};
  const patterns = isDocument(schema["patternProperties"]) ? Object.keys(schema["patternProperties"]) : [];
  const regexes = patterns.map((pattern) => patternOf(pattern, "").regex);
  return (field) => Object.hasOwn(named, field) || regexes.some((regex) => regex.test(field));
}
