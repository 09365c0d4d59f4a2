import type { Engine } from "../engine.ts";

/** A server a rung has found or started. */
export interface FoundServer {
  readonly engine: Engine;
  readonly url: string;
  readonly version: string;
  /** Where it came from, for the report: `environment`, `docker`, `binaries`, `chroot`. */
  readonly origin: string;
  /** A folder of test certificates the server uses; undefined where there are none. */
  readonly certificates?: string;
  /** The server's process and folder, where the lab started it itself. */
  readonly process?: { readonly pids: readonly number[]; readonly folder: string };
  /** Ends what the lab started; does nothing to a server that was there before. */
  stop(): Promise<void>;
}

/** Why a rung gave no server, as advice; undefined when the engine cannot be had in that way at all. */
export interface Miss {
  readonly reason: string | undefined;
}

/** What a rung is asked for. */
export interface Wish {
  readonly engine: Engine;
  /** The lowest version that will do. */
  readonly minimum: string | undefined;
  /** Leave the server running when this process ends. */
  readonly keep: boolean;
}

/** One way to come by a server. Rejects only when a server that should run does not. */
export type Rung = (wish: Wish) => Promise<FoundServer | Miss>;

/** Tells a server from a reason. */
export function isMiss(found: FoundServer | Miss): found is Miss {
  return "reason" in found;
}
