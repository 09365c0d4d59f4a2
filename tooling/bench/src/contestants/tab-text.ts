import type { NewUser } from "../rows.ts";

/** Rows as COPY and LOAD DATA read them by default, 500 at a time. */
export function* tabText(rows: Iterable<NewUser>): Generator<string> {
  let text = "";
  let count = 0;
  for (const { name, email, age } of rows) {
    text += `${escape(name)}\t${escape(email)}\t${age}\n`;
    if (++count % 500 !== 0) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

const special = /[\\\t\n\r]/;
const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escape(text: string): string {
  return special.test(text) ? text.replace(/[\\\t\n\r]/g, (found) => escapes[found] ?? found) : text;
}
