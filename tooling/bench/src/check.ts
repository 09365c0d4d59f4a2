import {
  documentOf,
  eventKinds,
  eventNotes,
  rowCounts,
  userOf,
  wideColumns,
  wideOf,
  type DocumentRow,
  type Event,
  type User,
  type WideRow,
} from "./rows.ts";

/* What is expected is made before anything is measured, so that a check costs comparisons and nothing else. */
const lazily = <T>(count: number, make: (id: number) => T): (() => readonly T[]) => {
  let made: T[] | undefined;
  return () => (made ??= Array.from({ length: count + 1 }, (_, id) => make(id)));
};
const users = lazily(rowCounts.users, userOf);
const wide = lazily(rowCounts.wide, wideOf);
const documents = lazily(rowCounts.documents, documentOf);

/** @throws Error unless it is the user under the key. */
export function checkUser(user: User | undefined, id: number): void {
  const wanted = users()[id];
  if (
    user?.id !== id ||
    user.name !== wanted?.name ||
    user.email !== wanted.email ||
    user.age !== wanted.age ||
    Object.keys(user).length !== 4
  )
    throw wrong(user, id);
}

/** @throws Error unless they are the users from one key to another, in order. */
export function checkUsers(rows: readonly User[], from: number, to: number): void {
  checkLength(rows, from, to);
  for (let id = from; id <= to; id++) checkUser(rows[id - from], id);
}

/** @throws Error unless they are the wide rows from one key to another, every column of each compared. */
export function checkWide(rows: readonly WideRow[], from: number, to: number): void {
  checkLength(rows, from, to);
  for (let id = from; id <= to; id++) {
    const row = rows[id - from];
    const wanted = wide()[id];
    if (row?.["id"] !== id) throw wrong(row, id);
    for (const { name } of wideColumns) if (row[name] !== wanted?.[name]) throw wrong(row, id);
  }
}

/** @throws Error unless they are the documents from one key to another, with real dates and parsed JSON. */
export function checkDocuments(rows: readonly DocumentRow[], from: number, to: number): void {
  checkLength(rows, from, to);
  for (let id = from; id <= to; id++) {
    const row = rows[id - from];
    const wanted = documents()[id];
    if (
      row?.id !== id ||
      wanted === undefined ||
      row.title !== wanted.title ||
      !(row.created instanceof Date) ||
      row.created.getTime() !== wanted.created.getTime() ||
      !(row.updated instanceof Date) ||
      row.updated.getTime() !== wanted.updated.getTime() ||
      !sameBody(row.body, wanted.body)
    )
      throw wrong(row, id);
  }
}

/** @throws Error unless it is the event under the key. */
export function checkEvent(event: Event, id: number): void {
  if (
    event.id !== id ||
    event.amount !== id % 1000 ||
    event.kind !== eventKinds[id % 10] ||
    event.note !== eventNotes[id % 97]
  )
    throw wrong(event, id);
}

/** @throws Error unless two values are the same. */
export function checkSame(what: string, value: unknown, wanted: unknown): void {
  if (value !== wanted) throw new Error(`wrong result: ${what} is ${String(value)}, expected ${String(wanted)}`);
}

function sameBody(body: DocumentRow["body"], wanted: DocumentRow["body"]): boolean {
  return (
    body.n === wanted.n &&
    body.tags.length === wanted.tags.length &&
    body.tags.every((tag, index) => tag === wanted.tags[index]) &&
    body.nested.flag === wanted.nested.flag &&
    body.nested.ratio === wanted.nested.ratio &&
    body.nested.text === wanted.nested.text
  );
}

function checkLength(rows: readonly unknown[], from: number, to: number): void {
  checkSame("the number of rows", rows.length, to - from + 1);
}

function wrong(row: unknown, id: number): Error {
  return new Error(`wrong result: the row under ${id} is ${JSON.stringify(row)}`);
}
