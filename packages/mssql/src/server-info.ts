import type { Row, ServerInfo } from "@db/core";

/** What a session asks the server about itself. */
export const infoQuery: string =
  "select cast(serverproperty('ProductVersion') as nvarchar(128)) as version," +
  " cast(serverproperty('EngineEdition') as int) as edition, db_name() as databaseName," +
  " cast(databasepropertyex(db_name(), 'Updateability') as nvarchar(128)) as updateability";

/** "SERVERPROPERTY", EngineEdition: Azure SQL Database, Managed Instance, SQL database in Fabric. */
const cloudEditions: ReadonlySet<unknown> = new Set([5, 8, 12]);

/** The server's words of itself as core wants them. */
export function serverInfo(row: Row, place: Pick<ServerInfo, "host" | "port">): ServerInfo {
  const versionText = String(row["version"]);
  const cloud = cloudEditions.has(row["edition"]);
  const version = versionText.split(".").map(Number);
  const readOnly = row["updateability"] === "READ_ONLY";
  const database = row["databaseName"];
  return {
    ...place,
    versionText,
    // The cloud's number has stayed at 12 while its features are those of the newest server.
    version: cloud && version[0] === 12 ? [17] : version,
    flavour: cloud ? "azure-sql" : "mssql",
    ...(typeof database === "string" ? { database } : {}),
    readOnly,
    role: readOnly ? "standby" : "primary",
  };
}
