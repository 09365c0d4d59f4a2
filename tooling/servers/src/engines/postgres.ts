import { mkdirSync, writeFileSync, appendFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { serverFiles } from "../certificates.ts";
import type { Blueprint, Engine, StartOrder } from "../engine.ts";
import { runInside } from "../installation.ts";
import { ownByServer } from "../instance.ts";
import { credentials } from "./credentials.ts";

const { database, user, password } = credentials;

/** PostgreSQL. Its test user is a superuser; `db_certified` signs in with the lab's client certificate alone. */
export const postgres: Engine = {
  name: "postgres",
  title: "PostgreSQL",
  container: {
    image: "postgres:18",
    port: 5432,
    environment: { POSTGRES_DB: database, POSTGRES_USER: user, POSTGRES_PASSWORD: password },
    command: ["postgres", ...Object.entries(testSettings()).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    url: (host, port) => `postgres://${user}:${password}@${host}:${port}/${database}`,
  },
  binaries: {
    program: "postgres",
    folders: ["/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"],
    account: "postgres",
    version: (output) => /\(PostgreSQL\) (\d+(?:\.\d+)*)/.exec(output)?.[1],
    prepare: (order) => preparePostgres(order, "scram-sha-256"),
  },
  debian: { chroot: "main", packages: ["postgresql-18"] },
  probe,
};

/** Prepares a PostgreSQL whose clients on 127.0.0.1 sign in by that method. */
export async function preparePostgres(order: StartOrder, method: "scram-sha-256" | "trust"): Promise<Blueprint> {
  const { installation, instance, port } = order;
  const passwordFile = join(instance.folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  ownByServer(installation, passwordFile);
  const data = `${instance.inside}/data`;
  const access = ["--username", user, `--pwfile=${instance.inside}/password`, "--auth=scram-sha-256"];
  const kind = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"];
  await runInside(installation, "initdb", ["--pgdata", data, ...access, ...kind]);
  const sockets = join(instance.folder, "sockets");
  mkdirSync(sockets);
  ownByServer(installation, sockets);
  const settings = {
    ...testSettings(),
    ...tlsSettings(order),
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: `${instance.inside}/sockets`,
    ...order.settings,
  };
  appendFileSync(join(instance.folder, "data/postgresql.conf"), configuration(settings));
  writeFileSync(join(instance.folder, "data/pg_hba.conf"), accessRules(order.certificates !== undefined, method));
  const url = `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  return {
    command: "postgres",
    args: ["-D", data],
    ready: () => createDatabase(new URL(url)),
    url,
    stopSignal: "SIGINT",
  };
}

/** What tests of a data-access layer need of a server, and what makes a throw-away one quick. */
function testSettings(): Record<string, string | number> {
  return {
    max_connections: 200,
    max_prepared_transactions: 20,
    wal_level: "logical",
    fsync: "off",
    synchronous_commit: "on",
    full_page_writes: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
  };
}

function tlsSettings(order: StartOrder): Record<string, string> {
  if (order.certificates === undefined) return { ssl: "off" };
  const files = serverFiles(order.installation, order.instance, order.certificate === "expired" ? "expired" : "valid");
  return { ssl: "on", ssl_cert_file: files.certificate, ssl_key_file: files.key, ssl_ca_file: files.ca };
}

function configuration(settings: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'`);
  return `\n${lines.join("\n")}\n`;
}

function accessRules(tls: boolean, method: string): string {
  const rules = [
    "local all all trust",
    `host all all 127.0.0.1/32 ${method}`,
    "host replication all 127.0.0.1/32 scram-sha-256",
  ];
  return `${[...(tls ? ["hostssl all db_certified 127.0.0.1/32 cert"] : []), ...rules].join("\n")}\n`;
}

/** Makes what a first start lacks; on a restart it finds everything and only proves that the server answers. */
async function createDatabase(url: URL): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = "/postgres";
  await withClient(maintenance.href, async (client) => {
    const databases = await client.query("select 1 from pg_database where datname = $1", [database]);
    if (databases.rows.length === 0) await client.query(`create database ${database}`);
    const roles = await client.query("select 1 from pg_roles where rolname = 'db_certified'");
    if (roles.rows.length === 0) await client.query("create role db_certified login");
  });
}

async function probe(url: string): Promise<string> {
  const answer = await withClient(url, (client) => client.query<{ server_version: string }>("show server_version"));
  return answer.rows[0]?.server_version ?? "0";
}

/** Opens a connection for one piece of work. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {}); // reported by the call that was under way
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
