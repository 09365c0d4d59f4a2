import fc from "fast-check";
import type { ConnectionParts, HostPort } from "../../../src/connection-strings/index.ts";

/** Text with what breaks connection strings in it. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(..."@:/?#%;=&+ '\"{}[]()\\,.<>~*$\t"),
    fc.constantFrom("é", "п", "☃", "😀", "%41", "a", "Z", "0"),
  ),
  minLength: 1,
  maxLength: 12,
});

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const port = fc.integer({ min: 1, max: 65_535 });
const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9-]{0,8}(\.[a-z]{2,4})?$/),
  fc.constantFrom("127.0.0.1", "::1", "2001:db8::8a2e:370:7334", "fe80::1%eth0"),
);
const host: fc.Arbitrary<HostPort> = fc.record({ host: name, port }, { requiredKeys: ["host"] });
const hosts = fc.array(host, { minLength: 1, maxLength: 3 });
const oneHost = host.map((item) => [item]);
const credentials = fc.oneof(
  fc.constant({}),
  fc.record({ username: nasty, password: nasty }),
  fc.record({ username: nasty }),
);
const plainCredentials = fc.oneof(
  fc.constant({}),
  fc.record({ username: word, password: nasty.filter((text) => text.trim() === text) }),
);
const parameters = fc.dictionary(fc.stringMatching(/^x[a-z]{1,8}$/), nasty, { maxKeys: 3 });
const maybe = <T extends object>(part: fc.Arbitrary<T>): fc.Arbitrary<Partial<T>> => fc.oneof(fc.constant({}), part);
const socket = word.map((text) => ({ hosts: [], socketPath: `/run/${text} @:?.sock` }));

const all = (...members: readonly fc.Arbitrary<object>[]): fc.Arbitrary<ConnectionParts> =>
  fc.tuple(...members).map((items) => Object.assign({ hosts: [], parameters: {} }, ...items) as ConnectionParts);
const set = (part: object): fc.Arbitrary<object> => fc.constant(part);
const servers = hosts.map((list) => ({ hosts: list }));
const server = oneHost.map((list) => ({ hosts: list }));
const database = maybe(nasty.map((text) => ({ database: text })));
const params = parameters.map((record) => ({ parameters: record }));
const scheme = (...names: readonly string[]): fc.Arbitrary<object> =>
  fc.constantFrom(...names).map((text) => ({ scheme: text }));
const path = fc.stringMatching(/^(\.\/|\/)?[a-zA-Z :@?#%&é☃+]{1,10}(\/[a-z ]{1,4})?$/).map((file) => ({ file }));
const serverMode = fc.constantFrom({}, { parameters: { server: "pooled" } }, { parameters: { connect_timeout: "5" } });

/** Parts as `parseConnectionString` gives them, form by form. */
export const generated: Readonly<Record<string, fc.Arbitrary<ConnectionParts>>> = {
  "PostgreSQL URL": all(
    set({ engine: "postgres", form: "url" }),
    scheme("postgres", "postgresql"),
    fc.oneof(servers, socket),
    credentials,
    database,
    params,
  ),
  "PostgreSQL keywords": all(
    set({ engine: "postgres", form: "keywords" }),
    fc.oneof(samePorts(), socket),
    credentials,
    database,
    params,
  ),
  MySQL: all(
    set({ engine: "mysql", form: "url" }),
    scheme("mysql", "mysql2"),
    fc.oneof(servers, socket),
    credentials,
    database,
    params,
  ),
  MariaDB: all(
    set({ engine: "mariadb", form: "url" }),
    scheme("mariadb"),
    fc.oneof(servers, socket),
    credentials,
    database,
    params,
  ),
  "SQL Server URL": all(
    set({ engine: "mssql", form: "url" }),
    scheme("mssql", "sqlserver"),
    servers,
    credentials,
    database,
    params,
    maybe(word.map((instance) => ({ instance }))),
  ),
  "SQL Server ADO": all(
    set({ engine: "mssql", form: "ado" }),
    server,
    credentials,
    database,
    params,
    maybe(word.map((instance) => ({ instance }))),
  ),
  "Oracle URL": all(
    set({ engine: "oracle", form: "url" }),
    scheme("oracle"),
    servers,
    credentials,
    database,
    params,
    fc.constantFrom({}, { tls: true }),
  ),
  "Oracle Easy Connect": all(
    set({ engine: "oracle", form: "easy-connect" }),
    samePorts(),
    plainCredentials,
    maybe(word.map((text) => ({ database: text }))),
    serverMode,
    fc.constantFrom({}, { tls: true }),
  ),
  "Oracle alias": all(
    set({ engine: "oracle", form: "alias" }),
    word.map((text) => ({ connectIdentifier: text })),
    plainCredentials,
  ),
  SQLite: all(
    set({ engine: "sqlite", form: "url" }),
    scheme("sqlite", "sqlite3", "file"),
    fc.oneof(path, set({ memory: true })),
    params,
  ),
  PGlite: all(
    set({ engine: "pglite", form: "url" }),
    scheme("pglite"),
    fc.oneof(path, set({ memory: true }), set({ file: "memory" }), set({ file: ":memory:" })),
    params,
  ),
  MongoDB: all(
    set({ engine: "mongo", form: "url" }),
    scheme("mongodb"),
    fc.oneof(servers, socket),
    credentials,
    database,
    params,
  ),
  "MongoDB SRV": all(
    set({ engine: "mongo", form: "url", scheme: "mongodb+srv", srv: true, tls: true }),
    name.map((text) => ({ hosts: [{ host: text }] })),
    credentials,
    database,
    params,
  ),
  Redis: all(
    set({ engine: "redis", form: "url" }),
    fc.constantFrom({ scheme: "redis" }, { scheme: "valkey" }, { scheme: "rediss", tls: true }),
    server,
    credentials,
    maybe(fc.nat(15).map((db) => ({ database: String(db) }))),
    params,
  ),
  "Redis sentinel": all(
    set({ engine: "redis", form: "url", scheme: "redis+sentinel", topology: "sentinel" }),
    servers,
    credentials,
    nasty.map((master) => ({ master })),
    params,
  ),
  "Redis cluster": all(
    set({ engine: "redis", form: "url", scheme: "rediss+cluster", tls: true, topology: "cluster" }),
    servers,
    credentials,
    params,
  ),
  "Redis socket": all(
    set({ engine: "redis", form: "url", scheme: "redis+unix" }),
    socket,
    credentials,
    maybe(fc.nat(15).map((db) => ({ database: String(db) }))),
    params,
  ),
};

/** Hosts of which all have a port or none has: Easy Connect and libpq cannot say more. */
function samePorts(): fc.Arbitrary<{ hosts: HostPort[] }> {
  const named = name.filter((text) => !text.includes("%"));
  return fc
    .oneof(
      fc.array(
        named.map((text) => ({ host: text })),
        { minLength: 1, maxLength: 3 },
      ),
      fc.array(fc.record({ host: named, port }), { minLength: 1, maxLength: 3 }),
    )
    .map((list) => ({ hosts: list }));
}
