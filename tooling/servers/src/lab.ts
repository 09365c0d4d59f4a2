import { urlVariable, versionVariable, type Engine, type EngineName } from "./engine.ts";
import { engines } from "./engines/index.ts";
import { findServer } from "./find-server.ts";
import { parseRequirements, type Requirement } from "./requirement.ts";
import { isMiss, type FoundServer } from "./rungs/rung.ts";
import { certificatesVariable, reasonVariable } from "./test-server.ts";

/** What became of one engine when the lab was asked for it. */
export interface Outcome {
  readonly engine: Engine;
  /** The server; undefined when there is none. */
  readonly server?: FoundServer;
  /** Why there is none. */
  readonly reason?: string;
  /** Whether its absence makes the run fail. */
  readonly required: boolean;
}

/**
 * The engines of a command line: all without names, only those that `DB_TEST_REQUIRE` names with the word `none`.
 * Throws on a name the lab does not know.
 */
export function chooseEngines(names: readonly string[]): readonly Engine[] {
  if (names.length === 1 && names[0] === "none") return [];
  const unknown = names.find((name) => !engines.some((engine) => engine.name === name));
  if (unknown !== undefined) {
    throw new Error(`no engine "${unknown}"; the lab knows ${engines.map((engine) => engine.name).join(", ")}`);
  }
  return names.length === 0 ? engines : engines.filter((engine) => names.includes(engine.name));
}

/**
 * Finds or starts a server for each engine, all at a time. Never rejects: a server that failed to start is an outcome
 * whose reason says how, so that the caller can stop the others.
 */
export async function findServers(wanted: readonly Engine[], keep: boolean): Promise<readonly Outcome[]> {
  const requirements = parseRequirements(process.env["DB_TEST_REQUIRE"]);
  return Promise.all(
    withRequired(wanted).map((engine) => findOne(engine, requirementOf(engine.name, requirements), keep)),
  );
}

/** Engines, and those whose absence is a failure. */
export function withRequired(wanted: readonly Engine[]): readonly Engine[] {
  const required = parseRequirements(process.env["DB_TEST_REQUIRE"]).map(({ engine }) => engine);
  return engines.filter((engine) => wanted.includes(engine) || required.includes(engine.name));
}

async function findOne(engine: Engine, requirement: Requirement | undefined, keep: boolean): Promise<Outcome> {
  const required = requirement !== undefined;
  try {
    const found = await findServer({ engine, minimum: requirement?.minimum, keep });
    return isMiss(found)
      ? { engine, required, reason: found.reason ?? "no server" }
      : { engine, required, server: found };
  } catch (error) {
    // A server that was there but would not run is a failure, required or not.
    return { engine, required: true, reason: error instanceof Error ? error.message : String(error) };
  }
}

function requirementOf(name: EngineName, requirements: readonly Requirement[]): Requirement | undefined {
  return requirements.find(({ engine }) => engine === name);
}

/** The environment by which tests learn of the servers. */
export function environmentFor(outcomes: readonly Outcome[]): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { engine, server, reason } of outcomes) {
    if (reason !== undefined) environment[reasonVariable(engine.name)] = reason;
    if (server === undefined) continue;
    environment[urlVariable(engine.name)] = server.url;
    environment[versionVariable(engine.name)] = server.version;
    if (server.certificates !== undefined) environment[certificatesVariable(engine.name)] = server.certificates;
  }
  return environment;
}

/** One line for people: `PostgreSQL 18.6 (chroot) postgres://...`. */
export function describeOutcome({ engine, server, reason }: Outcome): string {
  if (server === undefined) return `${engine.title}: not run (${reason})`;
  return `${engine.title} ${server.version} (${server.origin})`;
}

/** Stops what the lab started, all at a time; servers that were there before stay. */
export async function stopServers(outcomes: readonly Outcome[]): Promise<void> {
  await Promise.all(outcomes.map(({ server }) => server?.stop()));
}
