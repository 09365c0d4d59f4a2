import type { AmountField, BooleanField, EnumField, NumberField, OptionField, StringField } from "./fields.ts";
import { nearest, squeeze } from "./nearest.ts";
import { parseDuration, parseSize } from "./units.ts";

/** Why a value does not fit its field; without `message` it is simply of the wrong kind. */
export class Misfit {
  readonly message: string | undefined;
  readonly hint: string | undefined;

  constructor(message?: string, hint?: string) {
    this.message = message;
    this.hint = hint;
  }
}

/** The fields whose values have no parts. */
export type ScalarField = StringField | NumberField | BooleanField | AmountField | EnumField;

/** Whether a field's values have no parts. */
export function isScalar(field: OptionField): field is ScalarField {
  return field.kind in readers;
}

/** Reads one scalar. `coerce` also takes the text an environment variable or a URL would hold. */
export function readScalar(field: ScalarField, value: unknown, coerce: boolean): unknown {
  // The table pairs each kind with the reader of its own field type.
  return (readers[field.kind] as (field: ScalarField, value: unknown, coerce: boolean) => unknown)(
    field,
    value,
    coerce,
  );
}

const readers = {
  string: readString,
  integer: readNumber,
  number: readNumber,
  boolean: readBoolean,
  duration: readAmount,
  size: readAmount,
  enum: readEnum,
};

function readString(field: StringField, value: unknown): unknown {
  if (typeof value === "number") return new Misfit(undefined, "put it in quotes");
  if (typeof value !== "string") return new Misfit();
  if (value === "" && field.allowEmpty !== true) return new Misfit("is empty", "leave it out, or give it a value");
  return value;
}

function readNumber(field: NumberField, value: unknown, coerce: boolean): unknown {
  const number = coerce && typeof value === "string" && isDecimal(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return new Misfit();
  if (field.kind === "integer" && !Number.isSafeInteger(number)) return new Misfit();
  return within(field, number) ? number : new Misfit();
}

const truths = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["off", false],
  ["0", false],
]);

function readBoolean(_field: BooleanField, value: unknown, coerce: boolean): unknown {
  if (typeof value === "boolean") return value;
  return (coerce && typeof value === "string" ? truths.get(value.toLowerCase()) : undefined) ?? new Misfit();
}

function readAmount(field: AmountField, value: unknown, coerce: boolean): unknown {
  const duration = field.kind === "duration";
  if (typeof value !== "number" && typeof value !== "string") return new Misfit();
  const bare = typeof value === "string" && isDecimal(value);
  const text = coerce && bare ? Number(value) : value;
  const amount = duration ? parseDuration(text) : parseSize(text);
  if (amount === undefined) {
    const unit = duration ? "ms" : "B";
    return new Misfit(undefined, bare ? `add a unit: "${value}${unit}"` : undefined);
  }
  return within(field, amount) ? amount : new Misfit();
}

function readEnum(field: EnumField, value: unknown, coerce: boolean): unknown {
  if (typeof value !== "string") return new Misfit();
  if (field.values.includes(value)) return value;
  const synonyms = field.synonyms ?? {};
  if (Object.hasOwn(synonyms, value)) return synonyms[value];
  const words = [...field.values, ...Object.keys(synonyms)];
  if (coerce) {
    const same = words.find((word) => squeeze(word) === squeeze(value));
    if (same !== undefined) return Object.hasOwn(synonyms, same) ? synonyms[same] : same;
  }
  const like = field.secret === true ? undefined : nearest(value, words);
  return new Misfit(undefined, like === undefined ? undefined : `did you mean ${like}?`);
}

function within(field: { min?: number; max?: number }, value: number): boolean {
  return value >= (field.min ?? -Infinity) && value <= (field.max ?? Infinity);
}

function isDecimal(text: string): boolean {
  return /^\s*[+-]?\d+(\.\d+)?\s*$/.test(text);
}
