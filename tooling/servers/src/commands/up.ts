import { chooseEngines, describeOutcome, environmentFor, findServers, withRequired } from "../lab.ts";
import { readState, writeState } from "../state.ts";
import { stopRunning } from "./down.ts";

/**
 * Starts servers that stay until `down`, and prints the shell lines that tell tests of them:
 * `eval "$(pnpm -s servers up postgres)"`. Servers of the same engines from an earlier `up` are stopped first; others stay.
 */
export async function up(names: readonly string[]): Promise<number> {
  const wanted = withRequired(chooseEngines(names));
  await stopRunning(wanted);
  const outcomes = await findServers(wanted, true);
  writeState([
    ...readState(),
    ...outcomes.flatMap(({ engine, server }) =>
      server?.process === undefined
        ? []
        : [{ title: engine.title, version: server.version, url: server.url, ...server.process }],
    ),
  ]);
  for (const outcome of outcomes) console.error(`servers: ${describeOutcome(outcome)}`);
  for (const [name, value] of Object.entries(environmentFor(outcomes))) {
    if (!name.endsWith("_MISSING")) console.log(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
  }
  return outcomes.some(({ server, required }) => server === undefined && required) ? 1 : 0;
}
