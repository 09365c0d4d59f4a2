import { arrayOf, documentOf, isValid, type Keyword, type Schema } from "./schema.ts";

/** The keywords that combine schemas. */
export const logicalKeywords: Readonly<Record<string, Keyword>> = {
  allOf: combination((schemas, value) => schemas.every((schema) => isValid(schema, value))),
  anyOf: combination((schemas, value) => schemas.some((schema) => isValid(schema, value))),
  oneOf: combination((schemas, value) => schemas.filter((schema) => isValid(schema, value)).length === 1),
  not: (value, _schema, name, parse) => {
    const schema = parse(documentOf(value, name));
    return { test: (given) => !isValid(schema, given) };
  },
};

function combination(holds: (schemas: readonly Schema[], value: unknown) => boolean): Keyword {
  return (value, _schema, name, parse) => {
    const schemas = arrayOf(value, name, 2).map((item) => parse(documentOf(item, name)));
    return {
      test: (given) => holds(schemas, given),
      explain: (given, broken) => ({
        schemasNotSatisfied: schemas
          .map((schema, index) => ({ index, details: broken(schema, given) }))
          .filter(({ details }) => details.length > 0),
      }),
    };
  };
}
