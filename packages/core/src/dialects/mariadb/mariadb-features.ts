import type { FeatureTable } from "../features.ts";
import { mysqlFeatures } from "../mysql/mysql-features.ts";

/** Where MariaDB differs from MySQL, by its own version: its documentation's "SQL Statements" and release notes. */
export const mariadbFeatures: FeatureTable = {
  ...mysqlFeatures,
  "insert-returning": [10, 5],
  "delete-returning": true,
  "ctes-on-dml": false,
  "tuple-in": true,
  intersect: [10, 3],
  except: [10, 3],
  "fetch-first": [10, 6],
  "fetch-ties": [10, 6],
  "lateral-joins": false,
  nowait: [10, 3],
  "skip-locked": [10, 6],
  "json-type": false,
  "uuid-type": [10, 7],
  sequences: [10, 3],
  "index-ddl-if-exists": true,
  "check-constraints": true,
  "indexes-with-expressions": false,
  "statement-timeout": true,
};
