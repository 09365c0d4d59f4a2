import { unsupported } from "../errors/index.ts";
import type { Version } from "./dialect.ts";

/** What a dialect's text may use on a server. What needs a session rather than text is a driver's capability instead. */
export type Feature =
  // transactions
  | "savepoints"
  | "savepoint-release"
  | "two-phase-transactions"
  | "read-only-transactions"
  | "deferrable-transactions"
  | "begin-immediate"
  | "transactional-ddl"
  // data changes
  | "insert-returning"
  | "update-returning"
  | "delete-returning"
  | "multivalues-inserts"
  | "empty-inserts"
  | "insert-from-select"
  | "update-from"
  | "delete-from"
  | "ctes-on-dml"
  | "upsert-on-conflict"
  | "upsert-merge"
  | "upsert-on-duplicate-key"
  // queries
  | "ctes"
  | "ctes-with-update-delete"
  | "window-functions"
  | "nulls-ordering"
  | "tuple-in"
  | "intersect"
  | "except"
  | "offset"
  | "bound-limit-offset"
  | "fetch-first"
  | "fetch-ties"
  | "fetch-percent"
  | "distinct-on"
  | "is-distinct-from"
  | "regexp-match"
  | "regexp-replace"
  | "lateral-joins"
  | "full-joins"
  | "aggregate-filter"
  | "bitwise-operators"
  // locks
  | "lock-update"
  | "lock-share"
  | "nowait"
  | "skip-locked"
  // types
  | "boolean-type"
  | "json-type"
  | "array-type"
  | "uuid-type"
  | "interval-type"
  | "timestamp-with-zone"
  | "time-with-zone"
  | "infinity-floats"
  // schema
  | "schemas"
  | "temporary-tables"
  | "views"
  | "materialized-views"
  | "sequences"
  | "identity-columns"
  | "computed-columns-stored"
  | "computed-columns-virtual"
  | "table-ddl-if-exists"
  | "index-ddl-if-exists"
  | "foreign-keys"
  | "on-update-cascade"
  | "deferrable-foreign-keys"
  | "check-constraints"
  | "indexes-with-expressions"
  | "partial-indexes"
  | "index-included-columns"
  | "comments"
  // the server
  | "statement-timeout"
  | "lock-timeout"
  | "listen-notify"
  | "advisory-locks";

/** What a dialect has: always, never, or from a version on. */
export type FeatureTable = Readonly<Record<Feature, boolean | Version>>;

/** What most dialects have; each states where it differs. */
export const commonFeatures: FeatureTable = {
  savepoints: true,
  "savepoint-release": true,
  "two-phase-transactions": false,
  "read-only-transactions": true,
  "deferrable-transactions": false,
  "begin-immediate": false,
  "transactional-ddl": true,
  "insert-returning": true,
  "update-returning": true,
  "delete-returning": true,
  "multivalues-inserts": true,
  "empty-inserts": true,
  "insert-from-select": true,
  "update-from": true,
  "delete-from": true,
  "ctes-on-dml": true,
  "upsert-on-conflict": false,
  "upsert-merge": true,
  "upsert-on-duplicate-key": false,
  ctes: true,
  "ctes-with-update-delete": false,
  "window-functions": true,
  "nulls-ordering": true,
  "tuple-in": true,
  intersect: true,
  except: true,
  offset: true,
  "bound-limit-offset": true,
  "fetch-first": false,
  "fetch-ties": false,
  "fetch-percent": false,
  "distinct-on": false,
  "is-distinct-from": false,
  "regexp-match": true,
  "regexp-replace": true,
  "lateral-joins": false,
  "full-joins": true,
  "aggregate-filter": false,
  "bitwise-operators": true,
  "lock-update": true,
  "lock-share": true,
  nowait: true,
  "skip-locked": true,
  "boolean-type": false,
  "json-type": true,
  "array-type": false,
  "uuid-type": false,
  "interval-type": false,
  "timestamp-with-zone": true,
  "time-with-zone": false,
  "infinity-floats": true,
  schemas: true,
  "temporary-tables": true,
  views: true,
  "materialized-views": false,
  sequences: true,
  "identity-columns": false,
  "computed-columns-stored": true,
  "computed-columns-virtual": true,
  "table-ddl-if-exists": true,
  "index-ddl-if-exists": true,
  "foreign-keys": true,
  "on-update-cascade": true,
  "deferrable-foreign-keys": true,
  "check-constraints": true,
  "indexes-with-expressions": true,
  "partial-indexes": true,
  "index-included-columns": false,
  comments: true,
  "statement-timeout": false,
  "lock-timeout": true,
  "listen-notify": false,
  "advisory-locks": true,
};

/** Whether one version is another or a later one. A part that is not told counts as 0. */
export function atLeast(version: Version, minimum: Version): boolean {
  for (let part = 0; part < minimum.length; part++) {
    const difference = (version[part] ?? 0) - minimum[part]!;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Looks a feature up for a server's version. */
export function hasFeature(table: FeatureTable, feature: Feature, version: Version): boolean {
  const entry = table[feature];
  return typeof entry === "boolean" ? entry : atLeast(version, entry);
}

/**
 * Refuses a feature that a dialect's version lacks.
 * @throws DatabaseError `unsupported`, naming the version that has it where one does.
 */
export function requireFeature(
  engine: string,
  table: FeatureTable,
  feature: Feature,
  version: Version,
  hint?: string,
): void {
  if (hasFeature(table, feature, version)) return;
  const entry = table[feature];
  const since =
    typeof entry === "boolean" ? undefined : `It needs version ${entry.join(".")}; this is ${version.join(".")}.`;
  throw unsupported(engine, feature, [since, hint].filter((part) => part !== undefined).join(" ") || undefined);
}
