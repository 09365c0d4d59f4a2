import { canonicalEngine, engineAliases, engineNames, engineOf } from "../connection-strings/index.ts";
import type { ConfigurationProblem } from "../errors/index.ts";
import type { OptionFields } from "./fields.ts";
import type { Environment } from "./interpolate.ts";
import { setPath, type Layer } from "./layer.ts";
import { keyName, nearestSetting, resolveSettingOrLegacy, variableName } from "./setting-names.ts";

/** One variable that means a setting of a database. @internal */
export interface Assignment {
  readonly variable: string;
  /** What is left of its name: `POOL_MAX`. */
  readonly words: string;
  readonly value: string;
}

/** What the environment says of one database, weakest layer first. @internal */
export interface DatabaseVariables {
  /** The type it is given, where the environment gives one. */
  readonly type?: string | undefined;
  readonly layers: readonly (readonly Assignment[])[];
}

/** The databases as the file leaves them. @internal */
export interface KnownDatabases {
  /** Each one's type by its name. */
  readonly types: Readonly<Record<string, string | undefined>>;
  /** The one that `DB_TYPE` and `DATABASE_URL` mean. */
  readonly default?: string | undefined;
  /** Variables that the file asked for itself. */
  readonly used: ReadonlySet<string>;
}

/** What {@link readEnvironment} gives. @internal */
export interface EnvironmentSettings {
  readonly databases: Readonly<Record<string, DatabaseVariables>>;
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Sorts the environment's variables by the database they mean. Weakest first:
 *
 * 1. `DATABASE_URL` and `DB_TYPE` mean the default database. A file that names `${DATABASE_URL}` has said itself where it
 *    goes, so it is not applied a second time.
 * 2. `DB_<ENGINE>_<SETTING>` (`DB_POSTGRES_HOST`) means the database of that engine; of several, the default one. Where
 *    there is none it is left alone, so that variables for several engines can stand side by side with `DB_TYPE` choosing.
 * 3. `DB_<NAME>_<SETTING>` (`DB_MAIN_POOL_MAX`) means the database of that name.
 *
 * Each wins over the file. An empty variable counts as not set. A variable that begins with neither a database's name nor
 * an engine's is another program's and is left alone. With no database known, the environment describes one, `main`.
 * @internal
 */
export function readEnvironment(environment: Environment, known: KnownDatabases): EnvironmentSettings {
  const problems: ConfigurationProblem[] = [];
  const fromFile = Object.keys(known.types);
  const names = fromFile.length > 0 ? fromFile : ["main"];
  const main = fromFile.length > 0 ? known.default : "main";
  const get = (name: string): string | undefined => environment[name] || undefined;
  const url = known.used.has("DATABASE_URL") ? undefined : get("DATABASE_URL");
  const chosen = get("DB_TYPE") === undefined ? undefined : canonicalEngine(get("DB_TYPE") ?? "");
  if (main === undefined) {
    for (const [variable, value] of [
      ["DATABASE_URL", url],
      ["DB_TYPE", chosen],
    ] as const) {
      if (value !== undefined)
        problems.push({
          path: variable,
          message: "means the default database, and no database is the default",
          hint: "name it: default: <name>",
        });
    }
  }

  const prefixes = prefixTable(names, [...Object.values(known.types), chosen]);
  const byName = new Map<string, Assignment[]>();
  const byEngine = new Map<string, Assignment[]>();
  for (const variable of Object.keys(environment).sort()) {
    const value = get(variable);
    const match =
      value === undefined
        ? undefined
        : prefixes.find(({ prefix }) => variable.startsWith(prefix) && variable.length > prefix.length);
    if (match === undefined || value === undefined) continue;
    const groups = match.kind === "name" ? byName : byEngine;
    const assignment = { variable, words: variable.slice(match.prefix.length), value };
    groups.set(match.owner, [...(groups.get(match.owner) ?? []), assignment]);
  }

  const types = new Map<string, string | undefined>();
  for (const name of names) {
    const own = (words: string): string | undefined => byName.get(name)?.find((item) => item.words === words)?.value;
    const ownType = own("TYPE");
    const ownUrl = own("URL");
    const fileType = known.types[name];
    types.set(
      name,
      (ownType === undefined ? undefined : canonicalEngine(ownType)) ??
        typeByUrl(ownUrl, fileType) ??
        (name === main ? (chosen ?? typeByUrl(url, fileType)) : undefined) ??
        fileType ??
        (fromFile.length === 0 ? onlyEngine(byEngine, problems) : undefined),
    );
  }

  const databases: Record<string, DatabaseVariables> = {};
  for (const name of names) {
    const type = types.get(name);
    const layers: Assignment[][] = [];
    if (name === main && url !== undefined) layers.push([{ variable: "DATABASE_URL", words: "URL", value: url }]);
    const engineVariables = type === undefined ? undefined : byEngine.get(type);
    if (engineVariables !== undefined && isMeant(name, type, types, main, engineVariables, problems))
      layers.push(engineVariables);
    layers.push((byName.get(name) ?? []).filter(({ words }) => words !== "TYPE"));
    const said = layers.some((layer) => layer.length > 0) || (type !== undefined && type !== known.types[name]);
    if (said) databases[name] = { type, layers: layers.filter((layer) => layer.length > 0) };
  }
  return { databases, problems };
}

/**
 * Turns one layer of variables into settings, by the table. Without the engine's own table a name that is not known is
 * taken as an option of the engine, whose driver will refuse it if it is not.
 * @internal
 */
export function assignVariables(
  assignments: readonly Assignment[],
  fields: OptionFields,
  complete: boolean,
  problems: ConfigurationProblem[],
): Layer {
  const input: Record<string, unknown> = {};
  const origin: Record<string, string> = {};
  for (const { variable, words, value } of assignments) {
    const path =
      resolveSettingOrLegacy(words, fields) ?? (complete || inGroup(words, fields) ? undefined : [keyName(words)]);
    if (path === undefined) {
      const like = nearestSetting(words, fields);
      const hint = like === undefined ? undefined : `did you mean ${variable.slice(0, -words.length)}${like}?`;
      problems.push({ path: variable, message: "is not a known setting", hint });
      continue;
    }
    const key = path.join(".");
    const other = origin[key];
    if (other !== undefined)
      problems.push({ path: variable, message: `means the same as ${other}`, hint: "keep one of them" });
    origin[key] = variable;
    setPath(input, path, value);
  }
  return { input, origin };
}

interface Prefix {
  readonly prefix: string;
  readonly kind: "name" | "engine";
  readonly owner: string;
}

/** Longest first, so that `main_ro` is not read as `main`; a database's name before an engine's. */
function prefixTable(names: readonly string[], types: readonly (string | undefined)[]): Prefix[] {
  const engines = new Set([
    ...engineNames,
    ...Object.keys(engineAliases),
    ...types.filter((type) => type !== undefined),
  ]);
  const prefixes: Prefix[] = [
    ...names.map((name): Prefix => ({ prefix: `DB_${variableName(name)}_`, kind: "name", owner: name })),
    ...[...engines].map((word): Prefix => ({
      prefix: `DB_${variableName(word)}_`,
      kind: "engine",
      owner: canonicalEngine(word),
    })),
  ];
  return prefixes.sort(
    (left, right) => right.prefix.length - left.prefix.length || right.kind.localeCompare(left.kind),
  );
}

/** An URL changes the type only between engines known here: a type of a stranger's driver may well share a scheme. */
function typeByUrl(url: string | undefined, type: string | undefined): string | undefined {
  const engine = url === undefined ? undefined : engineOf(url);
  if (engine === undefined) return undefined;
  const known: readonly string[] = engineNames;
  return type === undefined || known.includes(type) ? engine : undefined;
}

function onlyEngine(
  byEngine: ReadonlyMap<string, readonly Assignment[]>,
  problems: ConfigurationProblem[],
): string | undefined {
  const engines = [...byEngine.keys()];
  if (engines.length > 1) {
    problems.push({
      path: "DB_TYPE",
      message: `is not set, and there are variables for ${engines.join(" and ")}`,
      hint: "set it to the engine that is meant",
    });
  }
  return engines[0];
}

function isMeant(
  name: string,
  type: string | undefined,
  types: ReadonlyMap<string, string | undefined>,
  main: string | undefined,
  variables: readonly Assignment[],
  problems: ConfigurationProblem[],
): boolean {
  const same = [...types].filter(([, other]) => other === type).map(([other]) => other);
  if (same.length === 1) return true;
  if (main !== undefined && same.includes(main)) return name === main;
  // Said once, at the first of them.
  if (name === same[0]) {
    for (const { variable, words } of variables) {
      const instead = same.map((other) => `DB_${variableName(other)}_${words}`).join(" or ");
      problems.push({ path: variable, message: `could mean ${same.join(" or ")}`, hint: `write ${instead}` });
    }
  }
  return false;
}

function inGroup(words: string, fields: OptionFields): boolean {
  return Object.entries(fields).some(
    ([key, field]) => field.kind === "object" && words.startsWith(`${variableName(key)}_`),
  );
}
