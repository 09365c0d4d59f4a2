import {
  loadConfig,
  type EngineTable,
  type LoadConfigOptions,
  type LoadedConfig,
  type LoadedDatabase,
} from "../config/index.ts";
import {
  createDatabase,
  defineDatabase,
  type CloseOptions,
  type DatabaseDefinition,
  type RelationalDatabase,
} from "../database/index.ts";
import type { DocumentDatabase } from "../document/index.ts";
import type { Driver } from "../driver/index.ts";
import { ConfigurationError, DatabaseError, databaseError, type ConfigurationProblem } from "../errors/index.ts";
import { isDocumentDriver, type DocumentContext, type DocumentDriver } from "./document-driver.ts";
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
   * @throws DatabaseError `configuration` for a name that is not there, or is a document database's.
   */
  relational(name?: string): RelationalDatabase;
  /**
   * The document database of a name; without one the default where it is one, else the only one.
   * @throws DatabaseError `configuration` for a name that is not there, or is a relational database's.
   */
  document(name?: string): DocumentDatabase;
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
  const drivers = new Map<string, Driver | DocumentDriver>();
  const find = async (type: string): Promise<Driver | DocumentDriver> => {
    const driver = drivers.get(type) ?? (await registry.find(type, folder));
    drivers.set(type, driver);
    return driver;
  };
  const fieldsOf = async (type: string): Promise<EngineTable> => {
    const driver = await find(type);
    return { fields: driver.fields, whole: isDocumentDriver(driver) };
  };
  const loaded = await loadConfig(source, { ...config, fieldsOf });
  const databases = new NamedDatabases(loaded, await createAll(loaded, find));
  if (!connect) return databases;
  try {
    await databases.connect();
    return databases;
  } catch (error) {
    await databases.close();
    throw error;
  }
}

/** Databases by name. */
interface Created {
  readonly relational: ReadonlyMap<string, RelationalDatabase>;
  readonly document: ReadonlyMap<string, DocumentDatabase>;
}

/** Makes all databases of a configuration, the relational ones first: others may stand on them. */
async function createAll(
  loaded: LoadedConfig,
  find: (type: string) => Promise<Driver | DocumentDriver>,
): Promise<Created> {
  const problems: ConfigurationProblem[] = [];
  const definitions = new Map<string, DatabaseDefinition>();
  const documents: [name: string, driver: DocumentDriver][] = [];
  for (const [name, { type, input }] of Object.entries(loaded.databases)) {
    const driver = await find(type);
    if (isDocumentDriver(driver)) documents.push([name, driver]);
    else collectProblems(problems, name, () => definitions.set(name, defineDatabase(driver, { ...input, name })));
  }
  const relational = new Map([...definitions].map(([name, definition]) => [name, createDatabase(definition)]));
  const document = new Map<string, DocumentDatabase>();
  const context = (own: string): DocumentContext => ({
    relational: (name) => {
      const found = relational.get(name);
      if (found !== undefined) return found;
      const message = `the database "${own}" needs a relational database "${name}", which is not there`;
      throw new ConfigurationError([
        { path: "relational", message, hint: `there are ${[...relational.keys()].join(", ")}` },
      ]);
    },
  });
  for (const [name, driver] of documents) {
    const { input } = loaded.databases[name] as LoadedDatabase;
    const settings = Object.hasOwn(driver.fields, "name") ? { ...input, name } : input;
    collectProblems(problems, name, () => document.set(name, driver.create(settings, context(name))));
  }
  if (problems.length === 0) return { relational, document };
  // Nothing has been opened yet, and nothing stays.
  await Promise.all([...document.values(), ...relational.values()].map((database) => database.close()));
  throw new ConfigurationError(problems);
}

function collectProblems(problems: ConfigurationProblem[], name: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(DatabaseError.is(error) && error.kind === "configuration")) throw error;
    const own = (error as ConfigurationError).problems ?? [{ path: "", message: error.message }];
    for (const problem of own) {
      problems.push({ ...problem, path: `databases.${name}${problem.path === "" ? "" : `.${problem.path}`}` });
    }
  }
}

class NamedDatabases implements Databases {
  readonly names: readonly string[];
  readonly #created: Created;
  readonly #default: string | undefined;

  constructor(loaded: LoadedConfig, created: Created) {
    this.names = Object.keys(loaded.databases);
    this.#created = created;
    this.#default = loaded.default;
  }

  relational(name?: string): RelationalDatabase {
    return this.#named(this.#created.relational, "relational", name);
  }

  document(name?: string): DocumentDatabase {
    return this.#named(this.#created.document, "document", name);
  }

  #named<D>(databases: ReadonlyMap<string, D>, family: string, given: string | undefined): D {
    const only = databases.size === 1 ? [...databases.keys()][0] : undefined;
    const name = given ?? (this.#default !== undefined && databases.has(this.#default) ? this.#default : only);
    const found = name === undefined ? undefined : databases.get(name);
    if (found !== undefined) return found;
    const there = databases.size === 0 ? "there are none" : `there are ${[...databases.keys()].join(", ")}`;
    if (name !== undefined) {
      const other = this.names.includes(name);
      throw databaseError({
        kind: "configuration",
        message: `${other ? `"${name}" is no ${family} database` : `there is no database "${name}"`}; of ${family} ones ${there}`,
      });
    }
    throw databaseError({
      kind: "configuration",
      message: `no ${family} database is the default: ${there}`,
      hint: "Name one, or say which is the default",
    });
  }

  /** Connects all of them. */
  async connect(): Promise<void> {
    const { relational, document } = this.#created;
    await Promise.all([...relational.values()].map((database) => database.open()));
    await Promise.all([...document.values()].map((database) => database.command({ ping: 1 })));
  }

  async close(options?: CloseOptions): Promise<void> {
    // What stands on others first.
    await Promise.all([...this.#created.document.values()].map((database) => database.close()));
    await Promise.all([...this.#created.relational.values()].map((database) => database.close(options)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
