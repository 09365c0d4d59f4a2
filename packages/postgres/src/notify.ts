import { sql, usage, type Queryable, type QueryOptions } from "@db/core";

/**
 * Sends a notification to whoever listens on the channel (`db.listen`): at once, or when the transaction it is sent in
 * commits. A payload may have up to 7999 bytes, a channel's name 63; the same payload sent twice in one transaction
 * arrives once.
 *
 * Rejects with `invalid-value` for what is longer, with `usage` for an empty channel, and as any statement does. On PGlite
 * nobody can listen, and what is sent is lost.
 */
export async function notify(target: Queryable, channel: string, payload = "", options?: QueryOptions): Promise<void> {
  if (typeof channel !== "string" || channel === "") throw usage("a channel's name must not be empty");
  await target.execute(sql`select pg_notify(${channel}, ${payload})`, options);
}
