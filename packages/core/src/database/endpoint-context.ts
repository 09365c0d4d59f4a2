import type { Driver } from "../driver/index.ts";
import { DatabaseError, databaseError } from "../errors/index.ts";
import type { DatabaseEvent } from "../events/index.ts";

/** What the sessions of one endpoint share. */
export interface EndpointContext {
  readonly driver: Driver;
  /** The fields every event of this endpoint starts with. */
  readonly event: DatabaseEvent;
  /** Whether a session is reset where another endpoint's would be thrown away. */
  readonly permanent: boolean;
  /** The endpoint lost its role: none of its sessions may be used for what they were opened for. */
  roleLost(): void;
}

/** The error for callers of what a client rejected with. An error of our own passes through. */
export function toDatabaseError(driver: Driver, error: unknown, statement?: string): DatabaseError {
  if (DatabaseError.is(error)) return error;
  return databaseError({ ...driver.classify(error), engine: driver.engine, cause: error, statement });
}
