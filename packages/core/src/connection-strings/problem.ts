import { ConfigurationError } from "../errors/index.ts";

/**
 * The error of a connection string. It says which part is at fault and why, and quotes nothing: the part at fault may be
 * half a password. @internal
 */
export function badConnectionString(message: string, hint?: string): ConfigurationError {
  return new ConfigurationError([{ path: "", message: `connection string: ${message}`, hint }]);
}

/** What to do about a character that means something where it stands. @internal */
export const encodeHint =
  "in user name and password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23, % as %25, or give them in keys of their own";
