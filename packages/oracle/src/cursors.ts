import type { Row } from "@db/core";
import { columnNames, toRows } from "./oracle-rows.ts";
import type { ClientResultSet } from "./wire.ts";

/** How many rows of a result of unknown length are fetched at a time. */
export const fetchSize = 500;

/** Reads a cursor to its end and closes it. */
export async function readCursor(cursor: ClientResultSet, mode: "lower" | "exact"): Promise<readonly Row[]> {
  try {
    const names = columnNames(
      cursor.metaData.map(({ name }) => name),
      mode,
    );
    const rows: Row[] = [];
    for (;;) {
      const lists = await cursor.getRows(fetchSize);
      for (const row of toRows(names, lists)) rows.push(row);
      if (lists.length < fetchSize) return rows;
    }
  } finally {
    await cursor.close();
  }
}
