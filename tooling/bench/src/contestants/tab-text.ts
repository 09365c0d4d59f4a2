import type { NewUser } from "../rows.ts";

/** Rows as COPY and LOAD DATA read them by default, 500 at a time. */
export function* tabText(rows: readonly NewUser[]): Generator<string> {
  for (let from = 0; from < rows.length; from += 500) {
    let text = "";
    for (const { name, email, age } of rows.slice(from, from + 500))
      text += `${escape(name)}\t${escape(email)}\t${age}\n`;
    yield text;
  }
}

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escape(text: string): string {
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (found) => escapes[found] ?? found) : text;
}
