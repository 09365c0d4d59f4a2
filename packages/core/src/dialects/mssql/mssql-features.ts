import { commonFeatures, type FeatureTable } from "../features.ts";

/** What SQL Server has, by product version (13 is 2016, 14 is 2017, 15 is 2019, 16 is 2022, 17 is 2025): the Transact-SQL reference. */
export const mssqlFeatures: FeatureTable = {
  ...commonFeatures,
  "savepoint-release": false,
  "read-only-transactions": false,
  "nulls-ordering": false,
  "tuple-in": false,
  "is-distinct-from": [16],
  "regexp-match": [17],
  "regexp-replace": [17],
  "json-type": [17],
  "uuid-type": true,
  "infinity-floats": false,
  "identity-columns": true,
  "table-ddl-if-exists": false,
  "index-ddl-if-exists": false,
  "deferrable-foreign-keys": false,
  "indexes-with-expressions": false,
  "index-included-columns": true,
  comments: false,
};
