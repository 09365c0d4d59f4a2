import { defineDatabase, sqliteDialect, type DatabaseDefinition, type Driver, type Endpoint } from "@db/core";
import { whileBusy } from "./busy.ts";
import { sqliteCapabilities } from "./sqlite-capabilities.ts";
import { openClient } from "./sqlite-client.ts";
import { classifySqliteError } from "./sqlite-errors.ts";
import { parseSqliteOptions, sqliteFields, type ParsedSqliteOptions, type SqliteOptions } from "./sqlite-options.ts";
import { SqliteSession } from "./sqlite-session.ts";
import type { SchemaEpoch } from "./sqlite-statements.ts";
import { encodeSqliteObject } from "./sqlite-values.ts";

/** The schema's epoch of each set of options: connections of one database share it. */
const epochs = new WeakMap<ParsedSqliteOptions, SchemaEpoch>();

/** The driver of SQLite on better-sqlite3. */
export const sqliteDriver: Driver<ParsedSqliteOptions> = Object.freeze<Driver<ParsedSqliteOptions>>({
  engine: "sqlite",
  systemName: "sqlite",
  dialect: sqliteDialect,
  capabilities: sqliteCapabilities,
  fields: sqliteFields,
  parseOptions: parseSqliteOptions,
  endpoints: (options) => {
    const name = options.memory ? ":memory:" : options.file;
    const epoch: SchemaEpoch = { value: 0 };
    epochs.set(options, epoch);
    // One connection may write at a time; one that only reads needs no such bound.
    const main: Endpoint<ParsedSqliteOptions> = {
      name,
      options,
      role: "primary",
      permanent: options.memory,
      ...(options.mode === "read-only" ? {} : { maxSessions: 1 }),
    };
    if (options.readers === 0) return [main];
    const reading = { ...options, reader: true };
    epochs.set(reading, epoch);
    return [main, { name: `${name} (readers)`, options: reading, role: "reader", maxSessions: options.readers }];
  },
  connect: async (options, _observer, call) => {
    const client = await whileBusy(() => openClient(options), options.busyTimeout, call);
    return new SqliteSession(client, options, sqliteDialect, epochs.get(options) ?? { value: 0 });
  },
  classify: classifySqliteError,
  encode: (value) => encodeSqliteObject(value as object),
});

/**
 * Describes a SQLite database for `createDatabase`. Pure: the file is opened by the first call.
 * @throws ConfigurationError with every problem of the options.
 */
export function sqlite(options: SqliteOptions = {}): DatabaseDefinition {
  return defineDatabase(sqliteDriver, options);
}

/** The drivers of this package, for those who find them by engine name. */
export const drivers: readonly Driver[] = [sqliteDriver as Driver];
