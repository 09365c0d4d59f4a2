import type { Engine, EngineName } from "../engine.ts";
import { postgres } from "./postgres.ts";

const known: Partial<Record<EngineName, Engine>> = { postgres };

/** Every engine of the lab, in the order of reports. */
export const engines: readonly Engine[] = Object.values(known);

/** The engine of that name; throws for one the lab does not know yet. */
export function engineNamed(name: EngineName): Engine {
  const engine = known[name];
  if (engine === undefined) throw new Error(`the lab has no engine "${name}"`);
  return engine;
}
