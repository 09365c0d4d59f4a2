import { afterAll, beforeAll, describe, it } from "@jest/globals";
import type { EngineName, ServerSettings } from "./engine.ts";
import { engineNamed } from "./engines/index.ts";
import type { PrivateServer } from "./private-server.ts";
import { canStartPrivately, startPrivateServer, testServer, type TestServer } from "./test-server.ts";

/**
 * `describe` for tests that need an engine's shared server. Where there is none the file still loads, Jest shows one
 * todo that says so (counted as neither passed nor skipped), and the closing report lists the engine as not run.
 */
export function describeServer(engine: EngineName, title: string, tests: (server: TestServer) => void): void {
  const server = testServer(engine);
  describe(title, () => {
    if (server !== undefined) tests(server);
    else it.todo(`not run: no ${engineNamed(engine).title} server`);
  });
}

/**
 * `describe` for tests that need a server of their own. It is started before the first test and stopped after the last;
 * the tests reach it by the function they are given. Await the call at the top level of the file. Where the machine has
 * no programs to start, it does what `describeServer` does.
 */
export async function describePrivateServer(
  engine: EngineName,
  title: string,
  options: ServerSettings & { readonly minimum?: string },
  tests: (server: () => PrivateServer) => void,
): Promise<void> {
  const possible = await canStartPrivately(engine, options.minimum);
  describe(title, () => {
    if (!possible) {
      it.todo(`not run: no programs to start ${engineNamed(engine).title} with`);
      return;
    }
    let server: PrivateServer | undefined;
    beforeAll(async () => {
      server = await startPrivateServer(engine, options);
    }, 120_000);
    afterAll(() => server?.stop(), 60_000);
    tests(() => {
      if (server === undefined)
        throw new Error(`${engineNamed(engine).title} has not been started yet: ask for it inside a test`);
      return server;
    });
  });
}
