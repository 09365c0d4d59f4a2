import { finishParts, type ConnectionParts } from "./connection-parts.ts";
import { claim, listedHosts, placeOf, zipHosts, type Grammar } from "./grammar.ts";
import { badConnectionString } from "./problem.ts";
import { decode, encode, joinCredentials, joinHosts, joinQuery, splitQuery, splitUrl } from "./url-authority.ts";

/** `postgres://user:password@h1:5432,h2/db?…` and libpq's `host=… port=… dbname=…`. @internal */
export const postgresGrammar: Grammar = {
  parse: (text) => (/^\s*postgres(ql)?:/i.test(text) ? parseUrl(text) : parseKeywords(text)),
  build: (parts) => (parts.form === "keywords" ? buildKeywords(parts) : buildUrl(parts)),
};

function parseUrl(text: string): ConnectionParts {
  const url = splitUrl(text.trim());
  const parameters = splitQuery(url.query);
  const names = claim(parameters, "host", url.hosts.length > 0 ? "set" : undefined) ?? "";
  const ports = claim(parameters, "port", url.hosts.some(({ port }) => port !== undefined) ? "set" : undefined) ?? "";
  const hosts = url.hosts.length > 0 ? url.hosts : zipHosts(names, ports);
  // libpq lets `?port=` complete a host that stands in the authority.
  const single =
    ports !== "" && ports !== "set" && url.hosts.length > 0
      ? zipHosts(hosts.map(({ host }) => host).join(","), ports)
      : hosts;
  return finishParts({
    engine: "postgres",
    form: "url",
    scheme: url.scheme,
    ...placeOf(single),
    database: claim(parameters, "dbname", decode(url.path, "database")),
    username: claim(parameters, "user", url.username),
    password: claim(parameters, "password", url.password),
    parameters,
  });
}

function buildUrl(parts: ConnectionParts): string {
  const scheme = parts.scheme ?? "postgres";
  const credentials = joinCredentials(parts.username, parts.password);
  return `${scheme}://${credentials}${joinHosts(listedHosts(parts))}/${encode(parts.database ?? "")}${joinQuery(parts.parameters)}`;
}

function parseKeywords(text: string): ConnectionParts {
  const parameters = splitKeywords(text);
  const names = claim(parameters, "host", undefined) ?? "";
  const ports = claim(parameters, "port", undefined) ?? "";
  return finishParts({
    engine: "postgres",
    form: "keywords",
    ...placeOf(zipHosts(names, ports)),
    database: claim(parameters, "dbname", undefined),
    username: claim(parameters, "user", undefined),
    password: claim(parameters, "password", undefined),
    parameters,
  });
}

/** One `key = value`; in quotes a backslash or quote has a backslash before it, without them so has a space. */
const keyword = /\s*([a-z_]\w*)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/gsy;

function splitKeywords(text: string): Record<string, string> {
  const values = new Map<string, string>();
  let end = 0;
  keyword.lastIndex = 0;
  while (text.slice(end).trim() !== "") {
    const match = keyword.exec(text);
    if (match === null) {
      throw badConnectionString(
        "is not a list of key=value",
        "put a value that holds a space in single quotes, with \\' for a quote",
      );
    }
    const key = match[1] ?? "";
    if (values.has(key)) throw badConnectionString("a key is given twice");
    values.set(key, (match[2] ?? match[3] ?? "").replaceAll(/\\(.)/gs, "$1"));
    end = keyword.lastIndex;
  }
  return Object.fromEntries(values);
}

function buildKeywords(parts: ConnectionParts): string {
  const hosts = listedHosts(parts);
  const ports = hosts.map(({ port }) => (port === undefined ? "" : String(port)));
  const pairs: [string, string | undefined][] = [
    ["host", hosts.length === 0 ? undefined : hosts.map(({ host }) => host).join(",")],
    ["port", ports.some((port) => port !== "") ? ports.join(",") : undefined],
    ["dbname", parts.database],
    ["user", parts.username],
    ["password", parts.password],
    ...Object.entries(parts.parameters),
  ];
  return pairs.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${quote(value)}`])).join(" ");
}

function quote(value: string): string {
  return /^[^\s'\\]+$/.test(value) ? value : `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
