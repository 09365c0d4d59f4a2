import { databaseError } from "@db/core";
import type { ThickOptions } from "./oracle-options.ts";
import { client } from "./wire.ts";

/** What the first connection of the process decided; nothing before it. */
let decided: { readonly thick: string | undefined } | undefined;

/**
 * Chooses the mode of the client, once for the process ("Initializing node-oracledb").
 * @throws DatabaseError `configuration` when another database of the process has chosen otherwise, and the client's own
 * error when the libraries cannot be loaded.
 */
export function chooseMode(wanted: ThickOptions | undefined): void {
  const thick = wanted === undefined ? undefined : JSON.stringify([wanted.libDir, wanted.configDir]);
  if (decided !== undefined) {
    if (decided.thick === thick) return;
    throw databaseError({
      kind: "configuration",
      engine: "oracle",
      message: `another database of this process uses ${decided.thick === undefined ? "the thin mode" : "thick mode with other folders"}, and the client has one mode for all`,
      hint: "Give every Oracle database of the process the same thick",
    });
  }
  if (wanted !== undefined) {
    const { libDir, configDir } = wanted;
    client.initOracleClient({
      ...(libDir === undefined ? {} : { libDir }),
      ...(configDir === undefined ? {} : { configDir }),
    });
  }
  decided = { thick };
}
