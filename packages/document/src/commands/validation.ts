import { documentError } from "../errors.ts";
import { explainViolation } from "../filter/json-schema.ts";
import { matches } from "../filter/match.ts";
import { parseFilter } from "../filter/parse-filter.ts";
import type { Filter } from "../filter/filter.ts";
import type { QuerySettings } from "../settings.ts";
import type { CollectionInfo } from "../store/store.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";

/** What a validator cannot ask. */
export const validatorFeatures = { text: false, near: false, where: false } as const;

/** A collection's `validator`, ready to check documents with. */
export interface Validator {
  /**
   * Refuses a document with code 121 (DocumentValidationFailure). `before` is what the document was: at the level
   * `moderate` one that was not valid may stay so.
   */
  check(document: Document, before?: Document): void;
}

/**
 * The validator of a collection; `undefined` when it has none, or when its level is `off` or its action `warn`, which
 * hold nobody up (https://www.mongodb.com/docs/manual/core/schema-validation).
 */
export function validatorOf(collection: CollectionInfo | undefined, settings: QuerySettings): Validator | undefined {
  const options = collection?.options ?? {};
  const rules = fieldOf(options, "validator");
  const level = fieldOf(options, "validationLevel") ?? "strict";
  if (!isDocument(rules) || level === "off" || fieldOf(options, "validationAction") === "warn") return undefined;
  const filter: Filter = parseFilter(rules, { variables: new Set() }, validatorFeatures);
  return {
    check(document, before) {
      if (matches(filter, document, settings)) return;
      if (level === "moderate" && before !== undefined && !matches(filter, before, settings)) return;
      throw documentError(121, `the document does not pass the collection's validator${broken(filter, document)}`);
    },
  };
}

/** Names the rules of a JSON Schema that are broken, without values. */
function broken(filter: Filter, document: Document): string {
  if (filter.kind !== "jsonSchema") return "";
  const { schemaRulesNotSatisfied } = explainViolation(filter.schema, document);
  const names = (schemaRulesNotSatisfied as Document[]).map(({ operatorName }) => String(operatorName));
  return `: ${names.join(", ")}`;
}
