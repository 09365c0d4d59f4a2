import type { OptionField, OptionFields } from "./fields.ts";
import { legacyKeys } from "./legacy-keys.ts";
import { nearest } from "./nearest.ts";

/** A key as an environment variable writes it: `acquireTimeout` is `ACQUIRE_TIMEOUT`, `pg-jsonb` is `PG_JSONB`. @internal */
export function variableName(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
}

/** A key from what an environment variable writes: `STATEMENT_CACHE_SIZE` is `statementCacheSize`. @internal */
export function keyName(words: string): string {
  return words.toLowerCase().replaceAll(/_+([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

/**
 * The path of the option that the rest of a variable's name means: `POOL_MAX` is `pool.max`. Where one name could be cut
 * in several ways the longest key wins, so that an option `poolMax` would be found before `pool.max`. @internal
 */
function resolveSetting(words: string, fields: OptionFields): readonly string[] | undefined {
  const spellings = Object.entries(fields)
    .flatMap(([key, field]) =>
      [key, ...(field.alias ?? [])].map((spelling) => ({ name: variableName(spelling), key, field })),
    )
    .sort((left, right) => right.name.length - left.name.length);
  for (const { name, key, field } of spellings) {
    if (words === name) return [key];
    if (!words.startsWith(`${name}_`)) continue;
    const rest = resolveWithin(words.slice(name.length + 1), field);
    if (rest !== undefined) return [key, ...rest];
  }
  return undefined;
}

/** As {@link resolveSetting}, the earlier generation's keys among the table's. @internal */
export function resolveSettingOrLegacy(words: string, fields: OptionFields): readonly string[] | undefined {
  const today = resolveSetting(words, fields);
  if (today !== undefined) return today;
  const legacy = Object.keys(legacyKeys).find((key) => variableName(key) === words);
  return legacy === undefined ? undefined : [legacy];
}

function resolveWithin(words: string, field: OptionField): readonly string[] | undefined {
  if (field.kind === "object") return resolveSetting(words, field.fields);
  if (field.kind === "record") return [words.toLowerCase()];
  if (field.kind !== "union") return undefined;
  return field.of.map((member) => resolveWithin(words, member)).find((path) => path !== undefined);
}

/** The setting's name most like the one given. @internal */
export function nearestSetting(words: string, fields: OptionFields): string | undefined {
  return nearest(words, ["TYPE", ...settingNames(fields), ...Object.keys(legacyKeys).map(variableName)]);
}

function settingNames(fields: OptionFields): string[] {
  return Object.entries(fields).flatMap(([key, field]) => {
    const names = [key, ...(field.alias ?? [])].map(variableName);
    return field.kind === "object"
      ? [...names, ...settingNames(field.fields).map((name) => `${names[0]}_${name}`)]
      : names;
  });
}
