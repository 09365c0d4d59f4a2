import type { ConfigurationProblem } from "../errors/index.ts";
import { isRecord, setPath } from "./layer.ts";

/** A key of the earlier generation: where it stands now, and how its value is read. */
export interface LegacyKey {
  /** The path of today's key. */
  readonly path: readonly string[];
  /** What the value becomes; left out, it stays. A value it does not understand it must give back. */
  readonly translate?: (value: unknown) => unknown;
  readonly description: string;
}

/** The keys that are translated. `type`, `host`, `port`, `database`, `username`, `password` and `timeout` stayed. */
export const legacyKeys: Readonly<Record<string, LegacyKey>> = {
  name: { path: ["database"], description: "The database's name on the server; now `database`." },
  sslMode: {
    path: ["tls", "mode"],
    translate: (value) => (value === true ? "verify-full" : value === false ? "disable" : value),
    description: "Now `tls.mode`.",
  },
  maxIdleConns: { path: ["pool", "maxIdle"], description: "Now `pool.maxIdle`." },
  maxOpenConns: { path: ["pool", "max"], description: "Now `pool.max`." },
  connMaxLifetime: { path: ["pool", "maxLifetime"], description: "Now `pool.maxLifetime`." },
  connMaxIdleTime: { path: ["pool", "idleTimeout"], description: "Now `pool.idleTimeout`." },
  connTimeout: { path: ["connectTimeout"], description: "Now `connectTimeout`." },
  maxRetries: {
    path: ["retry", "attempts"],
    translate: oneMore,
    description: "How often a transaction is repeated. Now `retry.attempts`, which counts the first time too.",
  },
  retryDelay: { path: ["retry", "delay"], description: "Now `retry.delay`." },
  healthCheckInterval: { path: ["pool", "keepAlive"], description: "Now `pool.keepAlive`." },
};

/** What {@link translateLegacyKeys} gives. */
export interface Translated {
  readonly value: Record<string, unknown>;
  /** Today's path of each key that was translated, with the key as it was written. */
  readonly renamed: Readonly<Record<string, string>>;
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Translates one database's settings from the earlier generation's keys. `options`, when it is an object, held the
 * engine's own keys: they move up. Keys of today pass unchanged; both spellings of one setting are a problem, even with
 * the same value. The input is not changed.
 * @param path Where the settings stand, for the problems.
 */
export function translateLegacyKeys(input: Readonly<Record<string, unknown>>, path = ""): Translated {
  const problems: ConfigurationProblem[] = [];
  const renamed: Record<string, string> = {};
  const { options, ...rest } = input;
  const nested = isRecord(options);
  const value: Record<string, unknown> = nested || options === undefined ? { ...rest } : { ...input };
  if (nested) {
    for (const [key, item] of Object.entries(options)) {
      if (Object.hasOwn(rest, key)) problems.push(clash(path, `options.${key}`, key));
      else setPath(value, [key], item);
      renamed[key] = `options.${key}`;
    }
  }
  for (const [key, legacy] of Object.entries(legacyKeys)) {
    const old = value[key];
    if (!Object.hasOwn(value, key) || old === undefined) continue;
    const [head = "", ...tail] = legacy.path;
    const group = Object.hasOwn(value, head) ? value[head] : undefined;
    const spelled =
      tail.length === 0
        ? group !== undefined
        : isRecord(group)
          ? Object.hasOwn(group, tail[0] ?? "")
          : group !== undefined;
    delete value[key];
    if (spelled) {
      problems.push(clash(path, key, legacy.path.join(".")));
      continue;
    }
    if (isRecord(group)) value[head] = { ...group };
    setPath(value, legacy.path, legacy.translate === undefined ? old : legacy.translate(old));
    renamed[legacy.path.join(".")] = key;
  }
  return { value, renamed, problems };
}

function clash(path: string, key: string, today: string): ConfigurationProblem {
  return { path: path === "" ? key : `${path}.${key}`, message: `means the same as ${today}`, hint: `keep ${today}` };
}

function oneMore(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  return typeof value === "string" && /^\d+$/.test(value) ? String(Number(value) + 1) : value;
}
