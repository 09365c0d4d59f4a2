import { DoubleConnectionImpl } from "./connection-impl.ts";
import { impl, settings } from "./internals.ts";
import { DoubleLobImpl } from "./lob-impl.ts";
import { DoubleResultSetImpl } from "./result-set-impl.ts";

/** Puts the double under the client, in the place where its thin mode would stand. */
export function installDouble(): void {
  impl.ConnectionImpl = DoubleConnectionImpl;
  impl.ResultSetImpl = DoubleResultSetImpl;
  impl.LobImpl = DoubleLobImpl;
  settings.thinDriverInitialized = true;
}
