import type { OptionField, OptionFields } from "./fields.ts";

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = { readonly [key: string]: unknown };

/** How a table is put into JSON Schema. */
export interface JsonSchemaOptions {
  /** Whether `${NAME}` may stand in place of any number, boolean or word, as in a configuration file. Default: false. */
  readonly interpolation?: boolean | undefined;
  /** Whether other keys are allowed. Default: false. */
  readonly open?: boolean | undefined;
  /** Whether nothing is required, as in a part of the options. Default: false. */
  readonly partial?: boolean | undefined;
}

const amountPattern = {
  duration: "^\\s*(0|((\\d+(\\.\\d*)?|\\.\\d+)\\s*(ns|us|µs|ms|s|m|h|d)\\s*)+)\\s*$",
  size: "^\\s*(0|((\\d+(\\.\\d*)?|\\.\\d+)\\s*([kKmMgGtT][iI]?)?[bB]\\s*)+)\\s*$",
};

/** Text that holds a variable: checked when the file is loaded, not by an editor. */
const interpolated: JsonSchema = { type: "string", pattern: "\\$\\{" };

/**
 * The JSON Schema of an object with these options. Options that only code can give (functions) are left out; an option
 * that takes text or a function takes text.
 */
export function toJsonSchema(fields: OptionFields, options: JsonSchemaOptions = {}): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [key, field] of Object.entries(fields)) {
    if (field.kind === "function") continue;
    properties[key] = annotated(field, options);
    for (const alias of field.alias ?? []) {
      properties[alias] = { ...shape(field, options), description: `Another spelling of \`${key}\`.` };
    }
    if (field.required === true && options.partial !== true) required.push(key);
  }
  return {
    type: "object",
    properties,
    ...(required.length > 0 ? { required } : {}),
    ...(options.open === true ? {} : { additionalProperties: false }),
  };
}

function annotated(field: OptionField, options: JsonSchemaOptions): JsonSchema {
  return {
    ...shape(field, options),
    description: field.description,
    ...(field.default === undefined ? {} : { default: field.default }),
    ...(field.example === undefined ? {} : { examples: [field.example] }),
  };
}

function shape(field: OptionField, options: JsonSchemaOptions): JsonSchema {
  switch (field.kind) {
    case "string":
      return { type: "string", ...(field.allowEmpty === true ? {} : { minLength: 1 }) };
    case "integer":
    case "number":
      return orVariable({ type: field.kind, ...limits(field) }, options);
    case "boolean":
      return orVariable({ type: "boolean" }, options);
    case "enum":
      return orVariable({ enum: [...field.values, ...Object.keys(field.synonyms ?? {})] }, options);
    case "duration":
    case "size":
      return orVariable(amount(field.kind, field.min, field.max), options);
    case "object": {
      const group = toJsonSchema(field.fields, { ...options, open: field.open });
      if (field.shorthand === undefined) return group;
      return { anyOf: [group, ...field.shorthand.types.map((type) => ({ type }))] };
    }
    case "array":
      return {
        type: "array",
        items: shape(field.of, options),
        ...(field.min === undefined ? {} : { minItems: field.min }),
      };
    case "record":
      return { type: "object", additionalProperties: shape(field.of, options) };
    case "union":
      return { anyOf: field.of.filter((member) => member.kind !== "function").map((member) => shape(member, options)) };
    case "any":
    case "function":
      return {};
  }
}

/** The limits of the number form. Those of the text form show only when the value is read. */
function amount(kind: "duration" | "size", min = 0, max?: number): JsonSchema {
  return {
    anyOf: [
      { type: "number", ...limits({ min, max }) },
      { type: "string", pattern: amountPattern[kind] },
    ],
  };
}

function limits(field: { readonly min?: number | undefined; readonly max?: number | undefined }): JsonSchema {
  return {
    ...(field.min === undefined ? {} : { minimum: field.min }),
    ...(field.max === undefined ? {} : { maximum: field.max }),
  };
}

function orVariable(schema: JsonSchema, options: JsonSchemaOptions): JsonSchema {
  if (options.interpolation !== true) return schema;
  const members = Array.isArray(schema.anyOf) ? (schema.anyOf as readonly JsonSchema[]) : [schema];
  return { anyOf: [...members, interpolated] };
}
