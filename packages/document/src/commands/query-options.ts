import { parseCollation } from "../collation.ts";
import { documentError } from "../errors.ts";
import { evaluateExpression } from "../expression/evaluate-expression.ts";
import type { ExpressionScope } from "../expression/expression.ts";
import { rootContext } from "../expression/expression.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import { defaultSettings, type QuerySettings } from "../settings.ts";
import type { CollectionInfo } from "../store/store.ts";
import type { Document } from "../values/types.ts";
import { documentField } from "./fields.ts";

/** The settings of a command and the names that its expressions may use. */
export interface CommandLanguage {
  readonly settings: QuerySettings;
  readonly scope: ExpressionScope;
}

/**
 * Reads `collation` (else the collection's own) and `let` of a command. A variable's name must begin with a lower-case
 * letter (code 9); its value may be any expression without fields of documents.
 */
export function commandLanguage(command: Document, collection?: CollectionInfo): CommandLanguage {
  const given = documentField(command, "collation");
  const collation = parseCollation(Object.keys(given).length > 0 ? given : collection?.options["collation"]);
  const scope = { variables: new Set<string>() };
  const before = defaultSettings({ collation });
  const variables: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(documentField(command, "let"))) {
    if (!/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name)) {
      throw documentError(9, "a name in let must begin with a lower-case letter and have no other signs but _");
    }
    const evaluated = evaluateExpression(parseExpression(value, scope), rootContext({}, before));
    variables[name] = evaluated;
  }
  return { settings: { ...before, variables }, scope: { variables: new Set(Object.keys(variables)) } };
}
