import type { ServerInfo } from "@db/core";

/** What the server said of itself at connecting ("parameter status"), as core wants it. */
export function serverInfo(
  status: ReadonlyMap<string, string>,
  place: Pick<ServerInfo, "flavour" | "host" | "port" | "database">,
): ServerInfo {
  const versionText = status.get("server_version") ?? "";
  // `18.6 (Debian 18.6-1)`, `19beta1`.
  const numbers = /^[\d.]+/.exec(versionText)?.[0] ?? "0";
  const standby = status.get("in_hot_standby") === "on";
  return {
    ...place,
    versionText,
    version: numbers.split(".").map(Number),
    role: standby ? "standby" : "primary",
    readOnly: standby || status.get("default_transaction_read_only") === "on",
  };
}
