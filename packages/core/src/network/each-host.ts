import type { PlacedOptions } from "./place.ts";

/** The hosts of options one by one, in the order to try them: for a driver's `hosts`. */
export function eachHost<Options extends PlacedOptions>(options: Options): readonly Options[] {
  if (options.hosts === undefined) return [options];
  const { hosts, ...rest } = options;
  const each = hosts.map(({ host, port }) => ({ ...rest, host, port: port ?? options.port }) as unknown as Options);
  return options.loadBalanceHosts ? shuffled(each) : each;
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
