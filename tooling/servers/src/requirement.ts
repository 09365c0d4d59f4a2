import { isEngineName, type EngineName } from "./engine.ts";

/** One entry of `DB_TEST_REQUIRE`: an engine that must be there, perhaps from a version on. */
export interface Requirement {
  readonly engine: EngineName;
  /** The lowest version that will do; undefined when any will. */
  readonly minimum?: string;
}

/**
 * Reads `DB_TEST_REQUIRE`: `postgres, mysql>=9.0`. Empty or undefined requires nothing.
 * Throws on an engine the lab does not know: a misspelt requirement would otherwise require nothing.
 */
export function parseRequirements(text: string | undefined): readonly Requirement[] {
  return (text ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map(parseRequirement);
}

function parseRequirement(entry: string): Requirement {
  const match = /^([a-z][a-z0-9]*)(?:\s*>=\s*(\d+(?:\.\d+)*))?$/.exec(entry);
  const [, engine, minimum] = match ?? [];
  if (engine === undefined || !isEngineName(engine)) {
    throw new Error(
      `DB_TEST_REQUIRE: cannot read "${entry}"; write an engine's name, or a name and a version: postgres>=18`,
    );
  }
  return minimum === undefined ? { engine } : { engine, minimum };
}

/** Whether `version` is at least `minimum`, number by number; missing numbers count as 0. */
export function isAtLeast(version: string, minimum: string): boolean {
  const have = numbers(version);
  const want = numbers(minimum);
  for (let index = 0; index < Math.max(have.length, want.length); index++) {
    const difference = (have[index] ?? 0) - (want[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): readonly number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
