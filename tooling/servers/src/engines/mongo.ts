import { fileURLToPath } from "node:url";
import type { Blueprint, Engine, StartOrder } from "../engine.ts";
import { askServer } from "../gateway/ask-server.ts";
import { gatewayModule, gatewayVersion } from "../gateway/version.ts";
import { freePort } from "../process/free-port.ts";
import { credentials } from "./credentials.ts";
import { preparePostgres, withClient } from "./postgres.ts";

const gateway = " (DocumentDB gateway)";

/**
 * MongoDB where there is one, by URL or Docker. Without it, MongoDB's semantics by the DocumentDB extension of
 * PostgreSQL, behind a gateway of ours that speaks MongoDB's protocol: no proof against MongoDB itself, and the version
 * says so.
 */
export const mongo: Engine = {
  name: "mongo",
  title: "MongoDB",
  container: {
    image: "mongo:8",
    port: 27017,
    environment: {},
    command: ["mongod", "--replSet", "rs0", "--bind_ip_all"],
    url: (host, port) => `mongodb://${host}:${port}/${credentials.database}?directConnection=true`,
  },
  binaries: {
    program: "postgres",
    folders: ["/usr/lib/postgresql/18/bin"],
    requires: ["/usr/share/postgresql/18/extension/documentdb.control"],
    withoutTls: true,
    account: "postgres",
    version: () => `${gatewayVersion}${gateway}`,
    prepare,
  },
  debian: { chroot: "main", packages: ["postgresql-18", "postgresql-18-documentdb"] },
  probe,
};

/** PostgreSQL has a port of its own; the server's port is the gateway's. The extension signs in to itself by TCP. */
async function prepare(order: StartOrder): Promise<Blueprint> {
  const settings = {
    shared_preload_libraries: "pg_cron,pg_documentdb_core,pg_documentdb",
    "cron.database_name": credentials.database,
    ...order.settings,
  };
  const inner = await preparePostgres({ ...order, settings, port: await freePort(), certificates: undefined }, "trust");
  const script = fileURLToPath(new URL("../gateway/main.ts", import.meta.url));
  const url = `mongodb://127.0.0.1:${order.port}/${credentials.database}?replicaSet=rs0`;
  const ready = async (): Promise<void> => {
    await inner.ready();
    await withClient(inner.url, (client) => client.query("create extension if not exists documentdb cascade"));
  };
  const companion = {
    args: [script, String(order.port), inner.url, order.instance.folder],
    ready: async () => void (await askServer(url, { ping: 1 })),
  };
  return { ...inner, ready, url, companion };
}

/** A MongoDB of a container is told to be a replica set by the first who asks it. */
async function probe(url: string): Promise<string> {
  const hello = await askServer(url, { hello: 1 });
  if (hello["isWritablePrimary"] !== true) {
    await askServer(url, { replSetInitiate: { _id: "rs0", members: [{ _id: 0, host: "localhost:27017" }] } });
    throw new Error("the server is not primary yet");
  }
  const { version, modules } = await askServer(url, { buildInfo: 1 });
  return `${String(version)}${(modules as readonly unknown[]).includes(gatewayModule) ? gateway : ""}`;
}
