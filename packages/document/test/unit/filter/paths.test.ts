import { describe, expect, it } from "@jest/globals";
import { match, position } from "./matching.ts";

describe("paths of filters", () => {
  it("look through arrays, one level for each part", () => {
    expect(match({ tags: "red" }, { tags: ["blue", "red"] })).toBe(true);
    expect(match({ tags: "red" }, { tags: [["red"]] })).toBe(false);
    expect(match({ "lines.price": 3 }, { lines: [{ price: 2 }, { price: [1, 3] }] })).toBe(true);
    expect(match({ "lines.price": 3 }, { lines: [[{ price: 3 }]] })).toBe(false);
  });

  it("match a whole array as well as its items", () => {
    expect(match({ size: [4, 5] }, { size: [4, 5] })).toBe(true);
    expect(match({ size: [4, 5] }, { size: [[4, 5], 6] })).toBe(true);
    expect(match({ size: [4, 5] }, { size: [5, 4] })).toBe(false);
  });

  it("take a number as an index and as a name", () => {
    expect(match({ "row.1": "b" }, { row: ["a", "b"] })).toBe(true);
    expect(match({ "row.1": "b" }, { row: { 1: "b" } })).toBe(true);
    expect(match({ "row.1": "b" }, { row: [{ 1: "b" }] })).toBe(true);
    expect(match({ "row.0.name": "x" }, { row: [{ name: "x" }] })).toBe(true);
    expect(match({ "row.0.1": 7 }, { row: [[6, 7]] })).toBe(true);
  });

  it("do not look into an array that an index names", () => {
    expect(match({ "row.0": 6 }, { row: [[6, 7]] })).toBe(false);
    expect(match({ "row.0": [6, 7] }, { row: [[6, 7]] })).toBe(true);
  });

  it("find nothing where an array has no document with the name", () => {
    expect(match({ "a.b": null }, { a: [] })).toBe(false);
    expect(match({ "a.b": null }, { a: [1, 2] })).toBe(false);
    expect(match({ "a.b": null }, { a: [{ b: 1 }, {}] })).toBe(true);
    expect(match({ "a.b": { $exists: false } }, { a: [1, 2] })).toBe(true);
    expect(match({ "a.b": { $exists: false } }, { a: [] })).toBe(true);
  });

  it("take what a scalar or nothing has below it as missing", () => {
    expect(match({ "a.b": null }, { a: 5 })).toBe(true);
    expect(match({ "a.b": null }, {})).toBe(true);
  });

  it("know names that objects have by nature only as fields", () => {
    expect(match({ constructor: { $exists: true } }, {})).toBe(false);
    expect(match({ "": 1 }, { "": 1 })).toBe(true);
  });
});

describe("the position of a match", () => {
  it("is the index of the item that matched", () => {
    expect(position({ marks: { $gte: 5 } }, { marks: [3, 6, 8] })).toBe(1);
    expect(position({ "lines.price": 9 }, { lines: [{ price: 1 }, { price: 9 }] })).toBe(1);
    expect(position({ lines: { $elemMatch: { price: 9 } } }, { lines: [{ price: 1 }, { price: 9 }] })).toBe(1);
  });

  it("is that of the first array on the way and of the last condition that had one", () => {
    expect(position({ "rows.cells": 4 }, { rows: [{ cells: [1] }, { cells: [2, 3, 4] }] })).toBe(1);
    expect(position({ a: 1, b: 7 }, { a: [1], b: [5, 6, 7] })).toBe(2);
  });

  it("is not that of an index that the path names", () => {
    expect(position({ "a.1": 5 }, { a: [4, 5] })).toBeUndefined();
    expect(position({ "a.1.b": 5 }, { a: [4, { b: [3, 5] }] })).toBe(1);
    expect(position({ "a.0.b": 5 }, { a: [{ b: 5 }] })).toBeUndefined();
  });

  it("is not known where no array was looked into, for negations and without a match", () => {
    expect(position({ a: 1 }, { a: 1 })).toBeUndefined();
    expect(position({ a: { $not: { $gt: 5 } } }, { a: [1] })).toBeUndefined();
    expect(position({ $nor: [{ a: 9 }] }, { a: [1] })).toBeUndefined();
    expect(position({ a: 9 }, { a: [1] })).toBeUndefined();
  });
});
