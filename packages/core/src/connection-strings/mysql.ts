import { finishParts } from "./connection-parts.ts";
import { claim, placeOf, type Grammar } from "./grammar.ts";
import {
  decode,
  encode,
  isSocket,
  joinCredentials,
  joinHosts,
  joinQuery,
  splitQuery,
  splitUrl,
} from "./url-authority.ts";

/** `mysql://user:password@h1:3306,h2/db?…`; a socket as `?socketPath=/…` or `?socket=/…`. @internal */
export const mysqlGrammar: Grammar = {
  parse(text) {
    const url = splitUrl(text.trim());
    const parameters = splitQuery(url.query);
    const place = placeOf(url.hosts);
    const socket = claim(parameters, "socket", claim(parameters, "socketPath", place.socketPath));
    return finishParts({
      engine: url.scheme === "mariadb" ? "mariadb" : "mysql",
      form: "url",
      scheme: url.scheme,
      // MySQL's clients want a host even beside a socket and then do not look at it.
      hosts: socket === undefined ? place.hosts : [],
      socketPath: socket,
      database: decode(url.path, "database"),
      username: url.username,
      password: url.password,
      parameters,
    });
  },
  build(parts) {
    const { socketPath, parameters } = parts;
    const inHost = socketPath !== undefined && isSocket(socketPath);
    const hosts = inHost ? [{ host: socketPath }] : parts.hosts;
    const query = joinQuery(socketPath === undefined || inHost ? parameters : { socketPath, ...parameters });
    const credentials = joinCredentials(parts.username, parts.password);
    return `${parts.scheme ?? parts.engine}://${credentials}${joinHosts(hosts)}/${encode(parts.database ?? "")}${query}`;
  },
};
