import { serialize } from "bson";
import { typeOf } from "@db/document/engine";
import type { ExactDocument } from "./document.ts";

/** The first path where two documents differ, in their values, types or the order of names; `undefined` when they are the same. */
export function firstDifference(left: unknown, right: unknown, path = ""): string | undefined {
  const type = typeOf(left);
  if (type !== typeOf(right)) return path;
  if (type === "object") return ofDocuments(left as ExactDocument, right as ExactDocument, path);
  if (type === "array") return ofItems(left as unknown[], right as unknown[], path);
  return Buffer.compare(serialize({ v: left }), serialize({ v: right })) === 0 ? undefined : path;
}

function ofDocuments(left: ExactDocument, right: ExactDocument, path: string): string | undefined {
  const [names, others] = [Object.keys(left), Object.keys(right)];
  for (let n = 0; n < Math.max(names.length, others.length); n++) {
    const name = names[n];
    if (name === undefined || name !== others[n]) return joined(path, (name ?? others[n]) as string);
    const found = firstDifference(left[name], right[name], joined(path, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofItems(left: readonly unknown[], right: readonly unknown[], path: string): string | undefined {
  for (let n = 0; n < Math.max(left.length, right.length); n++) {
    if (n >= left.length || n >= right.length) return joined(path, String(n));
    const found = firstDifference(left[n], right[n], joined(path, String(n)));
    if (found !== undefined) return found;
  }
  return undefined;
}

const joined = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);
