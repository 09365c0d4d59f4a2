import type { AnyDocument } from "@db/core";
import { valueKey } from "../values/value-key.ts";
import { importValue } from "../values/import-value.ts";
import { isDocument } from "../values/types.ts";
import type { IndexKey } from "./candidate-keys.ts";

/** A value that is longer than this makes entries large, and an engine may cut it. */
const longText = 100;

/** What documents tell of an index: its size, and why it may disappoint. */
export interface KeyFindings {
  /** Bytes of an entry on the average. */
  readonly entrySize: number;
  readonly risks: readonly string[];
}

/** Looks at the values that an index would hold. */
export function keyFindings(documents: readonly AnyDocument[], key: IndexKey): KeyFindings {
  const risks: string[] = [];
  const arrays: string[] = [];
  let entrySize = 16;
  for (const [path] of key) {
    const values = documents.map((document) => valueAt(document, path.split(".")));
    const lengths = values.map((value) => (typeof value === "string" ? value.length : 8));
    entrySize += documents.length === 0 ? 8 : lengths.reduce((sum, length) => sum + length, 0) / documents.length;
    if (values.some(Array.isArray)) arrays.push(path);
    if (lengths.some((length) => length > longText)) risks.push(`${path} has long texts: entries are large`);
    const missing = values.filter((value) => value === undefined || value === null).length;
    if (documents.length > 0 && missing / documents.length > 0.9) {
      risks.push(`${path} is missing or null in most documents: think of a partial index`);
    }
  }
  if (arrays.length === 1) risks.push(`${arrays[0]} has arrays: an entry for each item`);
  if (arrays.length > 1) risks.push(`${arrays.join(" and ")} have arrays: no index has two of them (code 171)`);
  const [first] = key;
  if (first !== undefined && documents.length >= 100) {
    const distinct = new Set(
      documents.map((document) => valueKey(importValue(valueAt(document, first[0].split(".")) ?? null))),
    );
    if (distinct.size <= 3)
      risks.push(`${first[0]} has ${distinct.size} value(s) in the sample: it leaves many documents`);
  }
  return { entrySize, risks };
}

/** What is at a path; an array where one is on the way. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0 || Array.isArray(value)) return value;
  const [name, ...rest] = path as [string, ...string[]];
  return isDocument(value) && Object.hasOwn(value, name) ? valueAt(value[name], rest) : undefined;
}
