import { documentError, importDocument, isIndex, setField, splitPath, typeOf, type Path } from "@db/document/engine";
import { usage } from "@db/core";
import type { ExactDocument } from "../exact/document.ts";
import { changeAt, replaceField } from "./change-at.ts";
import { isDocument } from "./is-document.ts";
import type { SplitStep } from "./steps.ts";

/** One document made of another. */
export type FieldStep = (document: ExactDocument) => ExactDocument;

/** A path of a step, apart; kind `usage` for one with an empty part or an array's index. */
export function stepPath(path: string, step: string): Path {
  const parts = splitPath(path);
  if (parts.includes("")) throw usage(`a path of ${step} has an empty part`);
  if (parts.some(isIndex)) {
    throw usage(`a path of ${step} has an array's index`, "arrays are gone through; for one item use a pipeline");
  }
  return parts;
}

/** The steps of `rename`. */
export function renameSteps(names: Readonly<Record<string, string>>): FieldStep[] {
  return Object.entries(names).map(([from, to]) => {
    const path = stepPath(from, "rename");
    if (typeof to !== "string" || to === "" || to.includes(".") || to.startsWith("$")) {
      throw usage(
        "a new name of rename is the last part of a path alone, without a dot",
        "to move a field use a pipeline",
      );
    }
    return (document) =>
      changeAt(document, path, (holder, name) => {
        if (!Object.hasOwn(holder, name) || name === to) return holder;
        refuseTaken(holder, to);
        return replaceField(holder, name, { [to]: holder[name] });
      });
  });
}

/** The steps of `drop`. */
export function dropSteps(paths: readonly string[]): FieldStep[] {
  return paths.map((given) => {
    const path = stepPath(given, "drop");
    return (document) =>
      changeAt(document, path, (holder, name) =>
        Object.hasOwn(holder, name) ? replaceField(holder, name, {}) : holder,
      );
  });
}

/** The steps of `default`. */
export function defaultSteps(values: Readonly<Record<string, unknown>>): FieldStep[] {
  const exact = importDocument({ ...values });
  return Object.entries(exact).map(([given, value]) => {
    const path = stepPath(given, "default");
    return (document) => withDefault(document, path, value);
  });
}

function withDefault(document: ExactDocument, [name, ...rest]: Path, value: unknown): ExactDocument {
  const field = name as string;
  if (!Object.hasOwn(document, field)) {
    const copy = { ...document };
    setField(copy, field, rest.length === 0 ? value : withDefault({}, rest, value));
    return copy;
  }
  if (rest.length === 0) return document;
  const held = document[field];
  if (isDocument(held)) {
    const changed = withDefault(held, rest, value);
    return changed === held ? document : replaceField(document, field, { [field]: changed });
  }
  if (!Array.isArray(held)) throw documentError(28, `a default leads through a ${typeOf(held)}, which has no fields`);
  const items = held.map((item: unknown) => (isDocument(item) ? withDefault(item, rest, value) : item));
  return replaceField(document, field, { [field]: items });
}

/** The step of `split`. */
export function splitStep({ path: given, separator, into, keep = false }: SplitStep): FieldStep {
  const path = stepPath(given, "split");
  if (typeof separator !== "string" || separator === "") throw usage("split needs a separator");
  if (into.length === 0 || into.some((name) => name === "" || name.includes("."))) {
    throw usage("split needs names in `into`, without dots");
  }
  return (document) =>
    changeAt(document, path, (holder, name) => {
      const text = holder[name];
      if (!Object.hasOwn(holder, name) || text === null) return holder;
      if (typeof text !== "string") throw documentError(14, `split needs a text, not a ${typeOf(text)}`);
      const parts = text.split(separator);
      const made: ExactDocument = keep ? { [name]: text } : {};
      for (const [n, part] of into.entries()) {
        if (n >= parts.length) break;
        if (part !== name || keep) refuseTaken(holder, part);
        made[part] = n === into.length - 1 ? parts.slice(n).join(separator) : parts[n];
      }
      return replaceField(holder, name, made);
    });
}

function refuseTaken(holder: ExactDocument, name: string): void {
  if (Object.hasOwn(holder, name))
    throw documentError(2, `there is a field of the name ${JSON.stringify(name)} already`);
}
