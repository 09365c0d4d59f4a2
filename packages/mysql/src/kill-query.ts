import { databaseError } from "@db/core";
import type { ParsedMysqlOptions } from "./mysql-options.ts";
import type { MysqlSession } from "./mysql-session.ts";

/** How long the request may take, in milliseconds; core cuts the connection when it takes longer. */
const patience = 5000;

/**
 * Has the server stop what a session runs, by a connection of its own that is opened for it. Once this resolves no later
 * statement can be hit. Behind a name several servers may answer, and each counts its sessions from 1: one that is not
 * the session's is told nothing, and the request rejects.
 */
export async function killQuery(
  open: (options: ParsedMysqlOptions, deadline: number) => Promise<MysqlSession>,
  options: ParsedMysqlOptions,
  target: { readonly identity: string; readonly thread: number },
): Promise<void> {
  const control = await open(options, performance.now() + patience);
  try {
    if (control.identity !== target.identity)
      throw databaseError({ kind: "cannot-connect", message: "another server answered the request to stop" });
    await control.text(`kill query ${target.thread}`);
  } finally {
    void control.close();
  }
}
