import { expect, it } from "@jest/globals";
import { LruCache } from "../../src/index.ts";

it("lets the least recently used go when it is full, and says which", () => {
  const cache = new LruCache<string, number>(2);
  expect([cache.add("a", 1), cache.add("b", 2)]).toEqual([undefined, undefined]);
  expect(cache.get("a")).toBe(1);
  expect(cache.add("c", 3)).toBe(2);
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual([1, undefined, 3]);
  expect([...cache.values()]).toEqual([1, 3]);
});

it("forgets one or all, and has room again", () => {
  const cache = new LruCache<string, number>(2);
  cache.add("a", 1);
  cache.add("b", 2);
  cache.delete("a");
  expect(cache.add("c", 3)).toBeUndefined();
  cache.clear();
  expect([...cache.values()]).toEqual([]);
});
