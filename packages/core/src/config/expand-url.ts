import { parseConnectionString, type ConnectionParts, type EngineName } from "../connection-strings/index.ts";
import { ConfigurationError } from "../errors/index.ts";
import type { OptionFields } from "./fields.ts";
import { isRecord, overlay, setPath } from "./layer.ts";
import { nearest, squeeze } from "./nearest.ts";
import { checkFields } from "./parse-fields.ts";
import { sqlServerTls, urlParameters } from "./url-parameters.ts";

const urlKeys = ["url", "uri", "connectionString"];

/**
 * Puts in place of `url` the options it says, for a table that has them: `host` and `port` or `hosts`, `socketPath`,
 * `database`, `username`, `password`, `tls`, `file`, and its parameters under the options' names (`sslmode` is `tls.mode`,
 * `application_name` is `applicationName`), turned into what the table wants. Options that stand beside the string win
 * over it: a place (`host`, `hosts` or `socketPath`) over the whole place, groups key by key, and so a password that is a
 * function over one in the string. Without `url` the input is given back as it is; it is never changed.
 * @param fields The whole table, core's part too, since a string may say `connect_timeout` (`completeFields`).
 * @throws ConfigurationError with path `url` for a string that cannot be read, and for parameters the table lacks.
 */
export function expandUrl(
  input: Readonly<Record<string, unknown>>,
  engine: EngineName,
  fields: OptionFields,
): Readonly<Record<string, unknown>> {
  const url = urlKeys.map((key) => input[key]).find((value) => value !== undefined);
  if (typeof url !== "string") return input;
  const beside = Object.fromEntries(Object.entries(input).filter(([key]) => !urlKeys.includes(key)));
  const parts = parse(url, engine);
  // An @ beyond the hosts may end a password, of which a parameter would then be a part.
  const quotable = !/^[^:]*:\/\/[^/?#;]*[/?#;].*@/s.test(url);
  const said = { ...placeOf(parts, beside), ...identityOf(parts), ...parametersOf(parts, fields, quotable) };
  return overlay({ input: said, origin: {} }, { input: expandShorthand(beside, said, fields), origin: {} }).input;
}

function parse(url: string, engine: EngineName): ConnectionParts {
  try {
    return parseConnectionString(url, engine);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(error.problems.map((problem) => ({ ...problem, path: "url" })));
  }
}

function placeOf(parts: ConnectionParts, beside: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (["host", "hosts", "socketPath", "file"].some((key) => beside[key] !== undefined)) return {};
  const { hosts, socketPath, socketPort, file, memory } = parts;
  const [only, second] = hosts;
  if (memory === true) return { file: ":memory:" };
  if (file !== undefined) return { file };
  if (socketPath !== undefined) return socketPort === undefined ? { socketPath } : { socketPath, port: socketPort };
  if (second !== undefined) return { hosts };
  return only === undefined ? {} : { ...only };
}

function identityOf(parts: ConnectionParts): Record<string, unknown> {
  const { database, username, password, instance, master, topology, srv, connectIdentifier } = parts;
  const said = { database, username, password, instance, master, topology, srv, connectIdentifier };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

function parametersOf(parts: ConnectionParts, fields: OptionFields, quotable: boolean): Record<string, unknown> {
  const { mode, rest } = parts.engine === "mssql" ? sqlServerTls(parts.parameters) : { rest: parts.parameters };
  const options: Record<string, unknown> = {};
  if (parts.tls === true) setPath(options, ["tls", "mode"], "verify-full");
  if (mode !== undefined) setPath(options, ["tls", "mode"], mode);
  const own = new Map(
    Object.entries(fields).flatMap(([key, field]) => [key, ...(field.alias ?? [])].map((name) => [squeeze(name), key])),
  );
  for (const [name, text] of Object.entries(rest)) {
    const known = urlParameters[parts.engine][squeeze(name)];
    const option = known?.option.split(".") ?? [own.get(squeeze(name)) ?? name];
    setPath(options, option, known?.read?.(text) ?? text);
  }
  const unknown = Object.keys(options).filter((key) => !Object.hasOwn(fields, key));
  const problems = unknown.map((key) => {
    const like = nearest(key, [...own.values(), ...Object.keys(urlParameters[parts.engine])]);
    return {
      path: `url.${key}`,
      message: "is not a known parameter",
      hint: like === undefined ? undefined : `did you mean ${like}?`,
    };
  });
  for (const key of unknown) delete options[key];
  const checked = checkFields<Record<string, unknown>>(fields, options, { path: "url", coerce: true, partial: true });
  if (!quotable && problems.length + checked.problems.length > 0) {
    throw new ConfigurationError([{ path: "url", message: "has a parameter that is not known or does not fit" }]);
  }
  if (problems.length + checked.problems.length > 0) throw new ConfigurationError([...problems, ...checked.problems]);
  return checked.value;
}

/** `tls: true` beside `?sslrootcert=…` is the group with its mode, so that both are kept. */
function expandShorthand(
  beside: Readonly<Record<string, unknown>>,
  said: Readonly<Record<string, unknown>>,
  fields: OptionFields,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(beside).flatMap(([key, value]) => {
      if (value === undefined) return [];
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (field?.kind !== "object" || isRecord(value) || !isRecord(said[key])) return [[key, value]];
      const types: readonly string[] = field.shorthand?.types ?? [];
      const full = types.includes(typeof value) ? field.shorthand?.read(value as string | boolean | number) : undefined;
      return [[key, full ?? value]];
    }),
  );
}
