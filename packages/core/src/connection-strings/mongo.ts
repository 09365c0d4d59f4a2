import { finishParts } from "./connection-parts.ts";
import { listedHosts, placeOf, type Grammar } from "./grammar.ts";
import { badConnectionString } from "./problem.ts";
import { decode, encode, joinCredentials, joinHosts, joinQuery, splitQuery, splitUrl } from "./url-authority.ts";

/** The specification lets these be given several times, in order of preference. */
const repeatable = new Set(["readPreferenceTags"]);

/** `mongodb://user:password@h1:27017,h2/db?replicaSet=…` and `mongodb+srv://host/db`. @internal */
export const mongoGrammar: Grammar = {
  parse(text) {
    const url = splitUrl(text.trim());
    const srv = url.scheme === "mongodb+srv";
    if (url.hosts.length === 0) throw badConnectionString("names no host");
    if (srv && (url.hosts.length !== 1 || url.hosts[0]?.port !== undefined)) {
      throw badConnectionString("mongodb+srv takes one host without a port", "DNS tells the hosts and ports");
    }
    return finishParts({
      engine: "mongo",
      form: "url",
      scheme: url.scheme,
      ...placeOf(url.hosts),
      srv: srv ? true : undefined,
      tls: srv ? true : undefined,
      database: decode(url.path, "database"),
      username: url.username,
      password: url.password,
      parameters: splitQuery(url.query, repeatable),
    });
  },
  build(parts) {
    const scheme = parts.scheme ?? (parts.srv === true ? "mongodb+srv" : "mongodb");
    const credentials = joinCredentials(parts.username, parts.password);
    const query = joinQuery(parts.parameters, repeatable);
    return `${scheme}://${credentials}${joinHosts(listedHosts(parts))}/${encode(parts.database ?? "")}${query}`;
  },
};
