import { sql, type Statement } from "@db/core";
import type { UpdateForm } from "@db/document/engine";

/**
 * Tells the trigger that records changes what the statement is that has this expression in it. A trigger sees documents
 * alone; that it was a replacement, and which paths operators wrote to, is the caller's knowledge. It holds for one
 * statement: the trigger takes it back.
 */
export function tellChange(form: UpdateForm | "undo"): Statement {
  return sql`set_config('db.change', ${form === "undo" ? form : JSON.stringify(form)}, true)`;
}
