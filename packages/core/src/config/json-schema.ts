import { canonicalEngine, engineAliases, engineNames } from "../connection-strings/index.ts";
import { completeFields } from "./common-fields.ts";
import { databaseFields } from "./database-fields.ts";
import { toJsonSchema, type JsonSchema } from "./fields-json-schema.ts";
import type { OptionFields } from "./fields.ts";
import { legacyKeys } from "./legacy-keys.ts";

/** In files the key in `databases` is the name. */
const { name: _name, ...coreFields } = databaseFields;

const inFiles = { interpolation: true } as const;

/**
 * The JSON Schema (draft 2020-12) of a configuration file.
 * @param engines The engines' own tables by type. An engine in it has its keys checked; the keys of any other stay open.
 */
export function configJsonSchema(engines: Readonly<Record<string, OptionFields>> = {}): JsonSchema {
  const known = Object.entries(engines).map(([type, fields]) => [type, engineSchema(type, fields)] as const);
  const words = [...engineNames, ...Object.keys(engineAliases), ...Object.keys(engines)];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Databases of an application",
    description:
      "Databases under `databases`, or the settings of a single one. `${NAME}` in a text stands for a variable.",
    anyOf: [
      { $ref: "#/$defs/databases" },
      { allOf: [{ $ref: "#/$defs/database" }, { not: { required: ["databases"] } }] },
    ],
    $defs: {
      databases: {
        type: "object",
        required: ["databases"],
        properties: {
          $schema: { type: "string" },
          databases: {
            type: "object",
            minProperties: 1,
            description: "The databases by name.",
            propertyNames: { pattern: "^[A-Za-z][\\w-]*$" },
            additionalProperties: {
              anyOf: [{ $ref: "#/$defs/database" }, { type: "string", description: "A connection string." }],
            },
          },
          default: {
            type: "string",
            description: "The database meant where none is named. Default: `main`, or the only one.",
          },
        },
        patternProperties: { "^x-": {} },
        additionalProperties: false,
      },
      database: {
        type: "object",
        properties: {
          type: {
            type: "string",
            description: "The engine. May be left out where `url` tells it.",
            examples: [...new Set(words)],
          },
          ...commonProperties(),
        },
        allOf: known.map(([type]) => ({
          if: { properties: { type: { enum: spellings(type) } }, required: ["type"] },
          // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
          then: { $ref: `#/$defs/${type}` },
        })),
      },
      ...Object.fromEntries(known),
    },
  };
}

function commonProperties(): Record<string, unknown> {
  const { properties } = toJsonSchema(coreFields, inFiles) as { properties: Record<string, unknown> };
  return { ...legacyProperties(), ...properties };
}

function engineSchema(type: string, fields: OptionFields): JsonSchema {
  const { name: _label, ...complete } = completeFields(fields);
  const schema = toJsonSchema(complete, { ...inFiles, partial: true }) as { properties: Record<string, unknown> };
  const own = {
    $schema: { type: "string" },
    type: { enum: spellings(type) },
    options: { type: "object", deprecated: true, description: "The engine's own keys; now beside the others." },
  };
  return {
    ...schema,
    properties: { ...own, ...legacyProperties(), ...schema.properties },
    patternProperties: { "^x-": {} },
  };
}

function legacyProperties(): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(legacyKeys).map(([key, { description }]) => [key, { deprecated: true, description }]),
  );
}

function spellings(type: string): string[] {
  return [type, ...Object.keys(engineAliases).filter((alias) => canonicalEngine(alias) === type)];
}
