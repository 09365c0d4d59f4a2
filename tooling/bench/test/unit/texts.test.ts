import { expect, it } from "@jest/globals";
import { batches } from "../../src/contestants/batches.ts";
import { readDocuments } from "../../src/contestants/stored-documents.ts";
import { tabText } from "../../src/contestants/tab-text.ts";
import { textsFor } from "../../src/texts.ts";

it("writes each engine's placeholders", () => {
  expect(textsFor("postgres").insert).toBe(
    "insert into bench_inserts (name, email, age) values ($1, $2, $3) returning id",
  );
  expect(textsFor("mysql").insert).toBe("insert into bench_inserts (name, email, age) values (?, ?, ?)");
});

it("escapes what ends a field or a line of COPY", () => {
  const [text] = [...tabText([{ name: "a\tb\\c\nd\re", email: "x", age: 3 }])];
  expect(text).toBe(String.raw`a\tb\\c\nd\re` + "\tx\t3\n");
});

it("hands over all rows, 500 at a time", () => {
  const rows = Array.from({ length: 1001 }, (_, index) => ({ name: `n${index}`, email: "", age: 0 }));
  const pieces = [...tabText(rows)];
  expect(pieces.map((piece) => piece.split("\n").length - 1)).toEqual([500, 500, 1]);
  expect([...batches(rows, 400)].map(({ length }) => length)).toEqual([400, 400, 201]);
  expect([...batches(rows, 400)].flat()).toEqual(rows);
});

it("reads stored dates as UTC and stored JSON, and leaves what is read already", () => {
  const date = new Date(5);
  expect(
    readDocuments([
      { created: "2024-01-02 00:00:00.123", updated: "2024-01-02 00:00:00.000", body: '{"n":1}' },
      { created: date, updated: date, body: { n: 2 } },
    ]),
  ).toEqual([
    { created: new Date("2024-01-02T00:00:00.123Z"), updated: new Date("2024-01-02T00:00:00Z"), body: { n: 1 } },
    { created: date, updated: date, body: { n: 2 } },
  ]);
});
