import type { UpsertRequest } from "./dialect.ts";
import { checkUpsert, type Quoting } from "./on-conflict.ts";

/** What differs between the `merge` statements of dialects. */
export interface MergeForm {
  /** `merge into … <alias>`: what stands around the target's name. */
  readonly target: (table: string) => string;
  /** The rows as a table named `source`. */
  readonly source: (rows: readonly (readonly string[])[], columns: readonly string[]) => string;
  /** How a column to be set is written. */
  readonly assigned: (column: string) => string;
  readonly end: string;
}

/** An upsert as `merge`, for SQL Server and Oracle. Null keys are equal to nothing, so such rows are always inserted. */
export function upsertByMerge(request: UpsertRequest, quoting: Quoting, form: MergeForm): string {
  checkUpsert(request);
  const quoted = (name: string): string => quoting.list([name]);
  const columns = request.columns.map(quoted);
  const match = request.key.map((name) => `target.${quoted(name)} = source.${quoted(name)}`).join(" and ");
  const assignments = request.update.map((name) => `${form.assigned(quoted(name))} = source.${quoted(name)}`);
  const update = assignments.length === 0 ? "" : ` when matched then update set ${assignments.join(", ")}`;
  const values = columns.map((column) => `source.${column}`).join(", ");
  return (
    `merge into ${form.target(quoting.name(request.table))} using ${form.source(request.rows, columns)} on (${match})${update}` +
    ` when not matched then insert (${columns.join(", ")}) values (${values})${form.end}`
  );
}
