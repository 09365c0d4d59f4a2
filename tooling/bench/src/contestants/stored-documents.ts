import type { DocumentRow } from "../rows.ts";

/**
 * Turns, in place, what a client gives as text into what the others give: SQLite has text for dates and JSON, MariaDB for
 * JSON. Where the client has done it, nothing is left to do.
 */
export function readDocuments(rows: readonly unknown[]): readonly DocumentRow[] {
  for (const row of rows as Record<"created" | "updated" | "body", unknown>[]) {
    if (typeof row.created === "string") row.created = new Date(`${row.created.replace(" ", "T")}Z`);
    if (typeof row.updated === "string") row.updated = new Date(`${row.updated.replace(" ", "T")}Z`);
    if (typeof row.body === "string") row.body = JSON.parse(row.body);
  }
  return rows as readonly DocumentRow[];
}
