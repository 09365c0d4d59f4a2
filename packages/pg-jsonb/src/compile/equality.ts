import { sql, type Statement } from "@db/core";
import {
  compareDecimals,
  exactDecimalOfDouble,
  formatDecimal,
  isIndex,
  isNumber,
  numberType,
  parseDecimal,
  toDecimal,
  toDouble,
  typeOf,
  type Decimal,
  type Path,
} from "@db/document/engine";
import { encodeName, encodeValue } from "../codec/encode.ts";
import { anything, type Predicate } from "./predicate.ts";

/** Types whose equal values have one form in JSONB. */
const oneForm = new Set(["string", "bool", "objectId", "date", "timestamp", "binData", "minKey", "maxKey"]);

/** How many parts a path may have before its forms are too many: each part doubles them. */
const maxParts = 4;

/**
 * `{ path: value }` by containment, which a GIN index serves: one form for each way in which the parts of the path can
 * be arrays. Containment finds a field beside others and an item among others, and it looks into an array only where the
 * form has one, so it means what MongoDB does with one level of arrays for each part.
 */
export function equalityPredicate(path: Path, value: unknown): Predicate {
  if (path.length > maxParts || path.some((part) => part === "" || isIndex(part))) return anything;
  const [forms, exact] = formsOf(value);
  if (forms.length === 0) return anything;
  const documents = forms.flatMap((form) => shapes(path, form));
  return { sql: containsAny(documents), exact };
}

/** `doc` contains one of some documents: one array parameter, whatever their number. */
function containsAny(documents: readonly string[]): Statement {
  const [only] = documents;
  if (documents.length === 1) return sql`doc @> ${only}::text::jsonb`;
  return sql`(${sql.join(
    documents.map((document) => sql`doc @> ${document}::text::jsonb`),
    " or ",
  )})`;
}

/** A value's forms in JSONB, and whether they are those of the values that are equal to it and of no others. */
function formsOf(value: unknown): [forms: string[], exact: boolean] {
  if (isNumber(value))
    return numberForms(toDecimal(value), numberType(value) === "double" ? toDouble(value) : undefined);
  if (oneForm.has(typeOf(value))) return [[encodeValue(value)], true];
  return [[], false];
}

function numberForms(exactly: Decimal, double: number | undefined): [forms: string[], exact: boolean] {
  if (exactly.special === "nan") return [[`{"$double":"NaN"}`, `{"$decimal":"NaN"}`], true];
  if (exactly.special === "infinity") {
    const text = exactly.sign < 0 ? "-Infinity" : "Infinity";
    return [[`{"$double":"${text}"}`, `{"$decimal":"${text}"}`], true];
  }
  if (exactly.coefficient === 0n) return [["0", `{"$n":0}`], true];
  // A double's text has fewer digits than its value: 0.1 as a double is not 0.1 as a decimal.
  const text = double === undefined || Number.isInteger(double) ? formatDecimal(exactly) : String(double);
  const whole = exactly.exponent >= 0;
  const same =
    double === undefined || compareDecimals(parseDecimal(text) as Decimal, exactDecimalOfDouble(double)) === 0;
  const plain = double !== undefined || whole || sameAsDouble(exactly);
  return [[text, `{"$n":${text}}`, ...otherTexts(exactly, text, double)], same && plain];
}

/** A double that has not all its digits in its text is equal to the decimal that has them. */
function otherTexts(exactly: Decimal, text: string, double: number | undefined): string[] {
  if (double !== undefined) {
    const exact = exactDecimalOfDouble(double);
    const digits = formatDecimal(exact);
    // A decimal has 34 digits.
    return digits === text || String(exact.coefficient).length > 34 ? [] : [`{"$n":${digits}}`];
  }
  const twin = String(Number(text));
  return sameAsDouble(exactly) && compareDecimals(parseDecimal(twin) as Decimal, exactly) !== 0 ? [twin] : [];
}

/** Whether a decimal is a double's exact value. */
function sameAsDouble(value: Decimal): boolean {
  return compareDecimals(exactDecimalOfDouble(Number(formatDecimal(value))), value) === 0;
}

/** Documents in which a form is at the path, for each choice of arrays on the way and at its end. */
function shapes(path: Path, form: string): string[] {
  return path.reduceRight<string[]>(
    (below, part) => below.flatMap((inner) => [`{${encodeName(part)}:${inner}}`, `{${encodeName(part)}:[${inner}]}`]),
    [form],
  );
}
