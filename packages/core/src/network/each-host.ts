import type { HostOptions, ParsedNetworkOptions } from "../config/index.ts";

/** Options of an engine that is reached over a network, with its place filled in. */
export interface PlacedOptions extends ParsedNetworkOptions {
  readonly host: string;
  readonly port: number;
}

/** The hosts of options one by one, in the order to try them: for a driver's `hosts`. */
export function eachHost<Options extends PlacedOptions>(options: Options): readonly Options[] {
  if (options.hosts === undefined) return [options];
  const { hosts, ...rest } = options;
  const each = hosts.map(({ host, port }) => ({ ...rest, host, port: port ?? options.port }) as unknown as Options);
  return options.loadBalanceHosts ? shuffled(each) : each;
}

/** `host:port/database`, or the list of hosts: what events and statistics call an endpoint. Holds no secret. */
export function endpointName({ host, port, hosts, database }: PlacedOptions): string {
  const places =
    hosts === undefined
      ? `${host}:${port}`
      : hosts.map((one: HostOptions) => `${one.host}:${one.port ?? port}`).join(",");
  return `${places}/${database ?? ""}`;
}

function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
