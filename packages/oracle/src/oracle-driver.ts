import {
  defineDatabase,
  eachHost,
  endpointName,
  greet,
  oracleDialect,
  type CallOptions,
  type DatabaseDefinition,
  type Driver,
  type SessionObserver,
} from "@db/core";
import { oracleCapabilities } from "./oracle-capabilities.ts";
import { openClient } from "./oracle-client.ts";
import { encodeOracleObject } from "./oracle-encode.ts";
import { classifyOracleError } from "./oracle-errors.ts";
import { oracleFields, parseOracleOptions, type OracleOptions, type ParsedOracleOptions } from "./oracle-options.ts";
import { OracleSession } from "./oracle-session.ts";

/** The driver of Oracle Database on `oracledb`. */
export const oracleDriver: Driver<ParsedOracleOptions> = Object.freeze<Driver<ParsedOracleOptions>>({
  engine: "oracle",
  systemName: "oracle.db",
  dialect: oracleDialect,
  capabilities: oracleCapabilities,
  fields: oracleFields,
  parseOptions: parseOracleOptions,
  endpoints: (options) => [{ name: nameOf(options), options, role: "primary" }],
  hosts: eachHost,
  targetSession: ({ targetSession }) => targetSession,
  connect,
  classify: classifyOracleError,
  encode: (value) => encodeOracleObject(value as object),
});

/**
 * Describes an Oracle database for `createDatabase`. Pure: the first call connects.
 * @throws ConfigurationError with every problem of the options.
 */
export function oracle(options: OracleOptions = {}): DatabaseDefinition {
  return defineDatabase(oracleDriver, options);
}

/** The name of `tnsnames.ora`; a descriptor or Easy Connect string by its place alone. */
function nameOf(options: ParsedOracleOptions): string {
  const { connectString, sid } = options;
  if (connectString === undefined) return endpointName(sid === undefined ? options : { ...options, database: sid });
  if (!connectString.includes("(")) return connectString.replace(/\?.*$/s, "");
  const of = (key: string): string =>
    new RegExp(`\\(\\s*${key}\\s*=\\s*([^()]*)\\)`, "i").exec(connectString)?.[1]?.trim() ?? "";
  return `${of("HOST")}:${of("PORT")}/${of("SERVICE_NAME") || of("SID")}`;
}

/** Opens a session and gives it its settings; closes it when that fails or takes too long. */
async function connect(
  options: ParsedOracleOptions,
  observer: SessionObserver,
  call: CallOptions,
): Promise<OracleSession> {
  const opened = await openClient(options, call);
  const session = new OracleSession({ ...opened, options, observer });
  return greet(session, call, () => session.greet());
}
