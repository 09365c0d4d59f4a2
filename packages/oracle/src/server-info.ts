import type { ServerInfo } from "@db/core";

/** What a session asks the server about itself; the columns are in the order of {@link ServerFacts}. */
export const infoQuery: string =
  "select sys_context('USERENV', 'DATABASE_ROLE'), sys_context('USERENV', 'SERVICE_NAME')," +
  " sys_context('USERENV', 'CURRENT_SCHEMA')," +
  " (select listagg(parameter || '=' || value, chr(10)) within group (order by parameter) from nls_session_parameters)" +
  " from dual";

/** What the server answers to {@link infoQuery}. */
export type ServerFacts = readonly [
  role: string | null,
  service: string | null,
  schema: string | null,
  nls: string | null,
];

/** The server's words of itself as core wants them. */
export function serverInfo(
  versionText: string,
  [role, service]: ServerFacts,
  place: Partial<Pick<ServerInfo, "host" | "port">>,
): ServerInfo {
  // PRIMARY, PHYSICAL STANDBY, LOGICAL STANDBY, SNAPSHOT STANDBY; the last two take writes.
  const standby = role !== null && role !== "" && role !== "PRIMARY";
  return {
    ...place,
    versionText,
    version: versionText.split(".").map(Number),
    flavour: "oracle",
    ...(service === null ? {} : { database: service }),
    readOnly: role === "PHYSICAL STANDBY",
    role: role === null || role === "" ? "unknown" : standby ? "standby" : "primary",
  };
}
