import type { Family } from "./contestant.ts";

/** The statements of all contestants that write SQL, in the engine's own placeholders. */
export interface Texts {
  readonly point: string;
  readonly many: string;
  readonly wide: string;
  readonly documents: string;
  readonly insert: string;
  readonly balance: string;
  readonly deposit: string;
  readonly transfer: string;
  readonly stream: string;
}

/** The statements for a kind of engine. On PostgreSQL the insert returns the key; elsewhere the client tells it. */
export function textsFor(family: Exclude<Family, "redis">): Texts {
  const write = (text: string): string => {
    let number = 0;
    return family === "postgres" ? text.replace(/\?/g, () => `$${++number}`) : text;
  };
  return {
    point: write("select id, name, email, age from bench_users where id = ?"),
    many: write("select id, name, email, age from bench_users where id between ? and ? order by id"),
    wide: write("select * from bench_wide where id between ? and ? order by id"),
    documents: write(
      "select id, title, created, updated, body from bench_documents where id between ? and ? order by id",
    ),
    insert: write(
      `insert into bench_inserts (name, email, age) values (?, ?, ?)${family === "postgres" ? " returning id" : ""}`,
    ),
    balance: write("select balance from bench_accounts where id = ?"),
    deposit: write("update bench_accounts set balance = balance + ? where id = ?"),
    transfer: write("insert into bench_transfers (account_id, amount) values (?, ?)"),
    stream: write("select id, kind, amount, note from bench_events where id <= ? order by id"),
  };
}
