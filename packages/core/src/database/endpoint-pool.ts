import type { Capabilities, Driver, Endpoint, Session, SessionObserver, ServerInfo } from "../driver/index.ts";
import { channels, type DatabaseEvent, type PoolEvent } from "../events/index.ts";
import { Pool, type PoolOptions } from "../pool/index.ts";
import { openSession } from "./connector.ts";
import type { EndpointContext } from "./endpoint-context.ts";
import { toDatabaseError } from "./endpoint-context.ts";
import { noLimits } from "./limits.ts";
import { ManagedSession } from "./managed-session.ts";
import { Pace } from "./pace.ts";

/** How the sessions of an endpoint are pooled. */
export interface EndpointPoolSettings {
  /** The name the application gave the database. */
  readonly database: string;
  readonly pool: PoolOptions;
  /** Milliseconds; 0 for no limit. */
  readonly connectTimeout: number;
}

/** How long a session may take to answer a check, or to be reset, before it is given up, in milliseconds. */
const checkPatience = 5000;

/** How old a measurement of a replica's lag may be, in milliseconds. */
const lagFreshness = 1000;

/** One endpoint with its pool of sessions. */
export class EndpointPool {
  readonly role: Endpoint<unknown>["role"];
  readonly name: string;
  readonly pool: Pool<ManagedSession>;
  readonly event: DatabaseEvent;
  readonly pace: Pace = new Pace();
  readonly #driver: Driver;
  readonly #endpoint: Endpoint<unknown>;
  readonly #settings: EndpointPoolSettings;
  readonly #context: EndpointContext;
  /** What the last session that was opened said of its server. */
  server: ServerInfo | undefined;
  #lag = Infinity;
  #probing = false;
  #lagMeasuredAt = -Infinity;

  constructor(driver: Driver, endpoint: Endpoint<unknown>, settings: EndpointPoolSettings) {
    this.#driver = driver;
    this.#endpoint = endpoint;
    this.#settings = settings;
    this.role = endpoint.role;
    this.name = endpoint.name;
    this.event = {
      "db.system.name": driver.systemName,
      "db.namespace": (endpoint.options as { database?: string }).database,
      "db.client.connection.pool.name": endpoint.name,
      database: settings.database,
    };
    const permanent = endpoint.permanent === true;
    this.pool = new Pool(
      endpoint.name,
      this.#possible(settings.pool),
      {
        open: (signal) => this.#open(signal),
        close: (managed, force) => managed.session.close(force),
        check: (managed) => check(managed),
        condition: (managed) => managed.condition(),
        reset: (managed) => managed.reset({ deadline: performance.now() + checkPatience }),
      },
      {
        onOpened: () => this.#publish({ type: "opened" }),
        onClosed: (_managed, reason) => this.#publish({ type: "closed", reason }),
        onOpenFailed: (error) => this.#publish({ type: "open-failed", error }),
        onLeak: (stack, heldFor) => this.#leak(stack, heldFor),
        onLeakReturned: (stack, heldFor) => this.#publish({ type: "leak-returned", stack, heldFor }),
      },
    );
    this.#context = { driver, event: this.event, permanent, roleLost: () => this.pool.evict() };
  }

  /** Changes the pool's limits, as far as the endpoint has none of its own. */
  resize(change: Partial<PoolOptions>): void {
    this.pool.resize(this.#possible({ ...this.pool.options, ...change }));
  }

  /** The limits within what the endpoint can do: one writer stays one, and a database in memory is never closed. */
  #possible(wanted: PoolOptions): PoolOptions {
    const { maxSessions = Infinity, permanent } = this.#endpoint;
    const lasting = permanent === true ? { idleTimeout: 0, maxLifetime: 0, maxUses: 0, maxIdle: 0 } : {};
    const max = Math.min(wanted.max, maxSessions);
    // What was asked for in vain at the start is no fault; a minimum above an own maximum is.
    const min = maxSessions < wanted.max ? Math.min(wanted.min, max) : wanted.min;
    return { ...wanted, ...lasting, max, min };
  }

  get capabilities(): Capabilities {
    return this.#driver.capabilities;
  }

  get driver(): Driver {
    return this.#driver;
  }

  get engine(): string {
    return this.#driver.engine;
  }

  /** Opens a session that does not belong to the pool. The caller closes it. */
  async openApart(observer: SessionObserver, signal?: AbortSignal): Promise<Session> {
    try {
      return await openSession(this.#driver, this.#endpoint.options, {
        event: this.event,
        observer,
        timeout: this.#settings.connectTimeout,
        signal,
      });
    } catch (error) {
      throw toDatabaseError(this.#driver, error);
    }
  }

  async #open(signal: AbortSignal): Promise<ManagedSession> {
    let managed: ManagedSession | undefined;
    let lost = false;
    const session = await this.openApart(
      {
        onLost: () => {
          lost = true;
          if (managed === undefined) return;
          managed.markBroken();
          this.pool.lost(managed);
        },
        onNotice: (message) => {
          if (channels.notice.hasSubscribers) channels.notice.publish({ ...this.event, message });
        },
      },
      signal,
    );
    managed = new ManagedSession(session, this.#context);
    this.server = session.server;
    if (lost) managed.markBroken();
    return managed;
  }

  /**
   * Whether a session lives, or the last attempt to open one did not fail. Where it did, another is made in the
   * background, so that no caller waits for a dead server, and one that is back is used again.
   */
  reachable(): boolean {
    if (!this.pool.failing || this.pool.stats().size > 0) return true;
    if (!this.#probing) {
      this.#probing = true;
      void this.#probe();
    }
    return false;
  }

  async #probe(): Promise<void> {
    await this.pool.fill().catch(() => undefined);
    this.#probing = false;
  }

  /**
   * Whether this standby was at most so far behind when it was last measured. It is measured again, in the background,
   * when that was over a second ago; before the first measurement nothing is promised.
   */
  lagWithin(maxLag: number): boolean {
    const now = performance.now();
    if (now - this.#lagMeasuredAt > lagFreshness) {
      this.#lagMeasuredAt = now;
      void this.#measureLag();
    }
    return this.#lag <= maxLag;
  }

  async #measureLag(): Promise<void> {
    try {
      const lease = await this.pool.acquire({ deadline: performance.now() + checkPatience });
      try {
        const managed = lease.resource;
        this.#lag = await managed.exclusively(
          noLimits,
          () => managed.session.replicationLag?.() ?? Promise.resolve(Infinity),
        );
      } finally {
        lease.release();
      }
    } catch {
      this.#lag = Infinity;
    }
  }

  #leak(stack: string, heldFor: number): void {
    if (channels.pool.hasSubscribers) this.#publish({ type: "leak", stack, heldFor });
    else
      process.emitWarning(
        `A session of ${this.name} is held for ${Math.round(heldFor)} ms. It was taken here:\n${stack}`,
        "DatabaseLeakWarning",
      );
  }

  #publish(details: Pick<PoolEvent, "type" | "reason" | "stack" | "heldFor" | "error">): void {
    if (channels.pool.hasSubscribers) channels.pool.publish({ ...this.event, ...details });
  }
}

async function check(managed: ManagedSession): Promise<void> {
  await managed.ping({ deadline: performance.now() + checkPatience });
}
