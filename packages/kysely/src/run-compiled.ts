import { sql, type ExecuteResult, type Queryable, type QueryOptions } from "@db/core";
import type { CompiledQuery, QueryResult } from "kysely";

/** Runs what Kysely compiled on a database, a session or a transaction. Rejects with core's own error. */
export async function runCompiled<R>(
  queryable: Queryable,
  compiled: CompiledQuery,
  options?: QueryOptions,
): Promise<QueryResult<R>> {
  const result = await queryable.execute(sql.native(compiled.sql, compiled.parameters), options);
  return compiled.query.kind === "SelectQueryNode" ? { rows: result.rows as R[] } : changed<R>(compiled, result);
}

/** The result of anything but a query: counted where rows were changed, as Kysely's own drivers do. */
function changed<R>(compiled: CompiledQuery, result: ExecuteResult): QueryResult<R> {
  const rows = result.rows as R[];
  if (!changesRows(compiled)) return { rows };
  const { affectedRows, changedRows, insertId } = result;
  const numAffectedRows = BigInt(affectedRows);
  if (changedRows !== undefined) return { rows, numAffectedRows, numChangedRows: BigInt(changedRows) };
  return insertId === undefined ? { rows, numAffectedRows } : { rows, numAffectedRows, insertId: BigInt(insertId) };
}

const changingText = /^\s*(?:insert|update|delete|merge|replace)\b/i;

function changesRows({ query, sql: text }: CompiledQuery): boolean {
  switch (query.kind) {
    case "InsertQueryNode":
    case "UpdateQueryNode":
    case "DeleteQueryNode":
    case "MergeQueryNode":
      return true;
    case "RawNode":
      return changingText.test(text);
    default:
      return false;
  }
}
