import type { Installation } from "./installation.ts";
import type { Certificates } from "./certificates.ts";
import type { Instance } from "./instance.ts";

/** The engines the lab can find or start, as they are named in `DB_TEST_REQUIRE` and on the command line. */
const engineNames = ["postgres", "mysql", "mariadb", "redis", "valkey", "mongo", "mssql", "oracle", "h2"] as const;

/** The name of one engine the lab knows. */
export type EngineName = (typeof engineNames)[number];

/** What a caller may choose for one private server. */
export interface ServerSettings {
  /** Settings of the server itself, in its own words (`{ max_connections: "20" }`); they win over the lab's. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Which certificate the server presents; `valid` by default, `none` switches TLS off. */
  readonly certificate?: "valid" | "expired" | "none";
}

/** What an engine is told when it has to start one server. */
export interface StartOrder extends ServerSettings {
  readonly installation: Installation;
  /** A folder of the server's own, empty, outside path; removed by the lab when the server stops. */
  readonly instance: Instance;
  readonly port: number;
  readonly certificates: Certificates | undefined;
}

/** A program that belongs to a server. */
interface Companion {
  /** The script and its arguments. */
  readonly args: readonly string[];
  ready(): Promise<void>;
}

/** A prepared server: how to launch it, where it answers, when it is ready, how it likes to be stopped. */
export interface Blueprint {
  readonly command: string;
  readonly args: readonly string[];
  /** Called after each start until it resolves; rejects while the server is not ready. */
  ready(): Promise<void>;
  readonly url: string;
  readonly stopSignal: NodeJS.Signals;
  /** A program for this Node that stands before the server, and is launched, frozen and ended with it. */
  readonly companion?: Companion;
}

/** How an engine is had from a container image. */
interface ContainerRecipe {
  readonly image: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  /** Files laid into the container before it starts, by their paths there. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the container prints, so many times, once it is of use; without it the server is asked until it answers. */
  readonly readyMessage?: { readonly pattern: RegExp; readonly times: number };
  /** How long it may take to start, in milliseconds; three minutes when left out. */
  readonly patienceMs?: number;
  url(host: string, port: number): string;
}

/** How an engine is had from Debian's packages. */
export interface DebianRecipe {
  /** Chroots are shared by engines whose packages do not conflict. */
  readonly chroot: string;
  readonly packages: readonly string[];
}

/** How an engine is had from binaries: on the machine or in the chroot. */
export interface BinaryRecipe {
  /** The server's program, and folders to look in beside PATH; `*` stands for one folder name. */
  readonly program: string;
  readonly folders: readonly string[];
  /** Files without which the program will not do, as seen from inside. */
  readonly requires?: readonly string[];
  /** Set where the lab's certificates are of no use to the server. */
  readonly withoutTls?: true;
  /** The account the server runs as when the lab is root; `nobody` where it does not exist. */
  readonly account: string;
  /** What makes the program tell its version, and nothing else; `--version` when left out. */
  readonly versionArgs?: readonly string[];
  /** Picks the version out of what it tells then; undefined when this is another product's program. */
  version(output: string): string | undefined;
  /** Prepares data and settings in the instance's folder. */
  prepare(order: StartOrder): Promise<Blueprint>;
}

/** One engine as the lab knows it. A way the engine cannot be had in is simply absent. */
export interface Engine {
  readonly name: EngineName;
  /** The product's name in reports: `PostgreSQL`. */
  readonly title: string;
  readonly container?: ContainerRecipe;
  readonly binaries?: BinaryRecipe;
  readonly debian?: DebianRecipe;
  /** Asks a running server for its version; rejects when it does not answer. */
  probe(url: string): Promise<string>;
}

/** The environment variable that holds a server's URL: `DB_TEST_POSTGRES_URL`. */
export function urlVariable(name: EngineName): string {
  return `DB_TEST_${name.toUpperCase()}_URL`;
}

/** The environment variable that holds the version the lab saw: `DB_TEST_POSTGRES_VERSION`. */
export function versionVariable(name: EngineName): string {
  return `DB_TEST_${name.toUpperCase()}_VERSION`;
}

/** Whether a text names an engine of the lab. */
export function isEngineName(text: string): text is EngineName {
  return (engineNames as readonly string[]).includes(text);
}
