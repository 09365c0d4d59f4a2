import { certificatesIn, type Certificates } from "./certificates.ts";
import { urlVariable, versionVariable, type EngineName, type ServerSettings } from "./engine.ts";
import { engineNamed } from "./engines/index.ts";
import type { Installation } from "./installation.ts";
import { recordNotRun } from "./not-run.ts";
import { startServer, type PrivateServer } from "./private-server.ts";
import { parseRequirements } from "./requirement.ts";
import { findInstallation } from "./rungs/installed.ts";

/** A server for tests, shared by all test files of a run: a test makes what it needs under names of its own. */
export interface TestServer {
  readonly url: string;
  /** The version the lab saw; undefined when only a URL was given. */
  readonly version?: string;
  /** The lab's certificates, where the server uses them. */
  readonly certificates?: Certificates;
}

/** The environment variable that holds the folder of a server's certificates. */
export function certificatesVariable(name: EngineName): string {
  return `DB_TEST_${name.toUpperCase()}_CERTIFICATES`;
}

/**
 * The shared server of an engine, from `DB_TEST_<ENGINE>_URL`. Where there is none, notes for the closing report that
 * this engine was not run and returns undefined; throws instead when `DB_TEST_REQUIRE` names the engine.
 * A file whose tests all need the server uses `describeServer` from `@tooling/servers/jest`.
 */
export function testServer(name: EngineName): TestServer | undefined {
  const url = process.env[urlVariable(name)];
  if (!url) {
    miss(
      name,
      engineNamed(name).title,
      process.env[reasonVariable(name)] ?? `no server: set ${urlVariable(name)}, or run the tests by "npm test"`,
    );
    return undefined;
  }
  const version = process.env[versionVariable(name)];
  const certificates = process.env[certificatesVariable(name)];
  return {
    url,
    ...(version ? { version } : {}),
    ...(certificates ? { certificates: certificatesIn(certificates) } : {}),
  };
}

/** The environment variable by which the lab tells tests why there is no server. */
export function reasonVariable(name: EngineName): string {
  return `DB_TEST_${name.toUpperCase()}_MISSING`;
}

/**
 * Starts a server that belongs to the caller: to be killed, frozen, restarted, or run with settings of its own.
 * Works from programs on the machine or the lab's chroot. Where there are neither, notes "not run" and resolves to
 * undefined; rejects instead when `DB_TEST_REQUIRE` names the engine. The caller stops it; should the test process
 * end before, the server and its data go all the same.
 */
export async function startPrivateServer(
  name: EngineName,
  options: ServerSettings & { readonly minimum?: string } = {},
): Promise<PrivateServer | undefined> {
  const installation = await privateInstallation(name, options.minimum);
  return installation === undefined ? undefined : startServer(engineNamed(name), installation, options);
}

/** Whether `startPrivateServer` would start one here. Notes "not run", or throws, as that does. */
export async function canStartPrivately(name: EngineName, minimum?: string): Promise<boolean> {
  return (await privateInstallation(name, minimum)) !== undefined;
}

async function privateInstallation(name: EngineName, minimum: string | undefined): Promise<Installation | undefined> {
  const engine = engineNamed(name);
  const required = parseRequirements(process.env["DB_TEST_REQUIRE"]).find((entry) => entry.engine === name);
  const lowest = minimum ?? required?.minimum;
  const installation = await findInstallation(engine, lowest);
  if (installation === undefined) {
    const wanted = lowest === undefined ? "programs" : `programs of version ${lowest} or later`;
    const reason = `no ${wanted} on this machine: run "pnpm servers install ${name}" as root on Linux`;
    miss(name, `${engine.title}, private servers`, reason);
  }
  return installation;
}

function miss(name: EngineName, subject: string, reason: string): void {
  if (parseRequirements(process.env["DB_TEST_REQUIRE"]).some((entry) => entry.engine === name)) {
    throw new Error(`${subject} is required by DB_TEST_REQUIRE, but there is ${reason}`);
  }
  recordNotRun({ subject, reason });
}
