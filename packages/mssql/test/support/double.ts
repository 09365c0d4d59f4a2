import { afterAll, describe } from "@jest/globals";
import { testServer } from "@tooling/servers";
import { describeServer } from "@tooling/servers/jest";
import { PostgresBackend } from "./tds-double/postgres-backend.ts";
import { TdsDouble, type DoubleOptions } from "./tds-double/server.ts";

/** A double that answers by PostgreSQL. */
export interface RunningDouble {
  readonly server: TdsDouble;
  readonly backend: PostgresBackend;
}

/**
 * `describe` for tests that run on the double with PostgreSQL behind it, which is there before they are defined, since a
 * suite wants its address at once. Await the call at the top level of the file.
 */
export async function describeDouble(
  title: string,
  options: DoubleOptions,
  tests: (running: RunningDouble) => void,
): Promise<void> {
  const postgres = testServer("postgres");
  if (postgres === undefined) {
    describeServer("postgres", title, () => undefined);
    return;
  }
  const backend = await PostgresBackend.create(postgres.url);
  const server = await TdsDouble.start(backend, options);
  describe(title, () => {
    tests({ server, backend });
    afterAll(async () => {
      await server.close();
      await backend.close();
    });
  });
}
