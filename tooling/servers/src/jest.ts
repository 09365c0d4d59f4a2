import { describe, it } from "@jest/globals";
import type { EngineName } from "./engine.ts";
import { engineNamed } from "./engines/index.ts";
import { testServer, type TestServer } from "./test-server.ts";

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
