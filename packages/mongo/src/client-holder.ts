import { ConfigurationError, databaseError, socketErrorFacts, type DatabaseEvent } from "@db/core";
import type { ClientSession, Db, MongoClient } from "mongodb";
import { createClient } from "./client-options.ts";
import { engine } from "./mongo-errors.ts";
import type { ParsedMongoOptions } from "./mongo-options.ts";
import { PoolMonitor, type MongoPoolStats } from "./pool-monitor.ts";

/** How long the server is asked to stop what a caller gave up, in milliseconds. */
const killTime = 2_000;

/** The client, made at the first call, until it is closed. */
export class ClientHolder {
  readonly options: ParsedMongoOptions;
  /** What every event of the database carries. */
  readonly event: DatabaseEvent;
  readonly #monitor: PoolMonitor;
  #client: Promise<MongoClient> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ParsedMongoOptions) {
    this.options = options;
    this.event = {
      "db.system.name": "mongodb",
      "db.namespace": this.databaseName,
      "db.client.connection.pool.name": `${placesOf(options)}/${this.databaseName}`,
      database: options.name,
    };
    this.#monitor = new PoolMonitor(this.event);
  }

  get databaseName(): string {
    return this.options.database ?? "test";
  }

  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** The client; nothing has been sent when it is made. Rejects with `closed`, or where a certificate cannot be read. */
  client(): Promise<MongoClient> {
    if (this.closed) return Promise.reject(closedError());
    this.#client ??= this.#make();
    return this.#client;
  }

  async db(): Promise<Db> {
    return (await this.client()).db(this.databaseName);
  }

  stats(): readonly MongoPoolStats[] {
    return this.#monitor.stats();
  }

  /** Has the server stop what runs in a session. What comes of it is nobody's concern any more; never rejects. */
  async stopSession(session: ClientSession): Promise<void> {
    const { id } = session;
    if (id === undefined || this.closed) return;
    try {
      const client = await this.client();
      await client.db("admin").command({ killSessions: [{ id: id.id }] }, { signal: AbortSignal.timeout(killTime) });
    } catch {
      // The caller has been told already why its call ended.
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #make(): Promise<MongoClient> {
    try {
      const client = await createClient(this.options);
      this.#monitor.watch(client);
      // A client whose first connection failed is of no use any more.
      client.once("topologyClosed", () => (this.#client = undefined));
      return client;
    } catch (cause) {
      // The next call may find the file.
      this.#client = undefined;
      const facts = socketErrorFacts(cause);
      throw facts === undefined
        ? new ConfigurationError([{ path: "tls", message: "the certificates or the key cannot be used" }], {
            engine,
            cause,
          })
        : databaseError({ engine, ...facts, cause });
    }
  }

  async #end(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    await client?.close();
  }
}

/** The error of every call on what is closed. */
export function closedError(): Error {
  return databaseError({ kind: "closed", engine, message: "the database is closed" });
}

function placesOf({ socketPath, host = "localhost", port = 27_017, hosts, srv }: ParsedMongoOptions): string {
  if (hosts !== undefined) return hosts.map((each) => `${each.host}:${each.port ?? port}`).join(",");
  return socketPath ?? (srv === true ? host : `${host}:${port}`);
}
