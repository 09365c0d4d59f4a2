import {
  createDatabase,
  defineDatabase,
  type DatabaseDefinition,
  type DefinedEndpoint,
  type RelationalDatabase,
} from "../../../src/database/index.ts";
import { postgresDialect } from "../../../src/dialects/index.ts";
import type {
  BulkRequest,
  CallOptions,
  Capabilities,
  Driver,
  Endpoint,
  Result,
  Row,
  ServerInfo,
  Session,
  SessionObserver,
  StreamOptions,
  TargetSession,
  TransactionSettings,
  TransactionStatus,
} from "../../../src/driver/index.ts";
import type { ErrorFacts } from "../../../src/errors/index.ts";
import type { BoundStatement } from "../../../src/statement/index.ts";

/** An error as a client throws it: core asks the driver what it means. */
export class ClientError extends Error {
  readonly facts: ErrorFacts;

  constructor(kind: ErrorFacts["kind"], facts: Partial<ErrorFacts> = {}) {
    super(`the client says ${kind}`);
    this.facts = { kind, ...facts };
  }
}

const fakeCapabilities: Capabilities = {
  transactions: true,
  savepoints: true,
  isolationLevels: ["read-committed", "serializable"],
  readOnlyTransactions: true,
  deferrableTransactions: false,
  immediateTransactions: false,
  transactionalDdl: true,
  cancel: true,
  stream: true,
  bulkInsert: true,
  atomicBulkInsert: false,
  returning: true,
  procedures: false,
  multipleResultSets: false,
  arrays: true,
  notifications: true,
  advisoryLocks: false,
  twoPhase: false,
  multipleHosts: true,
  replicationLag: true,
  tls: false,
  pipelining: false,
  concurrentSessions: true,
  booleans: true,
  decimals: true,
  specialFloats: true,
  nulCharacters: false,
  catalogue: false,
} as Capabilities;

/** What a place can be told to be. */
export interface Place {
  readonly host: string;
  readonly role?: "primary" | "standby" | "unknown";
  readonly password?: unknown;
  readonly username?: unknown;
  readonly [option: string]: unknown;
}

/** Operations that can be made to fail. */
type Operation = "connect" | "begin" | "commit" | "rollback" | "run" | "reset" | "ping" | "listen" | "close" | "cancel";

/** All servers of a test: what was asked of them, and how they answer. */
export class FakeServers {
  readonly log: string[] = [];
  readonly sessions: FakeSession[] = [];
  readonly connects: CallOptions[] = [];
  readonly #faults: {
    readonly operation: Operation;
    readonly where: string;
    readonly error: unknown;
    times: number;
  }[] = [];
  /** Gives the rows of a statement, or throws; `undefined` for the usual answer. */
  answer: (
    text: string,
    values: readonly unknown[],
    session: FakeSession,
  ) => readonly Row[] | Promise<readonly Row[]> | undefined = () => undefined;
  /** How long a standby is behind, by host. */
  readonly lag = new Map<string, number>();
  /** Hosts whose connections are never established. */
  readonly silent = new Set<string>();
  readonly late: (() => void)[] = [];

  /** Makes the next calls of an operation fail, on every host or on one. */
  fail(operation: Operation, error: unknown, times = 1, where = ""): void {
    this.#faults.push({ operation, where, error, times });
  }

  check(operation: Operation, where: string): void {
    const fault = this.#faults.find(
      (one) => one.operation === operation && one.times > 0 && (one.where === "" || one.where === where),
    );
    if (fault === undefined) return;
    fault.times--;
    throw fault.error;
  }

  /** What was asked, without the session's number. */
  get asked(): string[] {
    return this.log.map((line) => line.replace(/^\S+ /, ""));
  }

  get open(): FakeSession[] {
    return this.sessions.filter(({ closed }) => !closed);
  }
}

/** One connection. `slow` in a text runs until it is cancelled; `deaf` until the connection is cut. */
export class FakeSession implements Session {
  readonly server: ServerInfo;
  readonly native: unknown = { raw: true };
  readonly id: string;
  readonly host: string;
  readonly observer: SessionObserver;
  readonly #servers: FakeServers;
  transaction: TransactionStatus = "none";
  dirty = false;
  closed = false;
  cancels = 0;
  #stop: ((error: unknown) => void) | undefined;
  #deaf = false;

  constructor(servers: FakeServers, place: Place, observer: SessionObserver) {
    this.#servers = servers;
    this.host = place.host;
    this.observer = observer;
    this.id = `${place.host}#${servers.sessions.length}`;
    const role = place.role ?? "primary";
    this.server = {
      versionText: "18.1",
      version: [18, 1],
      flavour: "fake",
      host: place.host,
      readOnly: role === "standby",
      role,
    };
    servers.sessions.push(this);
  }

  #note(what: string): void {
    this.#servers.log.push(`${this.id} ${what}`);
  }

  /** Breaks the connection as a network does. */
  lose(): void {
    this.closed = true;
    this.transaction = "none";
    this.observer.onLost(new ClientError("connection-lost"));
    this.#stop?.(new ClientError("connection-lost"));
  }

  async run({ compiled: { text }, values }: BoundStatement): Promise<Result> {
    this.#note(text);
    await Promise.resolve();
    if (this.closed) throw new ClientError("connection-lost");
    if (/slow|deaf/.test(text)) await this.#wait(text.includes("deaf"));
    try {
      this.#servers.check("run", this.host);
      const rows = (await this.#servers.answer(text, values, this)) ?? [{ n: 1 }];
      return { rows, affectedRows: rows.length, columns: [{ name: "n" }] };
    } catch (error) {
      if (this.transaction === "open") this.transaction = "failed";
      throw error;
    } finally {
      if (text.startsWith("rollback to") && this.transaction === "failed") this.transaction = "open";
    }
  }

  #wait(deaf: boolean): Promise<void> {
    this.#deaf = deaf;
    return new Promise((resolve, reject) => {
      this.#stop = (error) => {
        this.#stop = undefined;
        if (error === undefined) resolve();
        else reject(error as Error);
      };
    });
  }

  /** Lets what is slow end as if nothing had happened. */
  finish(): void {
    this.#stop?.(undefined);
  }

  async *stream(
    { compiled: { text } }: BoundStatement,
    { batchSize }: StreamOptions,
  ): AsyncGenerator<readonly Row[], void, undefined> {
    this.#note(`stream ${text}`);
    try {
      for (let n = 0; n < 10; n += batchSize) {
        if (text.includes("slow")) await this.#wait(false);
        this.#servers.check("run", this.host);
        yield Array.from({ length: batchSize }, (_, index) => ({ n: n + index }));
      }
    } finally {
      this.#note("end of stream");
    }
  }

  async begin(settings: TransactionSettings): Promise<void> {
    const said = Object.entries(settings).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}=${String(value)}`],
    );
    this.#note(["begin", ...said].join(" "));
    await Promise.resolve();
    this.#servers.check("begin", this.host);
    this.transaction = "open";
  }

  async commit(): Promise<void> {
    this.#note("commit");
    await Promise.resolve();
    this.#servers.check("commit", this.host);
    this.transaction = "none";
  }

  async rollback(): Promise<void> {
    this.#note("rollback");
    await Promise.resolve();
    this.#servers.check("rollback", this.host);
    this.transaction = "none";
  }

  async cancel(): Promise<void> {
    this.#note("cancel");
    this.cancels++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.#note("end of cancel");
    this.#servers.check("cancel", this.host);
    if (!this.#deaf) this.#stop?.(new ClientError("cancelled"));
  }

  async reset(): Promise<void> {
    this.#note("reset");
    await Promise.resolve();
    this.#servers.check("reset", this.host);
    this.transaction = "none";
    this.dirty = false;
  }

  async ping(): Promise<void> {
    this.#note("ping");
    await Promise.resolve();
    this.#servers.check("ping", this.host);
  }

  replicationLag(): Promise<number> {
    return Promise.resolve(this.#servers.lag.get(this.host) ?? 0);
  }

  async close(force = false): Promise<void> {
    if (this.closed) return;
    this.#note(force ? "cut" : "close");
    this.closed = true;
    this.#stop?.(new ClientError("connection-lost"));
  }

  async bulkInsert({ table, rows }: BulkRequest): Promise<number> {
    this.#note(`bulk ${[table].flat().join(".")}`);
    let count = 0;
    for await (const batch of rows) count += batch.length;
    this.#servers.check("run", this.host);
    return count;
  }

  async listen(channel: string): Promise<void> {
    this.#note(`listen ${channel}`);
    await Promise.resolve();
    this.#servers.check("listen", this.host);
  }

  async unlisten(channel: string): Promise<void> {
    this.#note(`unlisten ${channel}`);
    await Promise.resolve();
  }
}

interface FakeOptions {
  readonly places: readonly Place[];
  readonly target?: TargetSession | undefined;
  readonly password?: unknown;
  readonly username?: unknown;
}

/** A driver of nothing: sessions that note what is asked of them and answer as they are told. */
export class FakeDriver implements Driver<FakeOptions> {
  readonly engine: string = "fake";
  readonly systemName = "other_sql";
  readonly dialect = postgresDialect;
  readonly capabilities: Capabilities;
  readonly fields = {
    host: { kind: "string", description: "A host." },
    secret: { kind: "string", secret: true, description: "A password." },
    port: { kind: "integer", min: 1, description: "A port." },
  } as const;
  readonly servers: FakeServers;

  constructor(servers: FakeServers = new FakeServers(), capabilities: Partial<Capabilities> = {}) {
    this.servers = servers;
    this.capabilities = { ...fakeCapabilities, ...capabilities };
  }

  parseOptions(input: unknown): FakeOptions {
    const { host = "primary" } = input as { host?: string };
    return { places: [{ host }] };
  }

  endpoints(options: FakeOptions): readonly Endpoint<FakeOptions>[] {
    return [{ name: options.places[0]?.host ?? "nowhere", options, role: "primary" }];
  }

  hosts(options: FakeOptions): readonly FakeOptions[] {
    return options.places.map((place) => ({ ...options, ...place, places: [place] }));
  }

  targetSession(options: FakeOptions): TargetSession {
    return options.target ?? "any";
  }

  async connect({ places }: FakeOptions, observer: SessionObserver, call: CallOptions): Promise<Session> {
    const place = places[0] as Place;
    this.servers.connects.push(call);
    this.servers.log.push(`${place.host} connect`);
    if (this.servers.silent.has(place.host)) await new Promise<void>((resolve) => this.servers.late.push(resolve));
    else await Promise.resolve();
    this.servers.check("connect", place.host);
    return new FakeSession(this.servers, place, observer);
  }

  classify(error: unknown): ErrorFacts {
    return error instanceof ClientError ? error.facts : { kind: "unknown" };
  }
}

/** How a test's database is put together. */
export interface Setup {
  readonly settings?: Record<string, unknown>;
  readonly endpoints?: readonly (Partial<DefinedEndpoint> & { readonly name: string })[];
  readonly capabilities?: Partial<Capabilities>;
  readonly target?: TargetSession;
  readonly places?: readonly Place[];
}

/** A database on fake servers. */
export function fakeDatabase(setup: Setup = {}): {
  readonly db: RelationalDatabase;
  readonly servers: FakeServers;
  readonly driver: FakeDriver;
} {
  const servers = new FakeServers();
  const driver = new FakeDriver(servers, setup.capabilities);
  const { settings } = defineDatabase(driver, { pool: { validateAfter: 0 }, ...setup.settings });
  const places = setup.places ?? [{ host: "primary" }];
  const endpoints: DefinedEndpoint[] = (setup.endpoints ?? [{ name: "primary" }]).map((endpoint) => ({
    role: "primary",
    weight: 1,
    options: {
      places: endpoint.name === "primary" ? places : [{ host: endpoint.name }],
      target: setup.target,
      ...setup.places?.[0],
    },
    ...endpoint,
  }));
  const definition: DatabaseDefinition = { driver: driver as unknown as Driver, settings, endpoints };
  return { db: createDatabase(definition), servers, driver };
}

/** The kind of what a promise rejects with. */
export function kindOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "fulfilled",
    (error: { kind?: string }) => error.kind ?? String(error),
  );
}

/** What a promise rejects with. */
export function errorOf(promise: Promise<unknown>): Promise<Record<string, unknown> & Error> {
  return promise.then(
    () => {
      throw new Error("it did not reject");
    },
    (error: unknown) => error as Record<string, unknown> & Error,
  );
}
