import type { ConfigurationProblem } from "../errors/index.ts";
import { canonicalEngine, engineNames, engineOf } from "../connection-strings/index.ts";
import { isRecord } from "./layer.ts";
import { nearest } from "./nearest.ts";

/** One database as the source has it. @internal */
export interface SourceEntry {
  /** Where it stands, for problems: `databases.main`, or nothing for a single database at top level. */
  readonly path: string;
  /** Its settings without `type`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What `type` says; absent where it says nothing. */
  readonly type?: string | undefined;
}

/** The source taken apart. @internal */
export interface SourceStructure {
  readonly entries: Readonly<Record<string, SourceEntry>>;
  /** The database that is meant where none is named. */
  readonly default?: string | undefined;
}

const topLevel = ["databases", "default"];

/**
 * Finds the databases of a parsed source: under `databases`, or one at top level, which is called `main`. `$schema` and
 * keys that begin with `x-` (a place for YAML anchors) are nobody's. A text in place of settings is a connection string.
 * @internal
 */
export function readStructure(source: unknown, problems: ConfigurationProblem[]): SourceStructure {
  if (!isRecord(source)) {
    problems.push({ path: "", message: "expected an object with databases, or with the settings of one" });
    return { entries: {} };
  }
  const ours = Object.entries(source).filter(([key]) => key !== "$schema" && !key.startsWith("x-"));
  if (!Object.hasOwn(source, "databases")) {
    if (ours.length === 0) return { entries: {} };
    const entry = readEntry(Object.fromEntries(ours), "", problems);
    return { entries: entry === undefined ? {} : { main: entry }, default: "main" };
  }
  for (const [key] of ours) {
    if (topLevel.includes(key)) continue;
    const like = nearest(key, topLevel);
    const hint = like === undefined ? "settings of a database stand under databases.<name>" : `did you mean ${like}?`;
    problems.push({ path: key, message: "is not a known key", hint });
  }
  const entries = readDatabases(source["databases"], problems);
  return { entries, default: readDefault(source["default"], Object.keys(entries), problems) };
}

function readDatabases(databases: unknown, problems: ConfigurationProblem[]): Record<string, SourceEntry> {
  if (!isRecord(databases) || Object.keys(databases).length === 0) {
    problems.push({
      path: "databases",
      message: "expected an object with at least one database",
      hint: "databases: { main: { type: … } }",
    });
    return {};
  }
  const entries: Record<string, SourceEntry> = {};
  for (const [name, value] of Object.entries(databases)) {
    const path = `databases.${name}`;
    if (!/^[A-Za-z][\w-]*$/.test(name)) {
      problems.push({
        path,
        message: "is not a name",
        hint: "begin with a letter; go on with letters, digits, - and _",
      });
      continue;
    }
    const entry = readEntry(value, path, problems);
    if (entry !== undefined) entries[name] = entry;
  }
  return entries;
}

function readEntry(value: unknown, path: string, problems: ConfigurationProblem[]): SourceEntry | undefined {
  if (typeof value === "string") return { path, settings: { url: value } };
  if (!isRecord(value)) {
    problems.push({ path, message: "expected an object of settings, or a connection string" });
    return undefined;
  }
  const { type, ...settings } = value;
  if (type === undefined) return { path, settings };
  if (typeof type !== "string" || type === "") {
    problems.push({
      path: path === "" ? "type" : `${path}.type`,
      message: "expected the name of an engine",
      hint: engineNames.join(", "),
    });
    return { path, settings };
  }
  return { path, settings, type: canonicalEngine(type) };
}

function readDefault(value: unknown, names: readonly string[], problems: ConfigurationProblem[]): string | undefined {
  if (value === undefined) return names.includes("main") ? "main" : names.length === 1 ? names[0] : undefined;
  if (typeof value === "string" && names.includes(value)) return value;
  const like = typeof value === "string" ? nearest(value, names) : undefined;
  problems.push({
    path: "default",
    message: "is not the name of a database",
    hint: like === undefined ? names.join(", ") : `did you mean ${like}?`,
  });
  return undefined;
}

/** The engine that an entry's connection string is for. @internal */
export function engineOfUrl(settings: Readonly<Record<string, unknown>>): string | undefined {
  const url = settings["url"] ?? settings["uri"] ?? settings["connectionString"];
  return typeof url === "string" ? engineOf(url) : undefined;
}
