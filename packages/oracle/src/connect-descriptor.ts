import type { ParsedOracleOptions } from "./oracle-options.ts";

/**
 * Where to connect to, in the words of Oracle Net: the connect string as it was given, or a descriptor of one address
 * ("Database Net Services Reference", "Local Naming Parameters"). Holds no secret.
 */
export function connectDescriptor(options: ParsedOracleOptions): string {
  const { connectString, host, port, database, sid, instance, server, tls, keepAlive, thick } = options;
  if (connectString !== undefined) return connectString;
  const secure = tls !== undefined && tls.mode !== "disable";
  const address = `(ADDRESS=(PROTOCOL=${secure ? "tcps" : "tcp"})(HOST=${host})(PORT=${port}))`;
  const data = [
    sid === undefined ? `(SERVICE_NAME=${database ?? ""})` : `(SID=${sid})`,
    ...(server === undefined ? [] : [`(SERVER=${server})`]),
    ...(instance === undefined ? [] : [`(INSTANCE_NAME=${instance})`]),
  ];
  // In thin mode the socket is at hand, and set to the millisecond; the libraries count in minutes.
  const expire = thick === undefined || keepAlive <= 0 ? "" : `(EXPIRE_TIME=${Math.ceil(keepAlive / 60_000)})`;
  return `(DESCRIPTION=${expire}${address}(CONNECT_DATA=${data.join("")}))`;
}
