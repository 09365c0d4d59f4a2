/** Pieces of an array, for multi-row inserts: 1,000 rows are far below every engine's bound on parameters. */
export function* batches<T>(rows: readonly T[], size = 1000): Generator<T[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size);
}
