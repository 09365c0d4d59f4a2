import { Long } from "bson";
import { documentError } from "../../errors.ts";
import { parseFieldPath } from "../../expression/field-names.ts";
import type { Path } from "../../path.ts";
import { isDocument, isNullish, type Document } from "../../values/types.ts";
import { mapBatches } from "../batches.ts";
import { keepMeta } from "../../metadata.ts";
import { nestedField, withNestedField, withoutNestedField } from "../nested-field.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** What an `$unwind` asks for. */
interface UnwindOptions {
  readonly path: Path;
  /** The field that gets the item's place. */
  readonly indexField: Path | undefined;
  /** Whether a document stays that has no item. */
  readonly preserveEmpty: boolean;
}

/** One document for each item of an array. A value that is no array counts as one item. */
export interface UnwindStage extends Stage, UnwindOptions {
  readonly name: "$unwind";
}

/** An `$unwind` that has been parsed. */
function unwindStage(options: UnwindOptions): UnwindStage {
  return {
    name: "$unwind",
    ...options,
    run: (source) =>
      mapBatches(source, (batch) =>
        batch.flatMap((document) => unwind(document, options).map((made) => keepMeta(document, made))),
      ),
  };
}

function unwind(document: Document, { path, indexField, preserveEmpty }: UnwindOptions): readonly Document[] {
  const place = (made: Document, index: number | undefined): Document =>
    indexField === undefined
      ? made
      : withNestedField(made, indexField, index === undefined ? null : Long.fromNumber(index));
  const value = nestedField(document, path);
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item, n) => place(withNestedField(document, path, item), n));
  }
  if (Array.isArray(value)) return preserveEmpty ? [place(withoutNestedField(document, path), undefined)] : [];
  return isNullish(value) && !preserveEmpty ? [] : [place(document, undefined)];
}

/**
 * Reads an `$unwind`. Codes: 15981 neither path nor document, 28808 a path that is no string, 28812 without one, 28818
 * one without `$`, 28809 and 28810 for wrong options, 28822 an index field with `$`, 28811 an unknown option.
 */
export const parseUnwind: StageParser = (value) => {
  if (typeof value === "string")
    return [unwindStage({ path: parsePath(value), indexField: undefined, preserveEmpty: false })];
  if (!isDocument(value)) throw documentError(15981, "$unwind needs a path or a document");
  let path = "";
  let index: string | undefined;
  let preserveEmpty = false;
  for (const [name, given] of Object.entries(value)) {
    if (name === "path") {
      if (typeof given !== "string") throw documentError(28808, "$unwind.path must be a string");
      path = given;
    } else if (name === "preserveNullAndEmptyArrays") {
      if (typeof given !== "boolean") throw documentError(28809, `$unwind.${name} must be a bool`);
      preserveEmpty = given;
    } else if (name === "includeArrayIndex") {
      if (typeof given !== "string" || given === "")
        throw documentError(28810, `$unwind.${name} must be a field's name`);
      if (given.startsWith("$")) throw documentError(28822, `$unwind.${name} begins with $`);
      index = given;
    } else throw documentError(28811, `$unwind has no option ${JSON.stringify(name)}`);
  }
  const indexField = index === undefined ? undefined : parseFieldPath(index);
  return [unwindStage({ path: parsePath(path), indexField, preserveEmpty })];
};

function parsePath(text: string): Path {
  if (text === "") throw documentError(28812, "$unwind needs a path");
  if (!text.startsWith("$")) throw documentError(28818, "$unwind.path must begin with $");
  return parseFieldPath(text.slice(1));
}
