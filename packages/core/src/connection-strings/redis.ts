import { finishParts, type ConnectionParts } from "./connection-parts.ts";
import { schemeFacts } from "./engines.ts";
import { claim, type Grammar } from "./grammar.ts";
import { badConnectionString } from "./problem.ts";
import { decode, encode, joinCredentials, joinHosts, joinQuery, splitQuery, splitUrl } from "./url-authority.ts";

/**
 * `redis://user:password@host:6379/0`, the same with `rediss`, `valkey` and `valkeys`; sentinels as
 * `redis+sentinel://h1:26379,h2/group/0`, a cluster as `redis+cluster://h1,h2`, a socket as `redis+unix:///path?db=0`.
 * @internal
 */
export const redisGrammar: Grammar = {
  parse(text) {
    const url = splitUrl(text.trim());
    const facts = schemeFacts(url.scheme);
    const parameters = splitQuery(url.query);
    const segments = facts?.socket === true ? [] : url.path.split("/").map((segment) => decode(segment, "path"));
    const master = facts?.topology === "sentinel" ? segments.shift() : undefined;
    if (facts?.topology === "sentinel" && !master) {
      throw badConnectionString("names no group of the sentinels", "write redis+sentinel://host/group/0");
    }
    if (facts?.topology === undefined && url.hosts.length > 1) {
      throw badConnectionString("names several hosts", "use redis+cluster:// or redis+sentinel://");
    }
    const database = claim(parameters, "db", segments.shift());
    if ((database !== undefined && !/^\d*$/.test(database)) || segments.some((segment) => segment !== "")) {
      throw badConnectionString("the database is not a number");
    }
    return finishParts({
      engine: "redis",
      form: "url",
      scheme: url.scheme,
      hosts: url.hosts,
      socketPath: facts?.socket === true ? `/${decode(url.path, "path")}` : undefined,
      tls: facts?.tls,
      topology: facts?.topology,
      master,
      database,
      username: url.username,
      password: url.password,
      parameters,
    });
  },
  build(parts) {
    const scheme = parts.scheme ?? defaultScheme(parts);
    const start = `${scheme}://${joinCredentials(parts.username, parts.password)}`;
    if (parts.socketPath !== undefined) {
      const path = parts.socketPath.split("/").map(encode).join("/");
      const db = parts.database === undefined ? {} : { db: parts.database };
      return `${start}${path}${joinQuery({ ...db, ...parts.parameters })}`;
    }
    const path = [parts.master, parts.database].filter((segment) => segment !== undefined).map(encode);
    return `${start}${joinHosts(parts.hosts)}/${path.join("/")}${joinQuery(parts.parameters)}`;
  },
};

function defaultScheme(parts: ConnectionParts): string {
  const suffix = parts.socketPath === undefined ? parts.topology : "unix";
  return `${parts.tls === true ? "rediss" : "redis"}${suffix === undefined ? "" : `+${suffix}`}`;
}
