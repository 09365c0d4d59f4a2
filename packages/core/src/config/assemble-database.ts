import { engineNames, engineOf, parseConnectionString, type EngineName } from "../connection-strings/index.ts";
import { takesStringsOf } from "../connection-strings/connection-string.ts";
import { ConfigurationError, type ConfigurationProblem } from "../errors/index.ts";
import { completeFields, embeddedFields } from "./common-fields.ts";
import type { SourceEntry } from "./config-structure.ts";
import { databaseFields } from "./database-fields.ts";
import { assignVariables, type DatabaseVariables } from "./environment.ts";
import type { OptionField, OptionFields } from "./fields.ts";
import type { EngineTable } from "./load-config.ts";
import { isRecord, overlay, type Layer } from "./layer.ts";
import { translateLegacyKeys } from "./legacy-keys.ts";
import { networkFields } from "./network-fields.ts";
import { checkFields } from "./parse-fields.ts";

/** Everything that is said of one database, and the table it is read by. @internal */
export interface DatabaseSources {
  /** What the file or the object says, if it has this database. */
  readonly entry?: SourceEntry | undefined;
  readonly type: string;
  /** Whether the environment gives another type than the entry: then the entry's engine options mean nothing. */
  readonly typeChanged: boolean;
  readonly variables?: DatabaseVariables | undefined;
  /** The engine's table, where it is known. */
  readonly engine?: EngineTable | undefined;
}

/** Engine options as every engine of this product spells them, for types whose own table is not known. */
const usualFields: OptionFields = { ...embeddedFields, ...networkFields };

/** In files the key in `databases` is the name; `name` there is the earlier generation's word for `database`. */
const { name: _name, ...coreFields } = databaseFields;

/**
 * Lays the environment over the entry and checks the result.
 * @returns The settings, text turned into what the tables want, defaults left to the driver; and where each came from.
 * @internal
 */
export function assembleDatabase(sources: DatabaseSources, problems: ConfigurationProblem[]): Layer {
  const { entry, type, engine } = sources;
  const path = entry?.path ?? "";
  const { name: __name, ...complete } = wholeTable(engine);
  const fields: OptionFields = complete;
  const core = engine?.whole === true ? {} : coreFields;
  const found: ConfigurationProblem[] = [];

  let layer = readLayer({ input: { ...entry?.settings }, origin: {} }, path, fields, found);
  if (sources.typeChanged) layer = withoutEngine(layer);
  for (const assignments of sources.variables?.layers ?? []) {
    const assigned = assignVariables(assignments, fields, engine !== undefined, problems);
    const upper = readLayer(assigned, "", fields, found);
    layer = overlay(supersede(layer, upper), upper);
  }

  found.push(...checkUrl(layer.input["url"], type, join(path, "url")));
  const input = checkSettings(layer.input, path, { fields, core, known: engine !== undefined }, found);
  problems.push(...found.map((problem) => relabel(problem, path, layer.origin)));
  return { input, origin: layer.origin };
}

function wholeTable(engine: EngineTable | undefined): OptionFields {
  if (engine === undefined) return { ...usualFields, ...databaseFields };
  return engine.whole === true ? engine.fields : completeFields(engine.fields);
}

/** Translates the earlier generation's keys and gives every option its own name. */
function readLayer(layer: Layer, path: string, fields: OptionFields, problems: ConfigurationProblem[]): Layer {
  const { value, renamed, problems: clashes } = translateLegacyKeys(layer.input, path);
  problems.push(...clashes.map((problem) => relabel(problem, path, layer.origin)));
  const origin: Record<string, string> = { ...layer.origin };
  for (const [today, old] of Object.entries(renamed)) origin[today] = layer.origin[old] ?? join(path, old);
  for (const old of Object.values(renamed)) delete origin[old];
  return { input: withOwnNames(value, fields), origin };
}

/** Renames aliases, so that layers can be compared key by key. Two spellings side by side stay, to be reported. */
function withOwnNames(input: Readonly<Record<string, unknown>>, fields: OptionFields): Record<string, unknown> {
  const owners = new Map<string, string>();
  for (const [key, field] of Object.entries(fields)) for (const alias of field.alias ?? []) owners.set(alias, key);
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => {
      const owner = owners.get(key);
      const name = owner === undefined || Object.hasOwn(input, owner) ? key : owner;
      const field: OptionField | undefined = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return [name, field?.kind === "object" && isRecord(value) ? withOwnNames(value, field.fields) : value];
    }),
  );
}

/** Where the server is and who signs in: what a connection string says too. */
const placeKeys = ["url", "host", "port", "hosts", "socketPath", "file", "database", "username", "password"];

/** What an upper layer makes meaningless below it, beside the keys it has itself. */
function supersede(lower: Layer, upper: Layer): Layer {
  const has = (key: string): boolean => Object.hasOwn(upper.input, key);
  const gone = new Set<string>();
  if (has("url")) for (const key of placeKeys) gone.add(key);
  if (has("host")) for (const key of ["hosts", "socketPath"]) gone.add(key);
  if (has("hosts")) for (const key of ["host", "port", "socketPath"]) gone.add(key);
  if (has("socketPath")) for (const key of ["host", "hosts"]) gone.add(key);
  return filterLayer(lower, (key) => !gone.has(key));
}

function withoutEngine(layer: Layer): Layer {
  return filterLayer(layer, (key) => key !== "replicas" && Object.hasOwn(coreFields, key));
}

function filterLayer(layer: Layer, keep: (key: string) => boolean): Layer {
  return {
    input: Object.fromEntries(Object.entries(layer.input).filter(([key]) => keep(key))),
    origin: Object.fromEntries(Object.entries(layer.origin).filter(([path]) => keep(path.split(".")[0] ?? ""))),
  };
}

function checkUrl(url: unknown, type: string, path: string): readonly ConfigurationProblem[] {
  const known: readonly string[] = engineNames;
  if (typeof url !== "string" || url === "" || !known.includes(type)) return [];
  const engine = engineOf(url);
  if (engine !== undefined && !takesStringsOf(type, engine))
    return [{ path, message: `is for ${engine}, and the type is ${type}` }];
  try {
    parseConnectionString(url, type as EngineName);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map((problem) => ({ ...problem, path }));
  }
}

/** The options of one database: all of them, those of core's among them, and whether the engine's are known. */
interface Table {
  readonly fields: OptionFields;
  readonly core: OptionFields;
  readonly known: boolean;
}

function checkSettings(
  input: Readonly<Record<string, unknown>>,
  path: string,
  table: Table,
  problems: ConfigurationProblem[],
): Record<string, unknown> {
  const { fields } = table;
  const isCore = (key: string): boolean => Object.hasOwn(table.core, key);
  const core = pick(input, isCore);
  const coreTable = pick(fields, isCore) as OptionFields;
  // With the defaults for the checks across members; without them for the result, since the driver has its own.
  problems.push(...checkFields(coreTable, core, { path, coerce: true }).problems);
  const { value } = checkFields<Record<string, unknown>>(coreTable, core, { coerce: true, partial: true });
  const engine = pick(input, (key) => !isCore(key));
  const engineTable = pick(fields, (key) => !isCore(key)) as OptionFields;
  const checked = checkFields<Record<string, unknown>>(engineTable, engine, { path, coerce: true, partial: true });
  if (!table.known) return { ...engine, ...checked.value, ...value };
  // A key that the engine lacks may be a slip for one of core's.
  const whole = checkFields(fields, input, { path, coerce: true, partial: true }).problems;
  const unknown = new Map(whole.map((problem) => [problem.path, problem]));
  problems.push(...checked.problems.map((problem) => unknown.get(problem.path) ?? problem));
  return { ...checked.value, ...value };
}

function pick<T>(record: Readonly<Record<string, T>>, keep: (key: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => keep(key)));
}

/** Names the variable, or the key as it was written, instead of the path it was translated to. */
function relabel(
  problem: ConfigurationProblem,
  path: string,
  origin: Readonly<Record<string, string>>,
): ConfigurationProblem {
  const prefix = path === "" ? "" : `${path}.`;
  if (!problem.path.startsWith(prefix)) return problem;
  const inner = problem.path.slice(prefix.length).split(".");
  for (let length = inner.length; length > 0; length--) {
    const source = origin[inner.slice(0, length).join(".")];
    if (source !== undefined) return { ...problem, path: [source, ...inner.slice(length)].join(".") };
  }
  return problem;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
