import { engineNames, engineOf } from "../connection-strings/index.ts";
import { ConfigurationError, type ConfigurationProblem } from "../errors/index.ts";
import { assembleDatabase } from "./assemble-database.ts";
import { engineOfUrl, readStructure, type SourceStructure } from "./config-structure.ts";
import { readEnvironment, type KnownDatabases } from "./environment.ts";
import type { OptionFields } from "./fields.ts";
import { interpolate, type Environment } from "./interpolate.ts";
import { defaultFiles, readConfigFile } from "./read-source.ts";

/** The options of an engine. */
export interface EngineTable {
  readonly fields: OptionFields;
  /** Whether these are all that it has; else it has core's of relational databases beside. Default: false. */
  readonly whole?: boolean | undefined;
}

/** How {@link loadConfig} finds and checks a configuration. */
export interface LoadConfigOptions {
  /** Default: `process.env`. */
  readonly env?: Environment | undefined;
  /** Where relative paths of configuration files start. Default: the working directory. */
  readonly cwd?: string | undefined;
  /**
   * The table of an engine's options. With it they are checked and turned into what the driver wants; without it they are
   * handed on as they stand, for the driver to check.
   */
  readonly fieldsOf?: ((type: string) => EngineTable | undefined | Promise<EngineTable | undefined>) | undefined;
  /**
   * Whether the environment is laid over the source. Default: yes for files and where no source is given, no for an
   * object or a connection string, since code that names its database means that one.
   */
  readonly environment?: boolean | undefined;
}

/** One database of a configuration. */
export interface LoadedDatabase {
  /** The engine's own name (`postgresql` is `postgres`); a word that is not known here stays as written. */
  readonly type: string;
  /** Its settings under today's keys, for the driver. No defaults are filled in and `url` is not taken apart. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The variable, or the earlier generation's key, that a setting came from, by its path (`pool.max`). Others are absent. */
  readonly origin: Readonly<Record<string, string>>;
}

/** A configuration that has been read and checked. */
export interface LoadedConfig {
  readonly databases: Readonly<Record<string, LoadedDatabase>>;
  /** The database meant where none is named: the one `default` names, else `main`, else the only one. */
  readonly default?: string | undefined;
}

/**
 * Reads a configuration from a YAML or JSON file, a connection string or an object. Without a source: the file that
 * `DB_CONFIG` names; else `db.yaml`, `db.yml` or `db.json` in the working directory, the first that exists; else the
 * environment alone; and with nothing there either, one embedded SQLite file, `./data/app.db`, called `main`.
 *
 * What wins, strongest first: `DB_<NAME>_<SETTING>`, `DB_<ENGINE>_<SETTING>`, `DATABASE_URL` and `DB_TYPE` for the default
 * database, the file, the defaults. A connection string from a stronger place replaces host, port, database, user name
 * and password of a weaker one; beside a connection string of the same place they win over it. Another type than the
 * file's leaves of the file only what does not belong to an engine. In a file `${NAME}` stands for a variable (see
 * `interpolate`); an object is taken as it is.
 * @throws ConfigurationError with every problem of the file and the environment at once, each with its path or variable
 * and, for YAML's own faults, line and column. No value of a secret is in it.
 */
export async function loadConfig(source?: string | object, options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const env = options.env ?? process.env;
  const read = await readSource(source, env, options.cwd ?? process.cwd());
  const problems: ConfigurationProblem[] = [];
  const interpolated = read.isFile
    ? interpolate(read.value, env)
    : { value: read.value, variables: new Set<string>(), problems: [] };
  problems.push(...interpolated.problems);
  const structure = readStructure(interpolated.value, problems);

  const known: KnownDatabases = {
    types: Object.fromEntries(
      Object.entries(structure.entries).map(([name, { type, settings }]) => [name, type ?? engineOfUrl(settings)]),
    ),
    default: structure.default,
    used: interpolated.variables,
  };
  const applied = options.environment ?? read.usesEnvironment;
  const environment = applied ? readEnvironment(env, known) : { databases: {}, problems: [] };
  problems.push(...environment.problems);

  const databases = await assemble(structure, known, environment.databases, options, problems);
  if (problems.length > 0) throw new ConfigurationError(withoutEchoes(problems, interpolated.problems));
  if (Object.keys(databases).length === 0) {
    return { databases: { main: { type: "sqlite", input: { file: "./data/app.db" }, origin: {} } }, default: "main" };
  }
  const single = Object.keys(databases).length === 1 ? Object.keys(databases)[0] : undefined;
  const main = structure.default ?? single;
  return main === undefined ? { databases } : { databases, default: main };
}

/** A variable that is missing leaves an empty value behind; what that value lacks is no news. */
function withoutEchoes(
  problems: readonly ConfigurationProblem[],
  missing: readonly ConfigurationProblem[],
): ConfigurationProblem[] {
  const paths = new Set(missing.map(({ path }) => path));
  return problems.filter((problem) => missing.includes(problem) || !paths.has(problem.path));
}

async function assemble(
  structure: SourceStructure,
  known: KnownDatabases,
  variables: ReturnType<typeof readEnvironment>["databases"],
  options: LoadConfigOptions,
  problems: ConfigurationProblem[],
): Promise<Record<string, LoadedDatabase>> {
  const databases: Record<string, LoadedDatabase> = {};
  for (const name of new Set([...Object.keys(structure.entries), ...Object.keys(variables)])) {
    const entry = structure.entries[name];
    const type = variables[name]?.type ?? known.types[name];
    if (type === undefined) {
      const path = entry === undefined ? "DB_TYPE" : entry.path === "" ? "type" : `${entry.path}.type`;
      problems.push({ path, message: "is required", hint: `one of ${engineNames.join(", ")}, or give a url` });
      continue;
    }
    const { input, origin } = assembleDatabase(
      {
        entry,
        type,
        typeChanged: known.types[name] !== undefined && known.types[name] !== type,
        variables: variables[name],
        engine: await options.fieldsOf?.(type),
      },
      problems,
    );
    databases[name] = { type, input, origin };
  }
  return databases;
}

interface Source {
  readonly value: unknown;
  readonly isFile: boolean;
  readonly usesEnvironment: boolean;
}

async function readSource(source: string | object | undefined, env: Environment, cwd: string): Promise<Source> {
  if (typeof source === "object") return { value: source, isFile: false, usesEnvironment: false };
  const named = source ?? (env["DB_CONFIG"] || undefined);
  if (named !== undefined) {
    const isFile = isConfigPath(named);
    const value = isFile ? await readConfigFile(named, cwd, false) : { url: named };
    return { value, isFile, usesEnvironment: isFile || source === undefined };
  }
  for (const file of defaultFiles) {
    const value = await readConfigFile(file, cwd, true);
    if (value !== undefined) return { value, isFile: true, usesEnvironment: true };
  }
  return { value: {}, isFile: false, usesEnvironment: true };
}

function isConfigPath(text: string): boolean {
  if (/\.(ya?ml|json)$/i.test(text) && !/^(?!file:)[a-z][a-z0-9+.-]+:\/\//i.test(text)) return true;
  if (engineOf(text) !== undefined) return false;
  // Not quoted: it may be a connection string with a password in it.
  if (/[@=\s]|:\/\//.test(text))
    throw new ConfigurationError([
      { path: "", message: "the source is neither a file nor a connection string that is known" },
    ]);
  return true;
}
