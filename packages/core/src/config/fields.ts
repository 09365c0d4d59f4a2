import type { ConfigurationProblem } from "../errors/index.ts";

/** What every field says of itself. */
interface FieldBase {
  /** What the option does, for the options table and for editors. One or two sentences, Markdown. */
  readonly description: string;
  /** Whether leaving the option out is a problem. */
  readonly required?: boolean;
  /** Other spellings that are read as this option. Writing two of them is a problem. */
  readonly alias?: readonly string[];
  /** A value as the user would write it. */
  readonly example?: unknown;
  /**
   * Never printed: not in a problem, not by `redactConfig`. With `"url"` the value is a connection string, of which only
   * the secret parts are hidden.
   */
  readonly secret?: boolean | "url";
  /**
   * The value may be a function that gives it, at once or as a promise. The function is handed on as it is: whoever
   * consumes the option calls it for each new connection.
   */
  readonly provider?: boolean;
}

/** Text. */
export interface StringField extends FieldBase {
  readonly kind: "string";
  readonly default?: string;
  /** Whether `""` is refused. Default: it is, since an empty environment variable is nearly always a mistake. */
  readonly allowEmpty?: boolean;
}

/** A whole number (`integer`) or any finite number; limits include their ends. */
export interface NumberField extends FieldBase {
  readonly kind: "integer" | "number";
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
}

/** `true` or `false`. */
export interface BooleanField extends FieldBase {
  readonly kind: "boolean";
  readonly default?: boolean;
}

/** A length of time (`duration`, parsed to milliseconds) or of data (`size`, parsed to bytes). */
export interface AmountField extends FieldBase {
  readonly kind: "duration" | "size";
  /** As a user writes it: `"30s"`. */
  readonly default?: number | string;
  /** In milliseconds or bytes. */
  readonly min?: number;
  readonly max?: number;
  /** Whether 0 switches the feature off; said in the options table. */
  readonly zeroIsOff?: boolean;
}

/** One word of a list. */
export interface EnumField extends FieldBase {
  readonly kind: "enum";
  readonly values: readonly string[];
  readonly default?: string;
  /** Other words, read as one of `values`. */
  readonly synonyms?: Readonly<Record<string, string>>;
}

/** A group of options with a table of its own. */
export interface ObjectField extends FieldBase {
  readonly kind: "object";
  readonly fields: OptionFields;
  /** What is read when the option is left out; `{}` gives the group's own defaults. Without it the group stays absent. */
  readonly default?: Readonly<Record<string, unknown>>;
  /** Whether keys that the table lacks are kept as they are instead of refused. */
  readonly open?: boolean;
  /** A short form for the whole group: `tls: true`. */
  readonly shorthand?: Shorthand;
  /** Faults that only several members together show. `path` of each is relative to the group. Sees valid members only. */
  readonly check?: (value: Readonly<Record<string, unknown>>) => readonly ConfigurationProblem[];
}

/** A value other than an object that an {@link ObjectField} takes. */
export interface Shorthand {
  readonly types: readonly ("string" | "boolean" | "number")[];
  /** @returns the group in full, or `undefined` for a value that means nothing. */
  readonly read: (value: string | number | boolean) => Readonly<Record<string, unknown>> | undefined;
}

/** A list. With `coerce`, text is split at commas, or read as JSON when it begins with `[`. */
export interface ArrayField extends FieldBase {
  readonly kind: "array";
  readonly of: OptionField;
  readonly default?: readonly unknown[];
  readonly min?: number;
}

/** A map with keys of the user's choice. */
export interface RecordField extends FieldBase {
  readonly kind: "record";
  readonly of: OptionField;
  readonly default?: Readonly<Record<string, unknown>>;
}

/** A function, or any value at all: a client the caller made. Not to be had from a file. */
export interface OpaqueField extends FieldBase {
  readonly kind: "function" | "any";
  readonly default?: unknown;
}

/** The first of several fields that takes the value. Their own names, defaults and aliases mean nothing. */
export interface UnionField extends FieldBase {
  readonly kind: "union";
  readonly of: readonly OptionField[];
  readonly default?: unknown;
}

/** One option: its kind, its limits, its default and its meaning. */
export type OptionField =
  | StringField
  | NumberField
  | BooleanField
  | AmountField
  | EnumField
  | ObjectField
  | ArrayField
  | RecordField
  | OpaqueField
  | UnionField;

/**
 * A table of options, the one source of validation (`parseFields`), JSON Schema (`toJsonSchema`) and the README's
 * table (`toMarkdown`). Keys are camelCase and hold no dot.
 */
export type OptionFields = Readonly<Record<string, OptionField>>;
