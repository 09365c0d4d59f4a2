import { finishParts, type ConnectionParts, type HostPort, type PartsDraft } from "./connection-parts.ts";
import { descriptorFacts } from "./oracle-descriptor.ts";
import { claim, type Grammar } from "./grammar.ts";
import { badConnectionString } from "./problem.ts";
import {
  decode,
  encode,
  joinCredentials,
  joinHost,
  joinHosts,
  joinQuery,
  splitHost,
  splitQuery,
  splitUrl,
} from "./url-authority.ts";

/**
 * Easy Connect Plus (`tcps://h1,h2:1521/service:pooled/instance?key=value`), connect descriptors and names of
 * `tnsnames.ora`, each with or without `user/password@` before it; and `oracle://user:password@host:1521/service?…`.
 * The mode of the server process is the parameter `server`. @internal
 */
export const oracleGrammar: Grammar = {
  parse(text) {
    const trimmed = text.trim();
    if (/^oracle(db)?:/i.test(trimmed)) return parseUrl(trimmed);
    const { identifier, ...credentials } = splitLogin(trimmed);
    if (identifier.startsWith("(")) {
      return finishParts({ engine: "oracle", form: "descriptor", ...descriptorFacts(identifier), ...credentials });
    }
    if (/^[\w.$-]+$/.test(identifier)) {
      return finishParts({ engine: "oracle", form: "alias", connectIdentifier: identifier, ...credentials });
    }
    return finishParts({ engine: "oracle", form: "easy-connect", ...parseEasyConnect(identifier), ...credentials });
  },
  build(parts) {
    if (parts.form === undefined || parts.form === "url") return buildUrl(parts);
    const login = buildLogin(parts);
    if (parts.form === "descriptor" || parts.form === "alias") return `${login}${parts.connectIdentifier ?? ""}`;
    return `${login}${buildEasyConnect(parts)}`;
  },
};

function parseUrl(text: string): ConnectionParts {
  const url = splitUrl(text);
  const parameters = splitQuery(url.query);
  const secure = claim(parameters, "protocol", undefined)?.toLowerCase();
  if (secure !== undefined && secure !== "tcp" && secure !== "tcps")
    throw badConnectionString("the protocol is not tcp or tcps");
  return finishParts({
    engine: "oracle",
    form: "url",
    scheme: url.scheme,
    hosts: url.hosts,
    tls: secure === "tcps" ? true : undefined,
    database: decode(url.path, "service"),
    instance: claim(parameters, "instance", undefined),
    username: url.username,
    password: url.password,
    parameters,
  });
}

function buildUrl(parts: ConnectionParts): string {
  const query = joinQuery({
    ...(parts.tls === true ? { protocol: "tcps" } : {}),
    ...(parts.instance === undefined ? {} : { instance: parts.instance }),
    ...parts.parameters,
  });
  const credentials = joinCredentials(parts.username, parts.password);
  return `${parts.scheme ?? "oracle"}://${credentials}${joinHosts(parts.hosts)}/${encode(parts.database ?? "")}${query}`;
}

/** Takes `user/password@` off. Both may be in double quotes; a password without them may hold any `@` but the last. */
function splitLogin(text: string): { identifier: string; username?: string; password?: string } {
  const match = /^(?:("[^"]+"|[^"/@(:]+)\/("(?:[^"]|"")*"|[^"(][^(]*?|)@)?((?:\(.*|[^@]*))$/s.exec(text);
  if (match === null)
    throw badConnectionString("is no connect identifier", 'put a password that holds @ / or " in double quotes');
  const [, username, password, identifier = ""] = match;
  if (identifier === "") throw badConnectionString("is empty");
  if (username === undefined || password === undefined) return { identifier };
  return { identifier, username: unquote(username), password: unquote(password) };
}

function unquote(text: string): string {
  return text.startsWith('"') && text.length > 1 ? text.slice(1, -1).replaceAll('""', '"') : text;
}

function buildLogin(parts: ConnectionParts): string {
  if (parts.username === undefined && parts.password === undefined) return "";
  const username = parts.username ?? "";
  if (username.includes('"') || username === "") throw badConnectionString("this form cannot hold the user name");
  const name = /[/@(:]/.test(username) ? `"${username}"` : username;
  const password = parts.password ?? "";
  return `${name}/${password === "" || /^\w+$/.test(password) ? password : `"${password.replaceAll('"', '""')}"`}@`;
}

function parseEasyConnect(text: string): Partial<PartsDraft> {
  const match = /^(?:(?:(tcps?):)?\/\/)?([^/?]*)(?:\/([^:/?]*)(?::([a-z]+))?(?:\/([^/?]*))?)?(?:\?(.*))?$/is.exec(text);
  if (match === null) throw badConnectionString("is not of the form //host:port/service");
  const [, protocol, list = "", service, mode, instance, query] = match;
  if (list.includes(";"))
    throw badConnectionString("holds several address lists", "write a connect descriptor instead");
  const tls = protocol?.toLowerCase() === "tcps" ? true : undefined;
  const parameters = splitRawQuery(query ?? "");
  if (mode !== undefined) parameters.server = mode.toLowerCase();
  return { hosts: easyHosts(list), tls, database: service, instance, parameters };
}

/** A host without a port has that of the next host that has one: `h1,h2:1522` is 1522 on both. */
function easyHosts(list: string): HostPort[] {
  if (list === "") throw badConnectionString("names no host");
  const hosts = list.split(",").map(splitHost);
  let port: number | undefined;
  for (let index = hosts.length - 1; index >= 0; index--) {
    const host = hosts[index];
    if (host === undefined) continue;
    port = host.port ?? port;
    if (port !== undefined) hosts[index] = { host: host.host, port };
  }
  return hosts;
}

/** Easy Connect has no percent-encoding. */
function splitRawQuery(query: string): Record<string, string> {
  const pairs = query.split("&").filter((pair) => pair !== "");
  const entries = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf("=");
    if (equals < 1) throw badConnectionString("a parameter is not of the form key=value");
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  if (new Set(entries.map(([key]) => key)).size < entries.length)
    throw badConnectionString("a parameter is given twice");
  return Object.fromEntries(entries);
}

function buildEasyConnect(parts: ConnectionParts): string {
  const { server, ...parameters } = parts.parameters;
  const later = parts.hosts.some(({ port }) => port !== undefined);
  const hosts = parts.hosts.map((host) => joinHost(later ? { port: 1521, ...host } : host)).join(",");
  const mode = server === undefined ? "" : `:${server}`;
  const instance = parts.instance === undefined ? "" : `/${parts.instance}`;
  const path =
    parts.database === undefined && mode === "" && instance === "" ? "" : `/${parts.database ?? ""}${mode}${instance}`;
  const query = Object.entries(parameters).map(([key, value]) => `${key}=${value}`);
  const whole = `${parts.tls === true ? "tcps:" : ""}//${hosts}${path}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  if (/[@;]/.test(whole) || query.some((pair) => pair.includes("&")))
    throw badConnectionString("Easy Connect cannot hold one of the parts");
  return whole;
}
