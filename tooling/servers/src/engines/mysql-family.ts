import { connect } from "node:net";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serverFiles } from "../certificates.ts";
import type { Blueprint, StartOrder } from "../engine.ts";
import { ownByServer } from "../instance.ts";
import { credentials } from "./credentials.ts";

const { user, password, database } = credentials;

/** The URL of a server that was made with the lab's account. */
export function mysqlUrl(host: string, port: number): string {
  return `mysql://${user}:${password}@${host}:${port}/${database}`;
}

/** What both servers need of the container's environment; the images spell the variables alike. */
export function mysqlEnvironment(prefix: "MYSQL" | "MARIADB"): Record<string, string> {
  return {
    [`${prefix}_ROOT_PASSWORD`]: password,
    [`${prefix}_DATABASE`]: database,
    [`${prefix}_USER`]: user,
    [`${prefix}_PASSWORD`]: password,
  };
}

/** Settings of a throw-away server, common to MySQL and MariaDB. */
export function mysqlSettings(order: StartOrder, own: Readonly<Record<string, string | number>>): readonly string[] {
  const { instance, port } = order;
  const settings = {
    datadir: `${instance.inside}/data`,
    socket: `${instance.inside}/data/my.sock`,
    "pid-file": `${instance.inside}/data/my.pid`,
    "bind-address": "127.0.0.1",
    port,
    "max-connections": 200,
    "local-infile": 1,
    "innodb-flush-log-at-trx-commit": 0,
    "innodb-buffer-pool-size": "64M",
    "sync-binlog": 0,
    "server-id": 1,
    "lower-case-table-names": 0,
    "log-bin-trust-function-creators": 1,
    "default-time-zone": "+00:00",
    ...own,
    ...tlsSettings(order),
    ...order.settings,
  };
  return ["--no-defaults", ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)];
}

function tlsSettings(order: StartOrder): Record<string, string> {
  if (order.certificates === undefined) return {};
  const files = serverFiles(order.installation, order.instance, order.certificate === "expired" ? "expired" : "valid");
  return { "ssl-ca": files.ca, "ssl-cert": files.certificate, "ssl-key": files.key };
}

/** An empty data folder that belongs to the server's account. */
export function makeDataFolder({ installation, instance }: StartOrder): void {
  const data = join(instance.folder, "data");
  mkdirSync(data);
  ownByServer(installation, data);
}

/** Statements the server runs at each start, so they may be run again: the lab's account, which may do anything. */
export function writeInitFile({ installation, instance }: StartOrder): string {
  const file = join(instance.folder, "init.sql");
  const statements = [
    `create database if not exists ${database};`,
    `create user if not exists '${user}'@'%' identified by '${password}';`,
    `grant all privileges on *.* to '${user}'@'%' with grant option;`,
    "create user if not exists 'db_certified'@'%' require subject '/CN=db_certified';",
    `grant all privileges on ${database}.* to 'db_certified'@'%';`,
  ];
  writeFileSync(file, `${statements.join("\n")}\n`);
  ownByServer(installation, file);
  return `${instance.inside}/init.sql`;
}

/** What is common to both once the data folder is there. */
export function mysqlBlueprint(command: string, args: readonly string[], port: number): Blueprint {
  const url = mysqlUrl("127.0.0.1", port);
  return { command, args, url, stopSignal: "SIGTERM", ready: async () => void (await greeting(url)) };
}

/** The version in the first packet a server sends to anyone who connects. */
export async function mysqlVersion(url: string): Promise<string> {
  return greeting(url);
}

function greeting(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 3306), timeout: 5_000 });
    socket.once("data", (packet: Buffer) => {
      socket.destroy();
      // 3 bytes length, 1 byte sequence, 1 byte protocol 10 (255 is an error), then the version up to a zero byte.
      if (packet[4] === 10)
        resolve(
          packet
            .subarray(5, packet.indexOf(0, 5))
            .toString()
            .replace(/^5\.5\.5-/, ""),
        );
      else reject(new Error(`refused: ${packet.subarray(7).toString()}`));
    });
    socket.on("timeout", () => socket.destroy(new Error("no answer in time")));
    socket.on("error", reject);
    socket.on("end", () => reject(new Error("closed without a greeting")));
  });
}
