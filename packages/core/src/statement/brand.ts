/**
 * The keys that mark what this package made. A request's JSON can hold any text as a key, so a text would let a user pass
 * an object off as a part of a statement; nobody can send a symbol. Registered, so that two copies of this package know
 * each other's.
 */
export const fragmentBrand: symbol = Symbol.for("@db/fragment");
/** Marks what `sql.json` made. */
export const jsonBrand: symbol = Symbol.for("@db/json");

/** Puts a brand on an object, where it is not seen by those who list its fields. */
export function mark<T extends object>(target: T, brand: symbol): T {
  return Object.defineProperty(target, brand, { value: true });
}
