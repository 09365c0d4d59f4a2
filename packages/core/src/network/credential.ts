import type { Credential } from "../config/index.ts";
import { databaseError } from "../errors/index.ts";

/**
 * The text of a credential: itself, or what its function gives at this connection. `what` names it in messages.
 * Rejects with `authentication-failed` when the function fails or gives no text.
 */
export async function readCredential(
  engine: string,
  given: Credential | undefined,
  what: string,
): Promise<string | undefined> {
  if (typeof given !== "function") return given;
  let value: unknown;
  try {
    value = await given();
  } catch (cause) {
    throw databaseError({
      kind: "authentication-failed",
      engine,
      message: `the function that gives the ${what} failed`,
      cause,
    });
  }
  if (typeof value === "string") return value;
  throw databaseError({
    kind: "authentication-failed",
    engine,
    message: `the function that gives the ${what} gave ${value === null ? "null" : typeof value} instead of text`,
  });
}
