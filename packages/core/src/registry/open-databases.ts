import { loadConfig, type LoadConfigOptions } from "../config/index.ts";
import {
  createDatabase,
  defineDatabase,
  type CloseOptions,
  type DatabaseDefinition,
  type RelationalDatabase,
} from "../database/index.ts";
import type { Driver } from "../driver/index.ts";
import { ConfigurationError, DatabaseError, databaseError, type ConfigurationProblem } from "../errors/index.ts";
import { driverRegistry, type DriverRegistry } from "./driver-registry.ts";

/** How {@link openDatabases} finds configuration and drivers. */
export interface OpenDatabasesOptions extends Omit<LoadConfigOptions, "fieldsOf"> {
  /** Where drivers are looked for first. Default: the process's own. */
  readonly registry?: DriverRegistry | undefined;
  /** Whether each database is connected at once. Default: false, each connects at its first call. */
  readonly connect?: boolean | undefined;
}

/** The databases of a configuration, by name. */
export interface Databases extends AsyncDisposable {
  /** Their names, in the configuration's order. */
  readonly names: readonly string[];
  /**
   * The relational database of a name; without one the default: that named `default` in the configuration, else `main`,
   * else the only one.
   * @throws DatabaseError `configuration` for a name that is not there.
   */
  relational(name?: string): RelationalDatabase;
  /** Closes all of them. */
  close(options?: CloseOptions): Promise<void>;
}

/**
 * Opens the databases of a configuration: a file, a connection string or an object; without a source, what `loadConfig`
 * finds, which is an embedded SQLite file where nothing is configured at all. Drivers are found by engine name. The
 * caller closes what it gets.
 * Rejects with `configuration` (every problem of all databases at once), or `driver-missing`.
 */
export async function openDatabases(source?: string | object, options: OpenDatabasesOptions = {}): Promise<Databases> {
  const { registry = driverRegistry, connect = false, ...config } = options;
  const folder = options.cwd ?? process.cwd();
  const drivers = new Map<string, Driver>();
  const find = async (type: string): Promise<Driver> => {
    const driver = drivers.get(type) ?? (await registry.find(type, folder));
    drivers.set(type, driver);
    return driver;
  };
  const loaded = await loadConfig(source, { ...config, fieldsOf: async (type) => (await find(type)).fields });

  const problems: ConfigurationProblem[] = [];
  const definitions = new Map<string, DatabaseDefinition>();
  for (const [name, { type, input }] of Object.entries(loaded.databases)) {
    try {
      definitions.set(name, defineDatabase(await find(type), { ...input, name }));
    } catch (error) {
      if (!(DatabaseError.is(error) && error.kind === "configuration")) throw error;
      const own = (error as ConfigurationError).problems ?? [{ path: "", message: error.message }];
      problems.push(
        ...own.map((problem) => ({
          ...problem,
          path: `databases.${name}${problem.path === "" ? "" : `.${problem.path}`}`,
        })),
      );
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);

  const databases = new NamedDatabases(
    new Map([...definitions].map(([name, definition]) => [name, createDatabase(definition)])),
    loaded.default,
  );
  if (!connect) return databases;
  try {
    await Promise.all(databases.names.map((name) => databases.relational(name).open()));
    return databases;
  } catch (error) {
    await databases.close();
    throw error;
  }
}

class NamedDatabases implements Databases {
  readonly #databases: ReadonlyMap<string, RelationalDatabase>;
  readonly #default: string | undefined;

  constructor(databases: ReadonlyMap<string, RelationalDatabase>, fallback: string | undefined) {
    this.#databases = databases;
    this.#default = fallback;
  }

  get names(): readonly string[] {
    return [...this.#databases.keys()];
  }

  relational(name: string | undefined = this.#default): RelationalDatabase {
    if (name === undefined) {
      throw databaseError({
        kind: "configuration",
        message: `there are several databases and none is the default: ${this.names.join(", ")}`,
        hint: "Name one, or say which is the default",
      });
    }
    const database = this.#databases.get(name);
    if (database !== undefined) return database;
    throw databaseError({
      kind: "configuration",
      message: `there is no database "${name}"; there are ${this.names.join(", ")}`,
    });
  }

  async close(options?: CloseOptions): Promise<void> {
    await Promise.all([...this.#databases.values()].map((database) => database.close(options)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
