import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { certificatesFor, type Certificates } from "./certificates.ts";
import type { Blueprint, Engine, ServerSettings } from "./engine.ts";
import { launchInside, type Installation } from "./installation.ts";
import { createInstance, removeInstance, type Instance } from "./instance.ts";
import { freePort } from "./process/free-port.ts";
import { tellReaper } from "./process/reaper-client.ts";
import { isAlive, isStopped, processTree, signalAll } from "./process/tree.ts";
import { waitUntil } from "./process/wait.ts";

const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;
const pauseTimeoutMs = 1_000;

/**
 * One running server that belongs to the caller alone, on 127.0.0.1, with its data in a temporary folder.
 * It ends, and its folder goes, with `stop()` or with the process that started it, however that one ends.
 */
export interface PrivateServer extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly version: string;
  /** Files of the lab's test certificates; undefined when openssl is missing or TLS was switched off. */
  readonly certificates: Certificates | undefined;
  /** Shuts the server down in its own orderly way and removes its data. A second call does nothing. */
  stop(): Promise<void>;
  /** Kills the server and its children at once (SIGKILL): connections break, nothing is flushed. The data stay. */
  kill(): Promise<void>;
  /** Stops the server if it runs, and starts it again with the same data on the same port. */
  restart(): Promise<void>;
  /**
   * Freezes the server and its children (SIGSTOP): connections stay open and nothing answers. On Linux all of them stand
   * still when this returns; it throws when they do not within a second.
   */
  pause(): void;
  /** Undoes `pause()`. */
  resume(): void;
  /** What the server has printed so far. */
  log(): string;
  /** The processes to watch or signal, the server's first; they change with a restart. */
  readonly pids: readonly number[];
  /** The temporary folder, for the lab's own bookkeeping. */
  readonly folder: string;
}

/**
 * Starts a private server from an installation. Rejects with the server's own output when it does not come up;
 * then nothing of it is left behind. `keep` leaves it running when this process ends.
 */
export async function startServer(
  engine: Engine,
  installation: Installation,
  options: ServerSettings & { readonly keep?: boolean } = {},
): Promise<PrivateServer> {
  if (engine.binaries === undefined) throw new Error(`${engine.title} cannot be started from binaries`);
  const instance = createInstance(installation, engine.name);
  const guard = options.keep !== true;
  if (guard) tellReaper({ addFolder: instance.folder });
  try {
    const plain = options.certificate === "none" || engine.binaries.withoutTls === true;
    const certificates = plain ? undefined : await certificatesFor(installation, instance);
    const port = await freePort();
    const order = { ...options, installation, instance, port, certificates };
    const server = new RunningServer(engine, installation, instance, port, certificates, guard);
    await server.start(await engine.binaries.prepare(order));
    return server;
  } catch (error) {
    removeInstance(instance.folder);
    throw error;
  }
}

class RunningServer implements PrivateServer {
  readonly port: number;
  readonly version: string;
  readonly certificates: Certificates | undefined;
  readonly #title: string;
  readonly #installation: Installation;
  readonly #instance: Instance;
  readonly #guard: boolean;
  #blueprint: Blueprint | undefined;
  #child: ChildProcess | undefined;
  #companion: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();

  constructor(
    engine: Engine,
    installation: Installation,
    instance: Instance,
    port: number,
    certificates: Certificates | undefined,
    guard: boolean,
  ) {
    this.#title = engine.title;
    this.#installation = installation;
    this.#instance = instance;
    this.#guard = guard;
    this.port = port;
    this.version = installation.version;
    this.certificates = certificates;
  }

  get url(): string {
    return this.#blueprint?.url ?? "";
  }

  get pids(): readonly number[] {
    return [this.#child?.pid, this.#companion?.pid].filter((pid) => pid !== undefined);
  }

  get folder(): string {
    return this.#instance.folder;
  }

  async start(blueprint: Blueprint): Promise<void> {
    this.#blueprint = blueprint;
    await this.#launch();
  }

  async stop(): Promise<void> {
    await this.#end(this.#blueprint?.stopSignal ?? "SIGTERM");
    removeInstance(this.folder);
    if (this.#guard) tellReaper({ dropFolder: this.folder });
  }

  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  async restart(): Promise<void> {
    await this.#end(this.#blueprint?.stopSignal ?? "SIGTERM");
    await this.#launch();
  }

  pause(): void {
    const until = performance.now() + pauseTimeoutMs;
    // The signal takes effect a moment later, and what was just forked has not had it.
    for (let tree = this.#tree(), known = ""; ; tree = this.#tree()) {
      if (tree.join() !== known) signalAll(tree, "SIGSTOP");
      else if (tree.every(isStopped)) return;
      known = tree.join();
      if (performance.now() > until) break;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
    this.resume();
    throw new Error(`${this.#title} did not stand still within ${pauseTimeoutMs} ms`);
  }

  resume(): void {
    signalAll(this.#tree(), "SIGCONT");
  }

  log(): string {
    return readFileSync(this.#logFile, "utf8");
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  get #logFile(): string {
    return join(this.folder, "server.log");
  }

  #tree(): readonly number[] {
    return this.pids.flatMap((pid) => processTree(pid));
  }

  async #launch(): Promise<void> {
    const blueprint = this.#blueprint;
    if (blueprint === undefined) throw new Error(`${this.#title} was not prepared`);
    const output = openSync(this.#logFile, "a");
    const child = launchInside(this.#installation, blueprint.command, blueprint.args, output);
    closeSync(output);
    child.unref();
    let ended: Error | undefined;
    this.#exited = new Promise((resolve) => {
      const finish = (how: string): void => {
        ended = new Error(`${this.#title} ended while starting (${how}):\n${this.log().slice(-3000)}`);
        if (this.#child === child) this.#child = undefined;
        if (this.#guard && child.pid !== undefined) tellReaper({ dropProcess: child.pid });
        resolve();
      };
      child.once("error", (error) => finish(error.message));
      child.once("exit", (code, signal) => finish(String(signal ?? code)));
    });
    this.#child = child;
    if (this.#guard && child.pid !== undefined) tellReaper({ addProcess: child.pid });
    try {
      await waitUntil(() => blueprint.ready(), { timeoutMs: startTimeoutMs, giveUp: () => ended });
      await this.#launchCompanion(blueprint);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  async #launchCompanion({ companion }: Blueprint): Promise<void> {
    if (companion === undefined) return;
    const output = openSync(this.#logFile, "a");
    const child = spawn(process.execPath, companion.args, { detached: true, stdio: ["ignore", output, output] });
    closeSync(output);
    child.unref();
    this.#companion = child;
    const { pid } = child;
    if (this.#guard && pid !== undefined) tellReaper({ addProcess: pid });
    child.once("exit", () => {
      if (this.#companion === child) this.#companion = undefined;
      if (this.#guard && pid !== undefined) tellReaper({ dropProcess: pid });
    });
    await waitUntil(() => companion.ready(), { timeoutMs: startTimeoutMs });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const tree = this.#tree();
    this.#child?.ref(); // from here on somebody waits for it
    this.#companion?.kill("SIGKILL"); // it holds no state, and its connections would keep the server up
    signalAll(tree, "SIGCONT");
    signalAll(signal === "SIGKILL" ? tree : tree.slice(0, 1), signal);
    const forced = setTimeout(() => signalAll(tree, "SIGKILL"), stopTimeoutMs);
    await this.#exited;
    clearTimeout(forced);
    // Children that outlive their parent would keep the port or the data.
    signalAll(tree, "SIGKILL");
    while (tree.some(isAlive)) await sleep(10);
  }
}
