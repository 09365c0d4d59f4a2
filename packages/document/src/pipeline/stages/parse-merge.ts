import { documentError } from "../../errors.ts";
import { parseFieldPath } from "../../expression/field-names.ts";
import type { Expression, ExpressionScope } from "../../expression/expression.ts";
import { fieldOf, isDocument, typeOf, type Document } from "../../values/types.ts";
import { checkTargetName, checkDatabaseName, internalDatabases } from "../collection-names.ts";
import { checkSpec, specField } from "../spec-fields.ts";
import type { Stage } from "../stage.ts";
import type { ParseContext, StageParser } from "../stage-parser.ts";
import { mergeStage, type WhenMatched, type WhenNotMatched } from "./merge.ts";
import { parseLet } from "./parse-lookup.ts";

const matchedModes: readonly string[] = ["replace", "merge", "keepExisting", "fail"];
const notMatchedModes: readonly string[] = ["insert", "discard", "fail"];

/**
 * Reads a `$merge`. Codes: 14 neither name nor document, 40415 and 40414 for unknown and missing options, 51178,
 * 5786800 and 5786801 a wrong `into`, 51186, 51134, 51187 and 31465 a wrong `on`, 51191 and 2 a wrong mode, 51181 modes
 * that do not go together, 73, 31319 and 31320 a collection or a database that cannot be written, 51199 a `let` without
 * pipeline, 51273 a variable `new`, 72 a stage that no update has.
 */
export const parseMerge: StageParser = (value, context) => {
  if (typeof value !== "string" && !isDocument(value)) {
    throw documentError(14, `$merge needs a collection's name or a document, not the type ${typeOf(value)}`);
  }
  const spec: Document = typeof value === "string" ? { into: value } : value;
  const types = { into: "any", on: "any", let: "object", whenMatched: "any", whenNotMatched: "string" } as const;
  checkSpec(spec, "$merge", types);
  const { database, collection } = readInto(fieldOf(spec, "into"));
  const on = readOn(specField(spec, "on"));
  const matched = specField(spec, "whenMatched") ?? "merge";
  const whenMatched = readWhenMatched(matched);
  const whenNotMatched = readWhenNotMatched(specField(spec, "whenNotMatched") ?? "insert");
  checkTarget(database, collection);
  checkModes(whenMatched, whenNotMatched);
  on.forEach(parseFieldPath);
  if (new Set(on).size < on.length) throw documentError(31465, "$merge.on has a field twice");
  const [variables, scope] = readLet(specField(spec, "let"), whenMatched, context.scope);
  return [
    mergeStage({
      database,
      into: collection,
      on,
      whenMatched,
      whenNotMatched,
      let: variables,
      pipeline: pipelineReader(matched, whenMatched, scope, context),
    }),
  ];
};

function readInto(into: unknown): { readonly database: string | undefined; readonly collection: string } {
  if (into === undefined) throw documentError(40414, "$merge needs into");
  if (typeof into === "string") {
    if (into === "") throw documentError(5786800, "$merge.into is empty");
    return { database: undefined, collection: into };
  }
  if (!isDocument(into)) throw documentError(51178, `$merge.into cannot be of type ${typeOf(into)}`);
  checkSpec(into, "$merge.into", { db: "string", coll: "string" });
  const collection = specField(into, "coll") as string | undefined;
  if (collection === undefined || collection === "") throw documentError(5786801, "$merge.into needs coll");
  return { database: specField(into, "db") as string | undefined, collection };
}

function checkTarget(database: string | undefined, collection: string): void {
  if (database !== undefined) checkDatabaseName(database, "$merge");
  checkTargetName(collection, "$merge");
  if (collection.startsWith("system.")) throw documentError(31319, "$merge cannot write a collection of the system");
  if (database !== undefined && internalDatabases.includes(database)) {
    throw documentError(31320, "$merge cannot write a database of the system");
  }
}

function readOn(value: unknown): readonly string[] {
  if (value === undefined) return ["_id"];
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) throw documentError(51186, `$merge.on cannot be of type ${typeOf(value)}`);
  if (!value.every((item) => typeof item === "string")) throw documentError(51134, "$merge.on must have strings only");
  if (value.length === 0) throw documentError(51187, "$merge.on needs a field");
  return value as string[];
}

function readWhenMatched(value: unknown): WhenMatched {
  if (Array.isArray(value)) {
    if (!value.every(isDocument)) throw documentError(14, "a stage of $merge.whenMatched must be a document");
    return "pipeline";
  }
  if (typeof value !== "string") throw documentError(51191, `$merge.whenMatched cannot be of type ${typeOf(value)}`);
  if (!matchedModes.includes(value)) throw documentError(2, "$merge.whenMatched is not known");
  return value as WhenMatched;
}

function readWhenNotMatched(value: unknown): WhenNotMatched {
  if (!notMatchedModes.includes(String(value))) throw documentError(2, "$merge.whenNotMatched is not known");
  return value as WhenNotMatched;
}

/** What keeps the document that is there, or fails because of it, can only insert others. */
function checkModes(whenMatched: WhenMatched, whenNotMatched: WhenNotMatched): void {
  if ((whenMatched === "keepExisting" || whenMatched === "fail") && whenNotMatched !== "insert") {
    throw documentError(51181, "the modes of $merge do not go together");
  }
}

function readLet(
  given: unknown,
  whenMatched: WhenMatched,
  scope: ExpressionScope,
): readonly [readonly (readonly [string, Expression])[], ExpressionScope] {
  if (whenMatched !== "pipeline") {
    if (given !== undefined) throw documentError(51199, "$merge.let needs a pipeline");
    return [[], scope];
  }
  const named = (given ?? {}) as Document;
  if (Object.hasOwn(named, "new") && named["new"] !== "$$ROOT") {
    throw documentError(51273, "the variable new of $merge is the document itself");
  }
  return parseLet({ ...named, new: "$$ROOT" }, scope);
}

function pipelineReader(
  matched: unknown,
  whenMatched: WhenMatched,
  scope: ExpressionScope,
  context: ParseContext,
): (missing: readonly string[]) => readonly Stage[] {
  const read = (missing: readonly string[]): readonly Stage[] => {
    const variables = new Set([...scope.variables].filter((name) => !missing.includes(name)));
    return whenMatched === "pipeline" ? context.parseInner(matched, "update", { ...scope, variables }) : [];
  };
  const whole = read([]);
  return (missing) => (missing.length === 0 ? whole : read(missing));
}
