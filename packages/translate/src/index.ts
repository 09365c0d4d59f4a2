export type { Assume, Assumption } from "./assumptions.ts";
export { StatementSyntaxError, UntranslatableError, type Place, type Refusal } from "./refusal.ts";
export type { SchemaRecord } from "./schema.ts";
export {
  translate,
  tryTranslate,
  type TranslateOptions,
  type Translation,
  type TranslationAttempt,
} from "./translate.ts";
