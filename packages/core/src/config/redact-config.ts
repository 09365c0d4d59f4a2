import { redactConnectionString } from "../connection-strings/index.ts";
import { databaseFields } from "./database-fields.ts";
import type { OptionField, OptionFields } from "./fields.ts";
import { embeddedFields } from "./common-fields.ts";
import { isRecord } from "./layer.ts";
import { networkFields } from "./network-fields.ts";

const hidden = "***";

/** Names that are hidden where no table knows the key. */
const secretName =
  /pass|pwd|secret|token|credential|private|auth(?!mechanism|source)|cert|(^|[a-z_-])key$|^key$|signature|sas$/i;

/** The common tables, for whoever has no driver's. */
const commonFields: OptionFields = { ...embeddedFields, ...networkFields, ...databaseFields };

/**
 * A copy of a configuration that is fit to be printed: secrets by the table are `***`, connection strings lose theirs, and
 * functions are named as such. Keys that the table lacks are hidden where their name sounds secret or their value looks
 * like a connection string, since a copy that hides too much costs less than one that hides too little. Never throws.
 * @param fields The table of the options. Default: the tables common to every engine.
 */
export function redactConfig(value: unknown, fields: OptionFields = commonFields): unknown {
  return redactNode(value, fields, 0);
}

/** Deep enough for any configuration, and an end for one that contains itself. */
const maxDepth = 20;

function redactNode(value: unknown, fields: OptionFields, depth: number): unknown {
  if (depth > maxDepth) return "…";
  if (Array.isArray(value)) return value.map((item) => redactNode(item, fields, depth + 1));
  if (!isRecord(value)) return redactScalar(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  // A client the caller made holds its own credentials where no table looks.
  if (depth > 0 && prototype !== null && Object.getPrototypeOf(prototype) !== null) return "[object]";
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redactKey(key, item, ownerOf(fields, key), fields, depth + 1)]),
  );
}

function redactKey(
  key: string,
  value: unknown,
  field: OptionField | undefined,
  fields: OptionFields,
  depth: number,
): unknown {
  if (value === undefined || value === null) return value;
  if (field === undefined) return secretName.test(key) ? hidden : redactNode(value, fields, depth);
  if (field.secret === true) return typeof value === "function" ? "[function]" : hidden;
  return redactField(value, field, depth);
}

function redactField(value: unknown, field: OptionField, depth: number): unknown {
  if (field.secret === "url") return typeof value === "string" ? redactConnectionString(value) : hidden;
  switch (field.kind) {
    case "object":
      return redactNode(value, field.open === true ? { ...commonFields, ...field.fields } : field.fields, depth);
    case "array":
      return Array.isArray(value) ? value.map((item) => redactField(item, field.of, depth + 1)) : redactScalar(value);
    case "record":
      if (!isRecord(value)) return redactScalar(value);
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          redactKey(key, item, secretName.test(key) ? undefined : field.of, {}, depth + 1),
        ]),
      );
    case "union":
      return field.of.some((member) => member.secret !== undefined && member.secret !== false)
        ? hidden
        : redactNode(value, {}, depth);
    default:
      return redactNode(value, {}, depth);
  }
}

function redactScalar(value: unknown): unknown {
  if (typeof value === "function") return "[function]";
  if (typeof value !== "string") return value;
  return /:\/\/|password\s*=|pwd\s*=|-----BEGIN/i.test(value) ? redactConnectionString(value) : value;
}

function ownerOf(fields: OptionFields, key: string): OptionField | undefined {
  if (Object.hasOwn(fields, key)) return fields[key];
  return Object.values(fields).find((field) => field.alias?.includes(key) === true);
}
