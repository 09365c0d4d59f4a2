import type { HostPort } from "./connection-parts.ts";
import { badConnectionString, encodeHint } from "./problem.ts";

/** A `scheme://user:password@hosts/path?query` taken apart; everything decoded but the path and the query. @internal */
export interface ConnectionUrl {
  readonly scheme: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly hosts: readonly HostPort[];
  /** After the hosts, without its first slash; percent-encoded. */
  readonly path: string;
  readonly query: string;
}

/**
 * Takes a URL with an authority apart. Unlike `URL` it takes several hosts, leaves the case of hosts alone and refuses
 * what is ambiguous: an unencoded `/`, `?` or `#` in a password would end it early and make its rest a database's name.
 * @throws ConfigurationError that quotes nothing of the text. @internal
 */
export function splitUrl(text: string): ConnectionUrl {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/is.exec(text);
  if (match === null) throw badConnectionString("is not a URL of the form scheme://user@host/database");
  const [, scheme = "", authority = "", path = "", query = "", fragment] = match;
  if (fragment !== undefined) throw badConnectionString("holds an unencoded #", encodeHint);
  const at = authority.lastIndexOf("@");
  // Without a user before the hosts, an @ in the query may well be the one that ends a password.
  if (path.includes("@") || (at === -1 && query.includes("@"))) {
    throw badConnectionString("holds an unencoded @ after the hosts", encodeHint);
  }
  return {
    scheme: scheme.toLowerCase(),
    ...(at === -1 ? {} : splitCredentials(authority.slice(0, at))),
    hosts: splitHosts(authority.slice(at + 1)),
    path: path.replace(/^\//, ""),
    query: query.slice(1),
  };
}

function splitCredentials(text: string): { username: string; password?: string } {
  const colon = text.indexOf(":");
  if (colon === -1) return { username: decode(text, "user name") };
  return { username: decode(text.slice(0, colon), "user name"), password: decode(text.slice(colon + 1), "password") };
}

/** Reads `h1:1,[::1]:2,h3`. Empty text is no host. @internal */
export function splitHosts(text: string): HostPort[] {
  return text === "" ? [] : text.split(",").map(splitHost);
}

/** Reads `host`, `host:port`, `[address]:port`; the host is percent-decoded. @internal */
export function splitHost(text: string): HostPort {
  const match = /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::(.*))?$/s.exec(text);
  if (match === null || (match[1] === undefined && match[3]?.includes(":") === true))
    throw badConnectionString("a host is not a name or address", "write an IPv6 address in brackets: [::1]:5432");
  const host = decode(match[1] ?? match[2] ?? "", "host");
  // A port alone is that port of this machine, as the engines' own clients read it.
  const named = host === "" && match[1] === undefined && match[3] !== undefined ? "localhost" : host;
  if (named === "") throw badConnectionString("a host is empty");
  if (match[3] === undefined || match[3] === "") return { host: named };
  return { host: named, port: readPort(match[3]) };
}

/** @internal */
export function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw badConnectionString("a port is not a number from 1 to 65535", encodeHint);
}

/** Reads `a=1&b=2`. A `+` is a plus sign, as everywhere but in HTML forms. @internal */
export function splitQuery(query: string, repeatable: ReadonlySet<string> = new Set()): Record<string, string> {
  const values = new Map<string, string>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const key = decode(equals === -1 ? pair : pair.slice(0, equals), "parameter");
    const value = equals === -1 ? "" : decode(pair.slice(equals + 1), "parameter");
    const earlier = values.get(key);
    if (key === "") throw badConnectionString("a parameter has no name");
    if (earlier !== undefined && !repeatable.has(key)) throw badConnectionString("a parameter is given twice");
    values.set(key, earlier === undefined ? value : `${earlier}\n${value}`);
  }
  return Object.fromEntries(values);
}

/** @internal */
export function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badConnectionString(`the ${what} holds a % that two hexadecimal digits do not follow`, encodeHint);
  }
}

/** Percent-encodes all that could end the part it stands in. @internal */
export function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw badConnectionString("a part is not valid Unicode and cannot be written");
  }
}

/** Writes `user:password@`, or nothing. @internal */
export function joinCredentials(username: string | undefined, password: string | undefined): string {
  if (username === undefined && password === undefined) return "";
  return `${encode(username ?? "")}${password === undefined ? "" : `:${encode(password)}`}@`;
}

/** Writes the host list. @internal */
export function joinHosts(hosts: readonly HostPort[]): string {
  return hosts.map(joinHost).join(",");
}

/** Whether a host is a Unix socket: a path, or Linux's abstract name that begins with `@`. @internal */
export function isSocket(host: string): boolean {
  return host.startsWith("/") || host.startsWith("@");
}

/** Writes one host; an IPv6 address gets its brackets. @internal */
export function joinHost({ host, port }: HostPort): string {
  const text = host.includes(":") && !isSocket(host) ? `[${encode(host).replaceAll("%3A", ":")}]` : encode(host);
  return port === undefined ? text : `${text}:${port}`;
}

/** Writes `?a=1&b=2`, or nothing. @internal */
export function joinQuery(
  parameters: Readonly<Record<string, string>>,
  repeatable: ReadonlySet<string> = new Set(),
): string {
  const pairs = Object.entries(parameters).flatMap(([key, value]) =>
    (repeatable.has(key) ? value.split("\n") : [value]).map((item) => `${encode(key)}=${encode(item)}`),
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
