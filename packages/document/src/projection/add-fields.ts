import { documentError } from "../errors.ts";
import { rootContext, type ExpressionScope } from "../expression/expression.ts";
import { parseFieldPath } from "../expression/field-names.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import { keepMeta } from "../metadata.ts";
import type { Path } from "../path.ts";
import type { QuerySettings } from "../settings.ts";
import { isDocument, typeOf, type Document } from "../values/types.ts";
import { addComputed } from "./computed-fields.ts";
import { ProjectionTree, type Collision } from "./projection-tree.ts";
import type { ProjectionNode } from "./projection.ts";

/** The fields that `$addFields` or `$set` adds: every leaf is computed. */
export interface AddedFields {
  readonly root: ProjectionNode;
}

/**
 * Parses `$addFields` and `$set`. Throws 40272 for no document, 40176 for paths that meet, 40181 and 40182 for an
 * operator beside other fields, 40183 for a dot in a name within a document, and the codes of field paths and of
 * expressions.
 */
export function parseAddFields(value: unknown, scope: ExpressionScope, stage: "$addFields" | "$set"): AddedFields {
  if (!isDocument(value)) throw documentError(40_272, `${stage} needs a document, not a ${typeOf(value)}`);
  const tree = new ProjectionTree();
  for (const name of Object.keys(value)) addField(parseFieldPath(name), value[name], scope, tree);
  return { root: tree.node() };
}

const collision: Collision = (path) =>
  documentError(40_176, `two conflicting paths are given, one of them ${JSON.stringify(path.join("."))}`);

/** A document without operators adds to the one that is there; an empty one takes its place. */
function addField(path: Path, value: unknown, scope: ExpressionScope, tree: ProjectionTree): void {
  const names = isDocument(value) ? Object.keys(value) : [];
  const [first] = names;
  if (first === undefined || first.startsWith("$")) {
    if (names.length > 1) throw documentError(40_181, `an operator (${first}) has to be the only field of its object`);
    tree.add(path, { kind: "computed", expression: parseExpression(value, scope) }, collision);
    return;
  }
  for (const name of names) {
    if (name.startsWith("$"))
      throw documentError(40_182, `an operator (${name}) has to be the only field of its object`);
    if (name.includes(".")) throw documentError(40_183, "a field's name within a document cannot have a dot");
    addField([...path, ...parseFieldPath(name)], (value as Document)[name], scope, tree);
  }
}

/** A document with the added fields. Throws what expressions throw. */
export function addFields(added: AddedFields, document: Document, settings: QuerySettings): Document {
  return keepMeta(document, addComputed(added.root, document, rootContext(document, settings)) as Document);
}
