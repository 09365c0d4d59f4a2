import type { ConfigurationProblem } from "../errors/index.ts";
import type { HostOptions, ParsedNetworkOptions } from "../config/index.ts";

/** Options of an engine that is reached over a network, with its place filled in. */
export interface PlacedOptions extends ParsedNetworkOptions {
  readonly host: string;
  readonly port: number;
}

/** A server's place, and those of the other servers where there are several. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly hosts?: readonly Required<HostOptions>[];
}

/** Where parsed options lead: to a Unix socket's path, the first of several hosts, or one. `defaultPort` is the engine's. */
export function placeOf(options: ParsedNetworkOptions, defaultPort: number): Place {
  const port = options.port ?? defaultPort;
  // A host that says no port has the common one, not its neighbour's.
  const hosts = options.hosts?.map((one) => ({ host: one.host, port: one.port ?? port }));
  const [first] = hosts ?? [];
  return {
    host: options.socketPath ?? first?.host ?? options.host ?? "localhost",
    port: first?.port ?? port,
    ...(hosts === undefined ? {} : { hosts }),
  };
}

/** What is wrong with the credentials of parsed options, for a `ConfigurationError`. */
export function credentialProblems({ username, password }: ParsedNetworkOptions): ConfigurationProblem[] {
  return username === undefined && password !== undefined
    ? [{ path: "username", message: "a password was given without a user name" }]
    : [];
}

/** `host:port/database`, or the list of hosts: what events and statistics call an endpoint. Holds no secret. */
export function endpointName({ host, port, hosts, database }: PlacedOptions): string {
  const places =
    hosts === undefined
      ? `${host}:${port}`
      : hosts.map((one: HostOptions) => `${one.host}:${one.port ?? port}`).join(",");
  return `${places}/${database ?? ""}`;
}
