/** Makes something at its first use and keeps it: for tables that most processes which import this package never ask. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
