/** Prints rows as a table with a heading. */
export function printTable(title: string, rows: readonly Readonly<Record<string, unknown>>[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const cells = [columns, ...rows.map((row) => columns.map((column) => show(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => (line[index] ?? "").length)));
  const write = (line: readonly string[]): string =>
    `  ${line.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("   ")}`.trimEnd();
  console.log(`\n${title}`);
  const [head = [], ...body] = cells;
  console.log(write(head));
  console.log(`  ${widths.map((width) => "─".repeat(width)).join("   ")}`);
  for (const line of body) console.log(write(line));
}

function show(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") return JSON.stringify(value);
  return String(value);
}
