import { hash } from "node:crypto";
import { EJSON } from "bson";
import type { Settings } from "./options.ts";

/**
 * A hash of what decides what a transfer brings: its collections, transformations and policies. Functions count by their text, so a
 * function that closes over something else than before is not noticed.
 */
export function fingerprintOf(
  { collections, existing, onError, validate, indexes }: Settings,
  capture: boolean,
): string {
  const asked = { collections: plain(collections), existing, onError, validate, indexes, capture };
  return hash("sha256", EJSON.stringify(asked, { relaxed: false }), "hex");
}

function plain(value: unknown): unknown {
  if (typeof value === "function") return `function ${String(value)}`;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null || "_bsontype" in value) return value ?? null;
  if (value instanceof Date || value instanceof RegExp || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}
