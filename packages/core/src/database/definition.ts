import {
  completeFields,
  expandUrl,
  parseDatabaseSettings,
  type OptionFields,
  type ParsedDatabaseSettings,
  type ParsedReplicaSettings,
} from "../config/index.ts";
import { engineNames, type EngineName } from "../connection-strings/index.ts";
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
const placeKeys: ReadonlySet<string> = new Set(["host", "port", "hosts", "socketPath", "file"]);

/**
 * Checks options and puts them together with their driver. Pure: nothing is opened.
 * @throws ConfigurationError with every problem of the input, of core's part and the driver's.
 */
export function defineDatabase<Options>(driver: Driver<Options>, input: unknown = {}): DatabaseDefinition {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new ConfigurationError([{ path: "", message: `${driver.engine} takes an object of options` }]);
  }
  const problems: ConfigurationProblem[] = [];
  const fields = completeFields(driver.fields);
  const expand = (given: Input): Input =>
    isEngineName(driver.engine) ? expandUrl(given, driver.engine, fields) : given;

  const expanded = collect(problems, () => expand(input as Input)) ?? {};
  const known = withoutUnknown(fields, expanded, problems);
  const parts = collect(problems, () => parseDatabaseSettings(known));
  // Where core's part is faulty, the problems of the driver's part are wanted all the same.
  const engineInput = parts?.engine ?? onlyKnown(driver.fields, known);
  const primary = collect(problems, () => driver.parseOptions(engineInput));
  const replicas = (parts?.settings.replicas ?? []).map((replica, index) =>
    collect(problems, () => replicaEndpoint(driver, engineInput, replica, expand), `replicas.${index}`),
  );
  if (problems.length > 0 || parts === undefined || primary === undefined)
    throw new ConfigurationError(problems, { engine: driver.engine });
  const own: DefinedEndpoint[] = driver.endpoints(primary).map((endpoint) => ({ ...endpoint, weight: 1 }));
  return {
    driver: driver as Driver,
    settings: parts.settings,
    endpoints: [...own, ...replicas.filter((endpoint) => endpoint !== undefined)],
  };
}

type Input = Readonly<Record<string, unknown>>;

/** A replica says only what differs from the primary; with a place of its own it inherits nothing of the primary's. */
function replicaEndpoint<Options>(
  driver: Driver<Options>,
  primary: Input,
  replica: ParsedReplicaSettings,
  expand: (given: Input) => Input,
): DefinedEndpoint {
  const { weight, maxLag, ...rest } = replica;
  if (maxLag !== undefined && !driver.capabilities.replicationLag) {
    throw new ConfigurationError([
      { path: "maxLag", message: `${driver.engine} cannot tell how far a replica is behind` },
    ]);
  }
  const own = expand(rest);
  const elsewhere = Object.keys(own).some((key) => key !== "port" && placeKeys.has(key));
  // Replicas on other hosts mostly listen on the same port.
  const dropped = (key: string): boolean =>
    elsewhere && placeKeys.has(key) && !(key === "port" && own["host"] !== undefined);
  const inherited = Object.fromEntries(Object.entries(primary).filter(([key]) => !dropped(key)));
  const [endpoint] = driver.endpoints(driver.parseOptions({ ...inherited, ...own }));
  if (endpoint === undefined) throw usage(`${driver.engine} described no endpoint`);
  return { ...endpoint, role: "replica", weight, maxLag };
}

/** Takes out the keys that neither core nor the driver has, so that the nearest of both can be named. */
function withoutUnknown(fields: OptionFields, input: Input, problems: ConfigurationProblem[]): Input {
  const known = onlyKnown(fields, input);
  for (const key of Object.keys(input)) if (!Object.hasOwn(known, key)) problems.push(unknownKey(fields, key, ""));
  return known;
}

/** The keys that a table has, by their names or aliases. */
function onlyKnown(fields: OptionFields, input: Input): Input {
  const names = new Set(Object.entries(fields).flatMap(([key, { alias = [] }]) => [key, ...alias]));
  return Object.fromEntries(Object.entries(input).filter(([key]) => names.has(key)));
}

function isEngineName(engine: string): engine is EngineName {
  return (engineNames as readonly string[]).includes(engine);
}

function collect<T>(problems: ConfigurationProblem[], parse: () => T, path = ""): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(DatabaseError.is(error) && error.kind === "configuration")) throw error;
    const own = (error as ConfigurationError).problems ?? [{ path: "", message: error.message }];
    problems.push(
      ...own.map((problem) => ({ ...problem, path: [path, problem.path].filter((part) => part !== "").join(".") })),
    );
    return undefined;
  }
}
