/** The stack of whoever asked for a session, without the pool's own frame. */
export function borrowerStack(): string {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, borrowerStack);
  return (holder.stack ?? "").replace(/^Error\n/, "");
}
