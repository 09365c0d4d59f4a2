/** A row of `bench_users`. */
export interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly age: number;
}

/** A row as it is inserted; the engine makes its key. */
export type NewUser = Omit<User, "id">;

/** A row of `bench_wide`: `id`, and 39 columns of three types in turn. */
export type WideRow = Readonly<Record<string, number | string>>;

/** What `bench_documents` keeps as JSON. */
interface Body {
  readonly n: number;
  readonly tags: readonly string[];
  readonly nested: { readonly flag: boolean; readonly ratio: number; readonly text: string };
}

/** A row of `bench_documents`. */
export interface DocumentRow {
  readonly id: number;
  readonly title: string;
  readonly created: Date;
  readonly updated: Date;
  readonly body: Body;
}

/** A row of `bench_events`, the table that is streamed. */
export interface Event {
  readonly id: number;
  readonly kind: string;
  readonly amount: number;
  readonly note: string;
}

/** How many rows the tables have that are not written to. */
export const rowCounts = { users: 10_000, accounts: 10_000, wide: 1000, documents: 1000 } as const;

/** What every account has before a round. */
export const initialBalance = 1000;

/** The user under a key. */
export function userOf(id: number): User {
  return { id, name: `user ${id}`, email: `user${id}@example.org`, age: 18 + (id % 60) };
}

/** The row that is inserted at a position. Now and then it has characters that bulk formats must escape. */
export function newUserOf(index: number): NewUser {
  const odd = index % 100 === 99 ? "\ttab, 'quote', \"double\", back\\slash,\nline" : "";
  return { name: `new ${index}${odd}`, email: `new${index}@example.org`, age: index % 90 };
}

/** The columns of `bench_wide` but the key, in order. */
export const wideColumns: readonly { readonly name: string; readonly type: "integer" | "text" | "double" }[] =
  Array.from({ length: 39 }, (_, index) => ({
    name: `c${String(index + 1).padStart(2, "0")}`,
    type: (["integer", "text", "double"] as const)[index % 3] ?? "integer",
  }));

/** The wide row under a key. */
export function wideOf(id: number): WideRow {
  const row: Record<string, number | string> = { id };
  for (const [index, { name, type }] of wideColumns.entries()) {
    const number = id * 40 + index;
    row[name] = type === "integer" ? number : type === "text" ? `value ${number}` : number + 0.5;
  }
  return row;
}

const day = 86_400_000;

/** The document under a key. */
export function documentOf(id: number): DocumentRow {
  const created = new Date(Date.UTC(2024, 0, 1) + id * day + 123);
  return {
    id,
    title: `document ${id}`,
    created,
    updated: new Date(created.getTime() + id * 1000 + 7),
    body: {
      n: id,
      tags: [`a${id % 7}`, `b${id % 11}`, "c"],
      nested: { flag: id % 2 === 0, ratio: id / 8, text: `text of document ${id}` },
    },
  };
}

/** The repeating parts of events, as the tables compute them: `kind 3`, `note of event 96`. */
export const eventKinds: readonly string[] = Array.from({ length: 10 }, (_, index) => `kind ${index}`);
export const eventNotes: readonly string[] = Array.from({ length: 97 }, (_, index) => `note of event ${index}`);
