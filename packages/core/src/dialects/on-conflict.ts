import { usage } from "../errors/index.ts";
import type { UpsertRequest } from "./dialect.ts";

/** Refuses an upsert whose parts do not fit together. @throws DatabaseError `usage` */
export function checkUpsert({ columns, rows, key, update }: UpsertRequest): void {
  if (rows.length === 0) throw usage("an upsert needs at least one row");
  if (key.length === 0) throw usage("an upsert needs the columns of its key");
  const wrong = rows.find((row) => row.length !== columns.length);
  if (wrong !== undefined) throw usage(`an upsert of ${columns.length} columns got a row of ${wrong.length} values`);
  for (const name of [...key, ...update]) {
    if (!columns.includes(name))
      throw usage(`the column \`${name}\` of the upsert has no value`, "Name it among the columns.");
  }
}

/** What a dialect's text is quoted with. */
export interface Quoting {
  name(name: string | readonly string[]): string;
  list(names: readonly string[]): string;
}

/** `insert into t (…) values (…), (…)`. */
export function insertValues({ table, columns, rows }: UpsertRequest, quoting: Quoting): string {
  const values = rows.map((row) => `(${row.join(", ")})`).join(", ");
  return `insert into ${quoting.name(table)} (${quoting.list(columns)}) values ${values}`;
}

/** The `on conflict` form of PostgreSQL and SQLite. */
export function upsertOnConflict(request: UpsertRequest, quoting: Quoting): string {
  checkUpsert(request);
  const assignments = request.update.map((name) => `${quoting.list([name])} = excluded.${quoting.list([name])}`);
  const action = assignments.length === 0 ? "nothing" : `update set ${assignments.join(", ")}`;
  return `${insertValues(request, quoting)} on conflict (${quoting.list(request.key)}) do ${action}`;
}
