import { describe, expect, it } from "@jest/globals";
import { Double, Long } from "bson";
import { explainViolation, parseJsonSchema } from "../../../src/filter/json-schema.ts";
import { match, refusal } from "./matching.ts";

const valid = (schema: object, document: object): boolean => match({ $jsonSchema: schema }, document);
const ofA = (rules: object): object => ({ properties: { a: rules } });

describe("$jsonSchema", () => {
  it("is about values of the types that a keyword knows", () => {
    expect(valid(ofA({ minimum: 3 }), { a: "x" })).toBe(true);
    expect(valid(ofA({ minimum: 3 }), {})).toBe(true);
    expect(valid(ofA({ minimum: 3, exclusiveMinimum: true }), { a: 3 })).toBe(false);
    expect(valid(ofA({ maximum: 3 }), { a: new Double(3) })).toBe(true);
    expect(valid(ofA({ maximum: 3 }), { a: NaN })).toBe(false);
    expect(valid(ofA({ multipleOf: 0.1 }), { a: 0.3 })).toBe(true);
    expect(valid(ofA({ maxLength: 2 }), { a: "😀😀" })).toBe(true);
    expect(valid(ofA({ pattern: "^x" }), { a: "yx" })).toBe(false);
  });

  it("knows the types of BSON and those of JSON", () => {
    expect(valid(ofA({ bsonType: ["long", "null"] }), { a: Long.fromNumber(1) })).toBe(true);
    expect(valid(ofA({ bsonType: "number" }), { a: 1 })).toBe(true);
    expect(valid(ofA({ type: "boolean" }), { a: true })).toBe(true);
    expect(valid(ofA({ bsonType: "string" }), { a: ["x"] })).toBe(false);
  });

  it("compares whole values without the order of fields", () => {
    expect(valid(ofA({ enum: [{ x: 1, y: 2 }] }), { a: { y: 2, x: 1 } })).toBe(true);
    expect(
      valid(ofA({ uniqueItems: true }), {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      }),
    ).toBe(false);
    expect(valid(ofA({ uniqueItems: true }), { a: [1, Long.fromNumber(1)] })).toBe(false);
  });

  it("checks items", () => {
    expect(valid(ofA({ items: { bsonType: "int" }, minItems: 1 }), { a: [] })).toBe(false);
    expect(valid(ofA({ items: [{ bsonType: "int" }], additionalItems: false }), { a: [1, 2] })).toBe(false);
    expect(valid(ofA({ items: [{}], additionalItems: { bsonType: "string" } }), { a: [1, "x"] })).toBe(true);
    expect(valid(ofA({ maxItems: 1 }), { a: [1, 2] })).toBe(false);
  });

  it("checks fields", () => {
    expect(valid({ required: ["a"] }, { b: 1 })).toBe(false);
    expect(
      valid({ properties: { a: {} }, patternProperties: { "^x": {} }, additionalProperties: false }, { a: 1, x1: 1 }),
    ).toBe(true);
    expect(valid({ properties: { a: {} }, additionalProperties: { bsonType: "int" } }, { a: "s", b: "s" })).toBe(false);
    expect(valid({ dependencies: { a: ["b"] } }, { a: 1 })).toBe(false);
    expect(valid({ dependencies: { a: { required: ["c"] } } }, { b: 1 })).toBe(true);
    expect(valid({ maxProperties: 1 }, { a: 1, b: 1 })).toBe(false);
    expect(valid(ofA({ properties: { b: { minimum: 1 } } }), { a: { b: 0 } })).toBe(false);
  });

  it("combines schemas", () => {
    const number = { bsonType: "int" };
    expect(valid(ofA({ not: number }), { a: 1 })).toBe(false);
    expect(valid(ofA({ anyOf: [number, { bsonType: "string" }] }), { a: "x" })).toBe(true);
    expect(valid(ofA({ oneOf: [number, { minimum: 0 }] }), { a: 1 })).toBe(false);
    expect(valid(ofA({ allOf: [number, { minimum: 5 }] }), { a: 1 })).toBe(false);
  });

  it("refuses keywords that are not known and values of wrong types", () => {
    const code = (schema: unknown): unknown => refusal({ $jsonSchema: schema });
    expect(code(1)).toBe(14);
    for (const name of ["foo", "$ref", "format", "default", "id"]) expect(code({ [name]: {} })).toBe(9);
    expect(code({ minimum: "1" })).toBe(14);
    expect(code({ minLength: "1" })).toBe(9);
    expect(code({ minLength: -1 })).toBe(9);
    expect(code({ multipleOf: 0 })).toBe(9);
    expect(code({ exclusiveMinimum: true })).toBe(9);
    expect(code({ exclusiveMinimum: 1, minimum: 0 })).toBe(14);
    expect(code({ type: "int" })).toBe(2);
    expect(code({ type: "integer" })).toBe(9);
    expect(code({ type: "string", bsonType: "string" })).toBe(9);
    expect(code({ required: [] })).toBe(9);
    expect(code({ required: ["a", "a"] })).toBe(9);
    expect(code({ required: [1] })).toBe(14);
    expect(code({ enum: [1, new Double(1)] })).toBe(9);
    expect(code({ allOf: [] })).toBe(2);
    expect(code({ allOf: [1] })).toBe(14);
    expect(code({ properties: { a: 1 } })).toBe(14);
    expect(code({ title: 1 })).toBe(14);
    expect(code({ dependencies: { a: 1 } })).toBe(14);
  });
});

describe("the explanation of a violation", () => {
  it("names the rules and the fields, and no value", () => {
    const schema = parseJsonSchema({ required: ["a", "b"], properties: { a: { bsonType: "int" } } });
    expect(explainViolation(schema, { a: "secret" })).toEqual({
      operatorName: "$jsonSchema",
      schemaRulesNotSatisfied: [
        { operatorName: "required", specifiedAs: { required: ["a", "b"] }, missingProperties: ["b"] },
        {
          operatorName: "properties",
          propertiesNotSatisfied: [
            {
              propertyName: "a",
              details: [
                {
                  operatorName: "bsonType",
                  specifiedAs: { bsonType: "int" },
                  reason: "type did not match",
                  consideredType: "string",
                },
              ],
            },
          ],
        },
      ],
    });
  });
});
