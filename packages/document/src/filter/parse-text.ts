import { documentError } from "../errors.ts";
import { isDocument, typeOf } from "../values/types.ts";
import type { Filter } from "./filter.ts";
import type { FilterContext } from "./filter-context.ts";
import { isTextLanguage } from "./text-language.ts";

const types: Readonly<Record<string, "string" | "bool">> = {
  $search: "string",
  $language: "string",
  $caseSensitive: "bool",
  $diacriticSensitive: "bool",
};

/**
 * Reads `$text`. Throws code 14 for an option of the wrong type, 4 without `$search`, and 2 for an option or language
 * that is not known, for a second `$text`, and where none can be: negated, or inside `$elemMatch`.
 */
export function parseText(operand: unknown, context: FilterContext): Filter {
  if (context.inside !== "top") throw documentError(2, "$text must be about the whole document and not be negated");
  if (!context.features.text) throw documentError(2, "$text is not allowed in this context");
  if (++context.texts.count > 1) throw documentError(2, "too many $text in one filter");
  if (!isDocument(operand)) throw documentError(2, `$text needs a document, not a ${typeOf(operand)}`);
  if (!Object.hasOwn(operand, "$search")) throw documentError(4, "$text needs $search");
  for (const [name, type] of Object.entries(types)) {
    if (Object.hasOwn(operand, name) && typeOf(operand[name]) !== type) {
      throw documentError(14, `$text.${name} must be a ${type}, not a ${typeOf(operand[name])}`);
    }
  }
  const unknown = Object.keys(operand).find((name) => !Object.hasOwn(types, name));
  if (unknown !== undefined) throw documentError(2, `$text has no field ${JSON.stringify(unknown)}`);
  const language = operand["$language"] as string | undefined;
  if (language !== undefined && !isTextLanguage(language)) throw documentError(2, "$text.$language is not supported");
  return {
    kind: "text",
    search: operand["$search"] as string,
    language,
    caseSensitive: operand["$caseSensitive"] === true,
    diacriticSensitive: operand["$diacriticSensitive"] === true,
  };
}
