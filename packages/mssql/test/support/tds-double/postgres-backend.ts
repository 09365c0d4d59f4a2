import { Client } from "pg";
import { catalogueViews } from "./catalogue-views.ts";
import type { Login } from "./messages.ts";
import { PostgresSession } from "./postgres-session.ts";
import type { Backend, BackendSession } from "./server.ts";
import type { Fault } from "./tokens.ts";

let count = 0;
const spares = 3;

/**
 * Answers requests by PostgreSQL: each session of the double's is one of a database of its own. It shows how the driver
 * speaks the protocol and keeps its state, and nothing of how SQL Server understands SQL.
 */
export class PostgresBackend implements Backend {
  readonly #url: string;
  readonly #name: string;
  readonly #admin: Client;
  readonly #sessions = new Set<PostgresSession>();
  /** Connected ahead, so that signing in takes no longer than on a server that has them in itself. */
  readonly #spare: Promise<Client>[] = [];
  /** The password that is asked for; any when there is none. */
  password: string | undefined;

  private constructor(url: string, name: string, admin: Client) {
    this.#url = url;
    this.#name = name;
    this.#admin = admin;
  }

  /** Makes a database. `url` is that of a PostgreSQL server where one may be made. */
  static async create(url: string): Promise<PostgresBackend> {
    const admin = new Client({ connectionString: url });
    await admin.connect();
    const name = `tds_double_${process.pid}_${++count}`;
    await admin.query(`create database ${name} template template0`);
    const backend = new PostgresBackend(url, name, admin);
    try {
      const client = await backend.#connect("tds-double-setup");
      await client.query(catalogueViews);
      await client.end();
      return backend;
    } catch (error) {
      await backend.close();
      throw error;
    }
  }

  async open({ username, password, database }: Login): Promise<BackendSession | Fault> {
    if (this.password !== undefined && password !== this.password)
      return { number: 18456, class: 14, message: `Login failed for user '${username}'.` };
    if (database === "missing")
      return {
        number: 4060,
        class: 11,
        message: `Cannot open database "${database}" requested by the login. The login failed.`,
      };
    const client = await this.#take();
    const session = new PostgresSession(client, (pid, how) => this.#signal(pid, how));
    this.#sessions.add(session);
    return {
      handle: (request, write) => session.handle(request, write),
      cancel: () => session.cancel(),
      close: async () => {
        this.#sessions.delete(session);
        await session.close();
      },
    };
  }

  /** Drops the database. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session.close()));
    await Promise.all(this.#spare.splice(0).map(async (client) => (await client).end()));
    await this.#admin.query(`drop database ${this.#name} with (force)`);
    await this.#admin.end();
  }

  async #take(): Promise<Client> {
    const next = this.#spare.shift() ?? this.#connect("tds-double-spare");
    while (this.#spare.length < spares) this.#spare.push(this.#connect("tds-double-spare"));
    const client = await next;
    await client.query("set application_name = 'tds-double'");
    return client;
  }

  async #connect(application: string): Promise<Client> {
    const url = new URL(this.#url);
    url.pathname = this.#name;
    const client = new Client({ connectionString: url.href, application_name: application });
    client.on("error", () => undefined);
    await client.connect();
    await client.query("set time zone 'UTC'; set search_path = dbo, sys; set client_min_messages = error");
    return client;
  }

  async #signal(pid: number, how: "cancel" | "terminate"): Promise<void> {
    await this.#admin.query(`select pg_${how}_backend($1)`, [pid]).catch(() => undefined);
  }
}
