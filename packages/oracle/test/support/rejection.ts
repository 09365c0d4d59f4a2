/** The error a call rejects with; fails when it does not reject. */
export async function rejection(call: Promise<unknown> | (() => Promise<unknown>)): Promise<Record<string, unknown>> {
  try {
    await (typeof call === "function" ? call() : call);
  } catch (error) {
    return error as Record<string, unknown>;
  }
  throw new Error("the call did not reject");
}
