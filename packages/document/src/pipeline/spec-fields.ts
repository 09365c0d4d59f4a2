import { documentError } from "../errors.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../values/types.ts";

/** The type that an option of a stage must have; `any` is not checked. */
export type SpecType = "any" | "string" | "bool" | "object" | "array" | "strings";

const checks: Readonly<Record<SpecType, (value: unknown) => boolean>> = {
  any: () => true,
  string: (value) => typeof value === "string",
  bool: (value) => typeof value === "boolean",
  object: isDocument,
  array: Array.isArray,
  strings: Array.isArray,
};

/**
 * Checks the options of a stage: 40415 for one that is not known, 14 for one of the wrong type, 40414 for one of
 * `required` that is missing. Null counts as missing.
 */
export function checkSpec(
  spec: Document,
  stage: string,
  types: Readonly<Record<string, SpecType>>,
  required: readonly string[] = [],
): void {
  for (const [name, value] of Object.entries(spec)) {
    const type = Object.hasOwn(types, name) ? types[name] : undefined;
    if (type === undefined) throw documentError(40415, `${stage} has no option ${JSON.stringify(name)}`);
    if (value === null || value === undefined) continue;
    if (!checks[type](value)) throw documentError(14, `${stage}.${name} cannot be of type ${typeOf(value)}`);
    if (type === "strings" && !(value as unknown[]).every((item) => typeof item === "string")) {
      throw documentError(14, `${stage}.${name} must have strings only`);
    }
  }
  for (const name of required) {
    if (specField(spec, name) === undefined) throw documentError(40414, `${stage} needs ${name}`);
  }
}

/** An option of a stage, where null counts as missing. */
export function specField(spec: Document, name: string): unknown {
  return fieldOf(spec, name) ?? undefined;
}
