import type { CompiledText, StatementEffects } from "@db/core";
import type { KnownStatement } from "./prepared-statements.ts";

const effects: StatementEffects = {
  readOnly: false,
  changesSession: false,
  controlsTransaction: false,
  returnsRows: true,
};

/** A statement that the driver itself writes, run once: prepared where it has values, else as text. */
export function ownStatement(text: string, parameterCount: number): KnownStatement {
  const compiled: CompiledText = { text, parameterCount, effects };
  return {
    compiled,
    kept: false,
    planned: true,
    protocol: parameterCount === 0 ? "text" : "prepared",
    id: 0,
    described: undefined,
    shape: undefined,
  };
}
