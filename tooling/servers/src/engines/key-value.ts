import { connect } from "node:net";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { serverFiles } from "../certificates.ts";
import type { Blueprint, Engine, StartOrder } from "../engine.ts";
import { ownByServer } from "../instance.ts";
import { freePort } from "../process/free-port.ts";
import { credentials } from "./credentials.ts";

const { password } = credentials;

/** Valkey. */
export const valkey: Engine = keyValueEngine("valkey", "Valkey", "valkey/valkey:9", /^Valkey server v=(\d[\d.]*)/m);

/** Redis. */
export const redis: Engine = keyValueEngine("redis", "Redis", "redis:8", /^Redis server v=(\d[\d.]*)/m);

/** Redis and Valkey are one server under two names: the same settings, the same protocol. */
function keyValueEngine(name: "redis" | "valkey", title: string, image: string, version: RegExp): Engine {
  const program = `${name}-server`;
  return {
    name,
    title,
    container: {
      image,
      port: 6379,
      environment: {},
      command: [program, "--requirepass", password],
      url: (host, port) => `redis://:${password}@${host}:${port}/0`,
    },
    binaries: {
      program,
      folders: ["/opt/homebrew/bin", "/usr/local/bin"],
      account: name,
      version: (output) => version.exec(output)?.[1],
      prepare: (order) => prepare(program, order),
    },
    debian: { chroot: "main", packages: [program] },
    probe: async (url) => {
      const info = await ask(new URL(url), "INFO server");
      return (
        /^(?:valkey|redis)_version:(\S+)/m.exec(info.replace(/^redis_version:.*$(?=[^]*^valkey_version:)/m, ""))?.[1] ??
        "0"
      );
    },
  };
}

async function prepare(program: string, order: StartOrder): Promise<Blueprint> {
  const { installation, instance, port } = order;
  const data = join(instance.folder, "data");
  mkdirSync(data);
  ownByServer(installation, data);
  const settings = {
    bind: "127.0.0.1",
    port,
    requirepass: password,
    dir: `${instance.inside}/data`,
    // Its command line names the folder, by which a process is known for its own later.
    "set-proc-title": "no",
    save: "",
    appendonly: "yes",
    appendfsync: "no",
    "enable-debug-command": "local",
    ...(await tlsSettings(order)),
    ...order.settings,
  };
  const url = `redis://:${password}@127.0.0.1:${port}/0`;
  return {
    command: program,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ready: async () => {
      const answer = await ask(new URL(url), "PING");
      if (!answer.startsWith("+PONG")) throw new Error(`the server answers ${answer.trim()}`);
    },
    url,
    stopSignal: "SIGTERM",
  };
}

/** TLS has a port of its own; a caller chooses it by the setting `tls-port`. */
async function tlsSettings(order: StartOrder): Promise<Record<string, string | number>> {
  if (order.certificates === undefined) return {};
  const files = serverFiles(order.installation, order.instance, order.certificate === "expired" ? "expired" : "valid");
  return {
    "tls-port": await freePort(),
    "tls-cert-file": files.certificate,
    "tls-key-file": files.key,
    "tls-ca-cert-file": files.ca,
    "tls-auth-clients": "optional",
  };
}

/** Sends one command, after signing in where the URL has a password, and gives the raw answer to the last. */
function ask(url: URL, command: string): Promise<string> {
  const user = url.username === "" ? "" : ` ${decodeURIComponent(url.username)}`;
  const lines = url.password === "" ? [command] : [`AUTH${user} ${decodeURIComponent(url.password)}`, command];
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port || 6379), timeout: 5_000 });
    let answer = "";
    socket.on("connect", () => socket.write(`${[...lines, "QUIT"].join("\r\n")}\r\n`));
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.on("timeout", () => socket.destroy(new Error("no answer in time")));
    socket.on("error", reject);
    socket.on("close", () => {
      if (answer === "") reject(new Error("closed without an answer"));
      else resolve(lines.length === 1 ? answer : answer.slice(answer.indexOf("\n") + 1));
    });
  });
}
