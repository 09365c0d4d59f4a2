import { greet, type CallOptions, type SessionObserver } from "@db/core";
import { openClient } from "./mssql-client.ts";
import type { ParsedMssqlOptions } from "./mssql-options.ts";
import { MssqlSession } from "./mssql-session.ts";

/** Opens a session and asks it the first question; closes it when that fails or takes too long. */
export async function openSession(
  options: ParsedMssqlOptions,
  observer: SessionObserver,
  call: CallOptions,
): Promise<MssqlSession> {
  const connection = await openClient(options, call);
  const session = new MssqlSession({ connection, options, observer });
  return greet(session, call, () => session.learn());
}
