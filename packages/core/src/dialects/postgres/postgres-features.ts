import { commonFeatures, type FeatureTable } from "../features.ts";

/** What PostgreSQL has, by major version: the manual's release notes and "SQL Commands". */
export const postgresFeatures: FeatureTable = {
  ...commonFeatures,
  "two-phase-transactions": true,
  "deferrable-transactions": true,
  "upsert-on-conflict": true,
  "upsert-merge": [15],
  "ctes-with-update-delete": true,
  "fetch-first": true,
  "fetch-ties": [13],
  "distinct-on": true,
  "is-distinct-from": true,
  "lateral-joins": true,
  "aggregate-filter": true,
  "boolean-type": true,
  "array-type": true,
  "uuid-type": true,
  "interval-type": true,
  "time-with-zone": true,
  "materialized-views": true,
  "identity-columns": [10],
  "computed-columns-stored": [12],
  "computed-columns-virtual": [18],
  "index-included-columns": [11],
  "statement-timeout": true,
  "listen-notify": true,
};
