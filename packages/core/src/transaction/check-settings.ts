import type { Capabilities, TransactionSettings } from "../driver/index.ts";
import { unsupported, usage } from "../errors/index.ts";

/** Refuses what the engine lacks before anything is sent. @throws DatabaseError `unsupported` or `usage`. */
export function checkSettings(capabilities: Capabilities, engine: string, settings: TransactionSettings): void {
  if (!capabilities.transactions) throw unsupported(engine, "transactions");
  const { isolation, readOnly, deferrable, immediate } = settings;
  if (isolation !== undefined && !capabilities.isolationLevels.includes(isolation)) {
    throw unsupported(
      engine,
      `the isolation level "${isolation}"`,
      `It has ${capabilities.isolationLevels.join(", ")}`,
    );
  }
  if (readOnly === true && !capabilities.readOnlyTransactions) throw unsupported(engine, "read-only transactions");
  if (deferrable === true && !capabilities.deferrableTransactions) throw unsupported(engine, "deferrable transactions");
  if (immediate === true && !capabilities.immediateTransactions) throw unsupported(engine, "immediate transactions");
  if (deferrable === true && (readOnly !== true || isolation !== "serializable")) {
    throw usage(
      "a deferrable transaction must be serializable and read-only",
      'Add isolation: "serializable" and readOnly: true',
    );
  }
}
