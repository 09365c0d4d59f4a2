import { joinProperties, splitProperties } from "./ado.ts";
import { finishParts, type ConnectionParts, type HostPort } from "./connection-parts.ts";
import { claim, type Grammar } from "./grammar.ts";
import { badConnectionString } from "./problem.ts";
import {
  decode,
  encode,
  joinCredentials,
  joinHosts,
  joinQuery,
  readPort,
  splitHosts,
  splitQuery,
  splitUrl,
} from "./url-authority.ts";

/**
 * `mssql://user:password@host:1433/database?…`, the same with `sqlserver`; `sqlserver://host:1433;database=…;user=…`;
 * and `Server=tcp:host,1433;Database=…;User Id=…;Password={…}`. Parameters have one spelling in all of them. @internal
 */
export const mssqlGrammar: Grammar = {
  parse(text) {
    if (!/^\s*(mssql|sqlserver):/i.test(text)) return parseAdo(text);
    return /^\s*\w+:\/\/[^/?#;@]*;/.test(text) ? parseProperties(text.trim()) : parseUrl(text.trim());
  },
  build: (parts) => (parts.form === "ado" ? buildAdo(parts) : buildUrl(parts)),
};

function parseUrl(text: string): ConnectionParts {
  const url = splitUrl(text);
  const parameters = splitQuery(url.query);
  const path = decode(url.path, "database");
  // Go's driver puts the instance in the path and the database in a parameter; with no such parameter it is the database.
  const named = Object.hasOwn(parameters, "database");
  const instance = claim(parameters, "instance", claim(parameters, "instanceName", named ? path : undefined));
  return finishParts({
    engine: "mssql",
    form: "url",
    scheme: url.scheme,
    hosts: url.hosts,
    instance,
    database: claim(parameters, "database", named ? undefined : path),
    username: url.username,
    password: url.password,
    parameters,
  });
}

/** `sqlserver://host\instance:port;key=value;…` */
function parseProperties(text: string): ConnectionParts {
  const [, scheme = "", authority = "", list = ""] = /^(\w+):\/\/([^;]*);(.*)$/s.exec(text) ?? [];
  const [host = "", rest] = authority.split("\\");
  const [instance, port] = (rest ?? "").split(":");
  const hosts = splitHosts(port === undefined ? host : `${host}:${port}`);
  return fromProperties(splitProperties(list), { form: "url", scheme: scheme.toLowerCase() }, hosts, instance);
}

function parseAdo(text: string): ConnectionParts {
  const properties = splitProperties(text);
  const server = claim(properties, "server", undefined) ?? "";
  // Taken apart step by step: one expression for all of it would try every way to share out a run of spaces.
  const [, protocol, place = ""] = /^(?:(tcp|np|lpc|admin):)?(.*)$/is.exec(server.trim()) ?? [];
  const [address = "", port, ...more] = place.split(",").map((part) => part.trim());
  const [name = "", instance, ...deeper] = address.split("\\").map((part) => part.trim());
  if (more.length + deeper.length > 0) {
    throw badConnectionString("the server is not of the form tcp:host\\instance,port");
  }
  if (protocol !== undefined && protocol.toLowerCase() !== "tcp") {
    throw badConnectionString(
      "asks for a protocol other than tcp",
      "named pipes and shared memory cannot be reached from here",
    );
  }
  const local = name === "." || name.toLowerCase() === "(local)";
  const host = local ? "localhost" : name;
  const hosts: HostPort[] = host === "" ? [] : [port === undefined ? { host } : { host, port: readPort(port) }];
  return fromProperties(properties, { form: "ado" }, hosts, instance);
}

function fromProperties(
  parameters: Record<string, string>,
  spelling: { form: "url" | "ado"; scheme?: string },
  given: readonly HostPort[],
  givenInstance: string | undefined,
): ConnectionParts {
  const [first] = given;
  const port = claim(parameters, "port", first?.port === undefined ? undefined : String(first.port));
  const hosts = first === undefined || port === undefined ? given : [{ host: first.host, port: readPort(port) }];
  return finishParts({
    engine: "mssql",
    ...spelling,
    hosts,
    instance: claim(parameters, "instance", givenInstance),
    database: claim(parameters, "database", undefined),
    username: claim(parameters, "username", undefined),
    password: claim(parameters, "password", undefined),
    parameters,
  });
}

function buildUrl(parts: ConnectionParts): string {
  const credentials = joinCredentials(parts.username, parts.password);
  const instance = parts.instance === undefined ? {} : { instance: parts.instance };
  const query = joinQuery({ ...instance, ...parts.parameters });
  return `${parts.scheme ?? "mssql"}://${credentials}${joinHosts(parts.hosts)}/${encode(parts.database ?? "")}${query}`;
}

function buildAdo(parts: ConnectionParts): string {
  const [first, second] = parts.hosts;
  if (second !== undefined) throw badConnectionString("this form takes one host");
  const port = first?.port === undefined ? "" : `,${first.port}`;
  const instance = parts.instance === undefined ? "" : `\\${parts.instance}`;
  return joinProperties([
    ["server", first === undefined ? undefined : `${first.host}${instance}${port}`],
    ["database", parts.database],
    ["username", parts.username],
    ["password", parts.password],
    ...Object.entries(parts.parameters),
  ]);
}
