import { channels, trace, type ConnectEvent, type DatabaseEvent, type PoolEvent } from "@db/core";
import type { MongoClient } from "mongodb";
import { toDatabaseError } from "./mongo-errors.ts";

/** What the client's pool of one server has done and does. */
export interface MongoPoolStats {
  /** `host:port`. */
  readonly address: string;
  /** Open connections: `idle + used`. */
  readonly size: number;
  readonly idle: number;
  /** Carrying a call, or a transaction or cursor that is bound to them. */
  readonly used: number;
  readonly opening: number;
  /** Calls that wait for a connection. One that was aborted counts until its server's pool is closed. */
  readonly waiting: number;
  readonly opened: number;
  readonly closed: number;
  readonly failedOpens: number;
  readonly requested: number;
  readonly acquired: number;
  /** Gave up after `pool.acquireTimeout`. */
  readonly timedOut: number;
  /** Got none because none could be opened, or the pool was closed. */
  readonly failed: number;
  readonly released: number;
}

interface Opening {
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

class Counters {
  opened = 0;
  closed = 0;
  failedOpens = 0;
  requested = 0;
  acquired = 0;
  timedOut = 0;
  failed = 0;
  released = 0;
  readonly opening = new Map<number | string, Opening>();

  stats(address: string): MongoPoolStats {
    const { opened, closed, failedOpens, requested, acquired, timedOut, failed, released } = this;
    const size = opened - closed;
    const used = acquired - released;
    const waiting = requested - acquired - timedOut - failed;
    return {
      ...{ address, size, idle: size - used, used, opening: this.opening.size, waiting },
      ...{ opened, closed, failedOpens, requested, acquired, timedOut, failed, released },
    };
  }
}

/** Counts what a client's pools tell of, and publishes it on core's channels. */
export class PoolMonitor {
  readonly #event: DatabaseEvent;
  readonly #pools = new Map<string, Counters>();

  constructor(event: DatabaseEvent) {
    this.#event = event;
  }

  /** One for each server that the client has spoken to, in that order. */
  stats(): readonly MongoPoolStats[] {
    return [...this.#pools].map(([address, counters]) => counters.stats(address));
  }

  /** Follows a client from before its first connection to its end. */
  watch(client: MongoClient): void {
    client.on("connectionCheckOutStarted", ({ address }) => void this.#of(address).requested++);
    client.on("connectionCheckedOut", ({ address }) => void this.#of(address).acquired++);
    client.on("connectionCheckOutFailed", ({ address, reason }) => {
      this.#of(address)[reason === "timeout" ? "timedOut" : "failed"]++;
    });
    client.on("connectionCheckedIn", ({ address }) => void this.#of(address).released++);
    client.on("connectionCreated", ({ address, connectionId }) => {
      this.#of(address).opening.set(connectionId, this.#beginOpening(address));
    });
    client.on("connectionReady", ({ address, connectionId }) => {
      const pool = this.#of(address);
      pool.opening.get(connectionId)?.done();
      pool.opening.delete(connectionId);
      pool.opened++;
      this.#publish({ type: "opened" });
    });
    client.on("connectionClosed", (event) => {
      const pool = this.#of(event.address);
      const opening = pool.opening.get(event.connectionId);
      if (opening === undefined) {
        pool.closed++;
        this.#publish({ type: "closed", reason: event.reason });
        return;
      }
      pool.opening.delete(event.connectionId);
      pool.failedOpens++;
      // The event has the error, which the client's types leave out.
      const cause = (event as { readonly error?: unknown }).error ?? undefined;
      const error = toDatabaseError(cause, { writes: false, transaction: false });
      opening.failed(error);
      this.#publish({ type: "open-failed", reason: event.reason, error });
    });
  }

  #of(address: string): Counters {
    let counters = this.#pools.get(address);
    if (counters === undefined) this.#pools.set(address, (counters = new Counters()));
    return counters;
  }

  #beginOpening(address: string): Opening {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => {}); // without a subscriber nobody waits for it
    if (channels.connect.hasSubscribers) {
      const event: ConnectEvent = { ...this.#event, ...place(address) };
      trace(channels.connect, event, () => promise).catch(() => {}); // whoever waits for a connection is told
    }
    return { done: resolve, failed: reject };
  }

  #publish(details: Omit<PoolEvent, keyof DatabaseEvent>): void {
    if (channels.pool.hasSubscribers) channels.pool.publish({ ...this.#event, ...details });
  }
}

function place(address: string): Pick<ConnectEvent, "server.address" | "server.port"> {
  const colon = address.lastIndexOf(":");
  const port = Number(address.slice(colon + 1));
  return Number.isInteger(port) && colon > 0
    ? { "server.address": address.slice(0, colon), "server.port": port }
    : { "server.address": address };
}
