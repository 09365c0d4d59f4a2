import type { FindProjectionStage, ProjectStage } from "@db/document/engine";
import type { Rows } from "./rows.ts";
import { maxFields } from "./statement.ts";

/**
 * A projection of rows that keeps some of the fields at the top, as they are: only those are read. `undefined` for one that leaves
 * out fields, computes them or goes into them.
 */
export function projectRows(rows: Rows, { projection }: ProjectStage | FindProjectionStage): Rows | undefined {
  const { kind, root, id, positional } = projection;
  const children = [...root.children];
  if (kind !== "inclusion" || positional !== undefined || children.some(([, child]) => child.kind !== "field")) {
    return undefined;
  }
  const names = new Set(children.map(([name]) => name));
  if (id) names.add("_id");
  if (names.size > maxFields) return undefined;
  return { ...rows, shown: { names, ordered: true } };
}
