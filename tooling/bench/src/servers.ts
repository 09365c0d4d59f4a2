import { spawn } from "node:child_process";
import { join } from "node:path";
import { engines } from "./engines.ts";

/** Set for a bench that was started with the lab's servers. */
const inside = "DB_BENCH_INSIDE";

/** Where an engine's server is, if it is anywhere. */
export function urlOf(server: string): string | undefined {
  return process.env[`DB_TEST_${server.toUpperCase()}_URL`];
}

/** The lab's servers that engines need and the environment does not name; none once the lab has been asked. */
export function missingServers(keys: readonly string[]): string[] {
  if (process.env[inside] !== undefined) return [];
  return keys.flatMap((key) => {
    const server = engines[key]?.server;
    return server === undefined || urlOf(server) !== undefined ? [] : [server];
  });
}

/** Runs this same bench with servers of the lab, as tests are run; gives its exit code. */
export function runWithServers(servers: readonly string[], args: readonly string[]): Promise<number> {
  const lab = join(import.meta.dirname, "../../servers/src/main.ts");
  const bench = [process.execPath, ...process.execArgv, join(import.meta.dirname, "main.ts"), ...args];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [lab, "exec", ...servers, "--", ...bench], {
      stdio: "inherit",
      env: { ...process.env, [inside]: "1" },
    });
    // The lab gets the same signals and has servers to stop: it ends first.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

/** The version that the lab gives with its URL, `18.6`. */
export function versionOf(server: string): string | undefined {
  return process.env[`DB_TEST_${server.toUpperCase()}_VERSION`]?.split(" ")[0];
}
