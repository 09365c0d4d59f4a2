import type { HostPort, PartsDraft } from "./connection-parts.ts";
import { badConnectionString } from "./problem.ts";
import { readPort } from "./url-authority.ts";

/** One `(KEY=…)` of a descriptor: text, or further pairs. @internal */
export interface DescriptorPair {
  /** In upper case. */
  readonly key: string;
  readonly value: string | readonly DescriptorPair[];
}

/**
 * Reads `(DESCRIPTION=(ADDRESS=…)(CONNECT_DATA=…))`.
 * @throws ConfigurationError where brackets do not match or a pair has no `=`. @internal
 */
export function parseDescriptor(text: string): readonly DescriptorPair[] {
  let at = 0;
  let depth = 0;
  const pairs = readPairs();
  if (at < text.length || pairs.length === 0) throw malformed();
  return pairs;

  function readPairs(): DescriptorPair[] {
    const found: DescriptorPair[] = [];
    // Real descriptors are some five deep; without a bound a long one would exhaust the stack.
    if (++depth > 50) throw malformed();
    skip();
    while (text[at] === "(") {
      at++;
      const equals = text.indexOf("=", at);
      const key = equals === -1 ? "" : text.slice(at, equals).trim();
      if (!/^[\w.]+$/.test(key)) throw malformed();
      at = equals + 1;
      skip();
      const value = text[at] === "(" ? readPairs() : readText();
      if (text[at] !== ")") throw malformed();
      at++;
      found.push({ key: key.toUpperCase(), value });
      skip();
    }
    depth--;
    return found;
  }

  function readText(): string {
    const match = /"((?:[^"\\]|\\.)*)"\s*|([^()]*)/sy;
    match.lastIndex = at;
    const found = match.exec(text);
    at += found?.[0].length ?? 0;
    return (found?.[1] ?? found?.[2] ?? "").trim();
  }

  function skip(): void {
    while (/\s/.test(text[at] ?? "")) at++;
  }
}

function malformed(): Error {
  return badConnectionString("the connect descriptor is malformed", "each part is (KEY=value) or (KEY=(…)(…))");
}

/** What a descriptor says that other forms can say too; the text itself stays the authority. @internal */
export function descriptorFacts(text: string): Partial<PartsDraft> {
  const all = flatten(parseDescriptor(text));
  const hosts = all.flatMap(({ key, value }) => (key === "ADDRESS" && typeof value !== "string" ? address(value) : []));
  const first = (key: string): string | undefined => {
    const value = all.find((pair) => pair.key === key)?.value;
    return typeof value === "string" ? value : undefined;
  };
  const server = first("SERVER");
  const sid = first("SID");
  return {
    connectIdentifier: text,
    hosts,
    database: first("SERVICE_NAME"),
    instance: first("INSTANCE_NAME"),
    tls: first("PROTOCOL")?.toLowerCase() === "tcps" ? true : undefined,
    parameters: {
      ...(sid === undefined ? {} : { sid }),
      ...(server === undefined ? {} : { server: server.toLowerCase() }),
    },
  };
}

function address(pairs: readonly DescriptorPair[]): HostPort[] {
  const text = (key: string): string | undefined => {
    const value = pairs.find((pair) => pair.key === key)?.value;
    return typeof value === "string" ? value : undefined;
  };
  const host = text("HOST");
  const port = text("PORT");
  if (host === undefined || host === "") return [];
  return [port === undefined ? { host } : { host, port: readPort(port) }];
}

function flatten(pairs: readonly DescriptorPair[]): DescriptorPair[] {
  return pairs.flatMap((pair) => [pair, ...(typeof pair.value === "string" ? [] : flatten(pair.value))]);
}
