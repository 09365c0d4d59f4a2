import type { OptionFields } from "./fields.ts";
import { databaseFields, replicaFields, type ParsedDatabaseSettings } from "./database-fields.ts";
import { parseFields, type ParseFieldsOptions } from "./parse-fields.ts";

/** The file of an embedded engine: what stands in place of {@link networkFields} where there is no server. */
export interface EmbeddedOptions {
  /** A connection string such as `sqlite:./data/app.db`. What is said beside it wins over what it says. */
  readonly url?: string | undefined;
  /** The file's path, or `:memory:`. */
  readonly file?: string | undefined;
}

/** The table behind {@link EmbeddedOptions}. */
export const embeddedFields: OptionFields = {
  url: {
    kind: "string",
    secret: "url",
    alias: ["uri", "connectionString"],
    description: "A connection string such as `sqlite:./data/app.db`. Keys beside it win over what it says.",
  },
  file: {
    kind: "string",
    alias: ["filePath", "path", "filename"],
    description: "The database's file, or `:memory:`.",
    example: "./data/app.db",
  },
};

/** One input taken apart: what core reads, and what is left for the driver. */
export interface DatabaseInput {
  readonly settings: ParsedDatabaseSettings;
  readonly engine: Readonly<Record<string, unknown>>;
}

/**
 * Takes one database's input apart: validates what core reads and leaves every other key, unread, to the driver's
 * `parseOptions`.
 * @throws ConfigurationError with every problem of core's part.
 */
export function parseDatabaseSettings(
  input: Readonly<Record<string, unknown>>,
  options: ParseFieldsOptions = {},
): DatabaseInput {
  const own: Record<string, unknown> = {};
  const engine: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(input)) (Object.hasOwn(databaseFields, key) ? own : engine)[key] = value;
  return { settings: parseFields<ParsedDatabaseSettings>(databaseFields, own, options), engine };
}

/**
 * The whole table of one database: core's part and the engine's, the latter also within `replicas`.
 * Defaults and requirements of the engine do not apply to a replica, which says only what differs.
 */
export function completeFields(engineFields: OptionFields): OptionFields {
  const partial = Object.entries(engineFields).map(([key, field]) => {
    const { default: _default, required: _required, ...rest } = field;
    return [key, rest];
  });
  const { replicas } = databaseFields;
  if (replicas?.kind !== "array") throw new TypeError("replicas must be a list");
  const fields: OptionFields = { ...(Object.fromEntries(partial) as OptionFields), ...replicaFields };
  return {
    ...engineFields,
    ...databaseFields,
    replicas: { ...replicas, of: { kind: "object", fields, description: "One replica." } },
  };
}
