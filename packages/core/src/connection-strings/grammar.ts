import type { ConnectionParts, HostPort } from "./connection-parts.ts";
import { badConnectionString } from "./problem.ts";
import { isSocket, readPort } from "./url-authority.ts";

/** How one family of engines writes its connection strings. Both throw `ConfigurationError`. @internal */
export interface Grammar {
  parse(text: string): ConnectionParts;
  build(parts: ConnectionParts): string;
}

/** Takes a parameter that says what another part of the text may have said already. @internal */
export function claim(
  parameters: Record<string, string>,
  key: string,
  current: string | undefined,
): string | undefined {
  if (!Object.hasOwn(parameters, key)) return current;
  const value = parameters[key];
  delete parameters[key];
  if (current !== undefined && current !== "") throw badConnectionString(`"${key}" is given twice`);
  return value;
}

/** Where to connect to: one socket, or hosts. @internal */
export interface Place {
  readonly hosts: readonly HostPort[];
  readonly socketPath?: string;
  readonly socketPort?: number;
}

/** A single host that is a socket becomes one; in a longer list it stays among the hosts. @internal */
export function placeOf(hosts: readonly HostPort[]): Place {
  const [first] = hosts;
  if (hosts.length !== 1 || first === undefined || !isSocket(first.host)) return { hosts };
  return { hosts: [], socketPath: first.host, ...(first.port === undefined ? {} : { socketPort: first.port }) };
}

/** The hosts as the text lists them, the single socket among them. @internal */
export function listedHosts(parts: ConnectionParts): readonly HostPort[] {
  if (parts.socketPath === undefined) return parts.hosts;
  return [{ host: parts.socketPath, ...(parts.socketPort === undefined ? {} : { port: parts.socketPort }) }];
}

/** Joins libpq's two lists: as many ports as hosts, or one port for all. @internal */
export function zipHosts(names: string, ports: string): HostPort[] {
  const numbers = ports === "" ? [] : ports.split(",");
  const hosts = names === "" ? numbers.map(() => "localhost") : names.split(",").map((name) => name || "localhost");
  if (numbers.length > 1 && numbers.length !== hosts.length) {
    throw badConnectionString("there are more or fewer ports than hosts");
  }
  return hosts.map((host, index) => {
    const port = numbers.length === 1 ? numbers[0] : numbers[index];
    return port === undefined || port === "" ? { host } : { host, port: readPort(port) };
  });
}
