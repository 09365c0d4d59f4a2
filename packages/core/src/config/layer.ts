/** Settings of one database by key, and where each came from, by its path: `pool.max` → `DB_MAIN_POOL_MAX`. @internal */
export interface Layer {
  readonly input: Record<string, unknown>;
  readonly origin: Record<string, string>;
}

/** Whether a value is an object with keys, and not a list. @internal */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Puts one layer over another: groups are merged key by key, everything else is replaced. @internal */
export function overlay(lower: Layer, upper: Layer): Layer {
  return { input: mergeInto(lower.input, upper.input), origin: { ...lower.origin, ...upper.origin } };
}

/** Sets a nested key, making the groups on the way. @internal */
export function setPath(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) {
    define(target, key, value);
    return;
  }
  const own = Object.hasOwn(target, key) ? target[key] : undefined;
  const group = isRecord(own) ? own : {};
  define(target, key, group);
  setPath(group, rest, value);
}

function mergeInto(
  lower: Readonly<Record<string, unknown>>,
  upper: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(lower)) define(merged, key, isRecord(value) ? mergeInto(value, {}) : value);
  for (const [key, value] of Object.entries(upper)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    define(merged, key, isRecord(value) ? mergeInto(isRecord(below) ? below : {}, value) : value);
  }
  return merged;
}

/** Unlike an assignment it makes a key of `__proto__`. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
}
