import { commonFeatures, type FeatureTable } from "../features.ts";

/** What MySQL has, by version: the manual's "SQL Statements" and release notes of 8.0. */
export const mysqlFeatures: FeatureTable = {
  ...commonFeatures,
  "two-phase-transactions": true,
  "transactional-ddl": false,
  "insert-returning": false,
  "update-returning": false,
  "delete-returning": false,
  "upsert-merge": false,
  "upsert-on-duplicate-key": true,
  "nulls-ordering": false,
  intersect: [8, 0, 31],
  except: [8, 0, 31],
  "lateral-joins": [8, 0, 14],
  "full-joins": false,
  nowait: [8, 0, 1],
  "skip-locked": [8, 0, 1],
  "timestamp-with-zone": false,
  "infinity-floats": false,
  sequences: false,
  "index-ddl-if-exists": false,
  "deferrable-foreign-keys": false,
  "check-constraints": [8, 0, 16],
  "indexes-with-expressions": [8, 0, 13],
  "partial-indexes": false,
  "statement-timeout": true,
};
