import type { Row, ServerInfo } from "@db/core";

/** What a session asks the server about itself. */
export const infoQuery: string =
  "select @@hostname as host, @@port as port, @@server_id as id, @@global.read_only as readOnly," +
  " @@max_allowed_packet as maxPacket, @@global.local_infile as localInfile, database() as databaseName";

/** Which server a session is connected to, so that a request to stop is not sent to another one behind the same name. */
export function identityOf(row: Row): string {
  return `${String(row["host"])}:${String(row["port"])}/${String(row["id"])}`;
}

/** MariaDB says so in its version, which a replica's compatibility puts `5.5.5-` before. */
export function isMariadb(serverVersion: string): boolean {
  return /mariadb/i.test(serverVersion);
}

/** The server's words of itself as core wants them. */
export function serverInfo(
  serverVersion: string,
  row: Row,
  place: Pick<ServerInfo, "host" | "port">,
): Omit<ServerInfo, "capabilities"> {
  const versionText = /^(?:5\.5\.5-)?([\d.]+)/.exec(serverVersion)?.[1] ?? serverVersion;
  // ON in MySQL; MariaDB has grades: OFF, ON, NO_LOCK, NO_LOCK_NO_ADMIN.
  const readOnly = !["0", "OFF"].includes(String(row["readOnly"]).toUpperCase());
  const database = row["databaseName"];
  return {
    ...place,
    versionText,
    version: versionText.split(".").map(Number),
    flavour: isMariadb(serverVersion) ? "mariadb" : "mysql",
    ...(typeof database === "string" ? { database } : {}),
    readOnly,
    role: readOnly ? "standby" : "primary",
  };
}
