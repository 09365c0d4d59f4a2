import { databaseFields, parseDatabaseSettings, type OptionFields, type ParsedDatabaseSettings, type ParsedReplicaSettings } from "../config/index.ts";
import { unknownKey } from "../config/parse-fields.ts";
import type { Driver, Endpoint } from "../driver/index.ts";
import { ConfigurationError, DatabaseError, usage, type ConfigurationProblem } from "../errors/index.ts";

/** A driver with everything it needs to connect: what `postgres(options)` and its like return. Holds no connection. */
export interface DatabaseDefinition {
  readonly driver: Driver;
  readonly settings: ParsedDatabaseSettings;
  readonly endpoints: readonly DefinedEndpoint[];
}

/** An endpoint and how it takes part in routing. */
export interface DefinedEndpoint extends Endpoint<unknown> {
  /** Its share of the reads among replicas. */
  readonly weight: number;
  /** Milliseconds it may be behind; without it any lag will do. */
  readonly maxLag?: number | undefined;
}

/** Where a server is: what a replica that says its own place must not inherit from the primary. */
const placeKeys = ["url", "uri", "connectionString", "host", "port", "hosts", "socketPath", "file"];

/**
 * Checks options and puts them together with their driver. Pure: nothing is opened.
 * @throws ConfigurationError with every problem of the input, of core's part and the driver's.
 */
export function defineDatabase<Options>(driver: Driver<Options>, input: unknown = {}): DatabaseDefinition {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new ConfigurationError([{ path: "", message: `${driver.engine} takes an object of options` }]);
  }
  const problems: ConfigurationProblem[] = [];
  const parts = collect(problems, () => parseDatabaseSettings(input as Record<string, unknown>));
  const engineInput = parts?.engine ?? withoutCore(input as Record<string, unknown>);
  const known = withoutUnknown(driver.fields, engineInput, problems);
  const primary = collect(problems, () => driver.parseOptions(known));
  const replicas = (parts?.settings.replicas ?? []).map((replica, index) =>
    collect(problems, () => replicaEndpoint(driver, known, replica), `replicas.${index}`),
  );
  if (problems.length > 0 || parts === undefined || primary === undefined) throw new ConfigurationError(problems, { engine: driver.engine });
  const own: DefinedEndpoint[] = driver.endpoints(primary).map((endpoint) => ({ ...endpoint, weight: 1 }));
  return {
    driver: driver as Driver,
    settings: parts.settings,
    endpoints: [...own, ...replicas.filter((endpoint) => endpoint !== undefined)],
  };
}

function replicaEndpoint<Options>(driver: Driver<Options>, engineInput: Readonly<Record<string, unknown>>, replica: ParsedReplicaSettings): DefinedEndpoint {
  const { weight, maxLag, ...own } = replica;
  const inherited = { ...engineInput };
  if (Object.keys(own).some((key) => placeKeys.includes(key))) {
    const keepsPort = own["host"] !== undefined && own["port"] === undefined;
    for (const key of placeKeys) if (!(keepsPort && key === "port")) delete inherited[key];
    // A primary given as one string still lends its credentials and database.
    const base = engineInput["url"] ?? engineInput["uri"] ?? engineInput["connectionString"];
    if (own["host"] !== undefined && base !== undefined) inherited["url"] = base;
  }
  if (maxLag !== undefined && !driver.capabilities.replicationLag) {
    throw new ConfigurationError([{ path: "maxLag", message: `${driver.engine} cannot tell how far a replica is behind` }]);
  }
  const [endpoint] = driver.endpoints(driver.parseOptions({ ...inherited, ...own }));
  if (endpoint === undefined) throw usage(`${driver.engine} described no endpoint`);
  return { ...endpoint, role: "replica", weight, maxLag };
}

/** Takes out the keys that neither core nor the driver has, so that the nearest of both can be named. */
function withoutUnknown(fields: OptionFields, input: Readonly<Record<string, unknown>>, problems: ConfigurationProblem[]): Record<string, unknown> {
  const all = { ...fields, ...databaseFields };
  const names = new Set(Object.entries(all).flatMap(([key, { alias = [] }]) => [key, ...alias]));
  for (const key of Object.keys(input)) if (!names.has(key)) problems.push(unknownKey(all, key, ""));
  return Object.fromEntries(Object.entries(input).filter(([key]) => names.has(key)));
}

function withoutCore(input: Record<string, unknown>): Record<string, unknown> {
  const { name: _name, pool: _pool, timeout: _timeout, connectTimeout: _connect, drainTimeout: _drain, retry: _retry, replicas: _replicas, reads: _reads, ...engine } = input;
  return engine;
}

function collect<T>(problems: ConfigurationProblem[], parse: () => T, path = ""): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(DatabaseError.is(error) && error.kind === "configuration")) throw error;
    const own = (error as ConfigurationError).problems ?? [{ path: "", message: error.message }];
    problems.push(...own.map((problem) => ({ ...problem, path: [path, problem.path].filter((part) => part !== "").join(".") })));
    return undefined;
  }
}
