import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  loadConfig,
  networkFields,
  type LoadConfigOptions,
  type LoadedConfig,
  type OptionFields,
} from "../../../src/config/index.ts";
import { ConfigurationError } from "../../../src/errors/index.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "db-config-"));
});
afterEach(async () => {
  await rm(cwd, { recursive: true });
});

const engineFields: OptionFields = {
  ...networkFields,
  searchPath: { kind: "string", description: "" },
  statementCacheSize: { kind: "integer", default: 100, description: "" },
};

async function load(
  text: string | undefined,
  env: Record<string, string> = {},
  options: LoadConfigOptions = {},
): Promise<LoadedConfig> {
  if (text !== undefined) await writeFile(join(cwd, "db.yaml"), text);
  return loadConfig(undefined, { env, cwd, ...options });
}

async function inputs(...given: Parameters<typeof load>): Promise<Record<string, unknown>> {
  const { databases } = await load(...given);
  return Object.fromEntries(Object.entries(databases).map(([name, { type, input }]) => [name, { type, ...input }]));
}

async function problems(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof ConfigurationError)) throw new Error("not refused", { cause: error });
  expect(JSON.stringify(error.toJSON())).not.toContain("Zq9");
  return error.problems.map(
    ({ path, message, hint }) => `${path}: ${message}${hint === undefined ? "" : ` (${hint})`}`,
  );
}

const known: LoadConfigOptions = { fieldsOf: (type) => (type === "postgres" ? { fields: engineFields } : undefined) };

describe("where a configuration comes from", () => {
  it("is an embedded file when nothing is said", async () => {
    expect(await load(undefined)).toEqual({
      databases: { main: { type: "sqlite", input: { file: "./data/app.db" }, origin: {} } },
      default: "main",
    });
  });

  it("is db.yaml before db.yml before db.json", async () => {
    await writeFile(join(cwd, "db.json"), '{\n\t"type": "mysql",\n\t"port": 1\n}');
    expect(await inputs(undefined)).toEqual({ main: { type: "mysql", port: 1 } });
    await writeFile(join(cwd, "db.yml"), "type: mssql");
    expect(await inputs(undefined)).toEqual({ main: { type: "mssql" } });
    expect(await inputs("type: oracle")).toEqual({ main: { type: "oracle" } });
  });

  it("is the file or the connection string that DB_CONFIG names", async () => {
    await writeFile(join(cwd, "other.yaml"), "type: redis");
    expect(await inputs("type: mysql", { DB_CONFIG: "other.yaml" })).toEqual({ main: { type: "redis" } });
    expect(await inputs("type: mysql", { DB_CONFIG: "redis://h" })).toEqual({
      main: { type: "redis", url: "redis://h" },
    });
    expect(await problems(load(undefined, { DB_CONFIG: "none.yaml" }))).toEqual(["none.yaml: the file does not exist"]);
  });

  it("is what code gives, untouched by the environment", async () => {
    const env = { DATABASE_URL: "mysql://x", DB_MAIN_HOST: "x" };
    const source = { type: "postgres", host: "${HOST}", maxOpenConns: 5 };
    expect((await loadConfig(source, { env, cwd })).databases).toEqual({
      main: { type: "postgres", input: { host: "${HOST}", pool: { max: 5 } }, origin: { "pool.max": "maxOpenConns" } },
    });
    expect((await loadConfig("postgres://h/d", { env, cwd })).databases["main"]).toEqual({
      type: "postgres",
      input: { url: "postgres://h/d" },
      origin: {},
    });
    expect((await loadConfig(source, { env, cwd, environment: true })).databases["main"]?.type).toBe("mysql");
  });

  it("does not print a source that it cannot read", async () => {
    expect(await problems(loadConfig("other://u:Zq9@h", { env: {}, cwd }))).toHaveLength(1);
    expect(await problems(loadConfig("other://u:Zq9@h/x.yaml", { env: {}, cwd }))).toHaveLength(1);
    expect(await problems(loadConfig("user Zq9", { env: {}, cwd }))).toHaveLength(1);
    expect(await problems(loadConfig("postgres://u:1/Zq9@h", { env: {}, cwd }))).toHaveLength(1);
  });
});

describe("a file", () => {
  it("holds several databases, with variables and connection strings", async () => {
    const text = `
x-pool: &pool { max: 20, acquireTimeout: 5s }
databases:
  main:
    type: postgresql
    host: \${HOST:-localhost}
    port: \${PORT}
    password: \${PASSWORD}
    pool: { <<: *pool, min: 2 }
    replicas: [{ host: replica-1 }, { host: replica-2, maxLag: 2s, port: "\${PORT}" }]
  catalogue: { url: "mongodb://localhost/catalogue" }
  cache: redis://localhost:6379
`;
    const config = await load(text, { PORT: "5433", PASSWORD: 'a: #"\n' }, known);
    expect(config.default).toBe("main");
    expect(config.databases["main"]).toEqual({
      type: "postgres",
      origin: {},
      input: {
        host: "localhost",
        port: 5433,
        password: 'a: #"\n',
        pool: { max: 20, acquireTimeout: 5000, min: 2 },
        replicas: [{ host: "replica-1" }, { host: "replica-2", maxLag: 2000, port: 5433 }],
      },
    });
    expect(config.databases["catalogue"]?.type).toBe("mongo");
    expect(config.databases["cache"]).toMatchObject({ type: "redis", input: { url: "redis://localhost:6379" } });
  });

  it("accepts the earlier generation's keys", async () => {
    const text =
      "type: postgres\nname: shop\nsslMode: require\nmaxOpenConns: 7\nmaxRetries: ${N}\noptions: { searchPath: app }";
    expect(await inputs(text, { N: "2" }, known)).toEqual({
      main: {
        type: "postgres",
        database: "shop",
        tls: { mode: "require" },
        pool: { max: 7 },
        retry: { attempts: 3 },
        searchPath: "app",
      },
    });
  });

  it("names a default, else main, else the only one", async () => {
    const of = async (text: string): Promise<string | undefined> => (await load(text)).default;
    expect(await of("databases: { a: {type: redis}, b: {type: mysql} }\ndefault: b")).toBe("b");
    expect(await of("databases: { a: {type: redis}, main: {type: mysql} }")).toBe("main");
    expect(await of("databases: { a: {type: redis} }")).toBe("a");
    expect(await of("databases: { a: {type: redis}, b: {type: mysql} }")).toBeUndefined();
  });

  it("has every problem said at once", async () => {
    const text = `
databases:
  main:
    type: postgres
    hots: x
    port: \${PORT}
    password: [Zq9]
    pool: { min: 20, mx: 3 }
    maxOpenConns: many
    replicas: [{ weigth: 1 }]
  second: { host: x }
  third: { type: mysql, url: "postgres://u:Zq9@h" }
  fourth: { url: "postgres://u:1/Zq9@h" }
  9th: { type: redis }
defualt: main
`;
    expect(
      await problems(load(text, { DB_MAIN_TIMEOUT: "soon", DB_MAIN_POOL_MXA: "3", DB_MAIN_HOSTT: "h" }, known)),
    ).toEqual([
      "databases.main.port: the variable PORT is not set (set it, or give a default: ${PORT:-…})",
      "defualt: is not a known key (did you mean default?)",
      "databases.9th: is not a name (begin with a letter; go on with letters, digits, - and _)",
      "DB_MAIN_HOSTT: is not a known setting (did you mean DB_MAIN_HOST?)",
      "DB_MAIN_POOL_MXA: is not a known setting (did you mean DB_MAIN_POOL_MAX?)",
      'databases.main.maxOpenConns: expected a whole number, at least 1, got "many"',
      expect.stringContaining("databases.main.pool.mx: is not a known key"),
      'DB_MAIN_TIMEOUT: expected a duration such as "5s", got "soon"',
      "databases.main.replicas.0.weigth: is not a known key (did you mean weight?)",
      "databases.main.password: expected text or a function that gives it, got a list",
      "databases.main.hots: is not a known key (did you mean host?)",
      "databases.second.type: is required (one of postgres, pglite, mysql, mariadb, mssql, oracle, sqlite, mongo, redis, or give a url)",
      "databases.third.url: is for postgres, and the type is mysql",
      expect.stringMatching(/^databases\.fourth\.url: connection string: holds an unencoded @/),
    ]);
  });

  it.each([
    ["a: 1\nb: [1,\nc: 2", /^db\.yaml:\d+:\d+: /],
    ["type: mysql\nhost: a\nhost: b", /^db\.yaml:3:1: the key is there twice$/],
    ['{"type": "mysql", "type": "redis"}', /^db\.yaml:1:19: the key is there twice$/],
    ["type: mysql\npassword: Zq9: x", /^db\.yaml:2:\d+: .*quotes/],
    ['password: "Zq9" Zq9', /^db\.yaml:1:\d+: /],
    ["password: *Zq9", /^db\.yaml: an alias has no anchor/],
    ["- a", /^: expected an object/],
    ["databases: []", /^databases: expected an object/],
    ["databases: { main: 5 }", /^databases\.main: expected an object/],
    ["type: 5", /^type: expected the name of an engine/],
    ["databases: { a: {type: redis} }\ntype: mysql", /^type: is not a known key \(settings of a database stand under/],
    ["databases: { a: {type: redis} }\ndefault: b", /^default: is not the name of a database/],
    ["databases: { __proto__: {type: redis} }", /^databases\.__proto__: is not a name/],
  ])("is refused: %j", async (text, message) => {
    expect((await problems(load(text)))[0]).toMatch(message);
  });
});

describe("the environment alone", () => {
  it.each<[Record<string, string>, object]>([
    [
      { DB_TYPE: "sqlite", DB_SQLITE_FILE_PATH: "x.db" },
      { type: "sqlite", file: "x.db" },
    ],
    [{ DB_SQLITE_FILE_PATH: "x.db" }, { type: "sqlite", file: "x.db" }],
    [{ DB_TYPE: "pg" }, { type: "postgres" }],
    [
      { DB_POSTGRES_HOST: "h", DB_POSTGRES_PORT: "5433", DB_POSTGRES_POOL_MAX: "5", DB_POSTGRES_SSL_MODE: "require" },
      { type: "postgres", host: "h", port: 5433, pool: { max: 5 }, tls: { mode: "require" } },
    ],
    [
      { DB_POSTGRES_HOST: "h", DB_MYSQL_HOST: "m", DB_TYPE: "mysql" },
      { type: "mysql", host: "m" },
    ],
    [
      { DATABASE_URL: "mysql://h/d", DB_MYSQL_PASSWORD: "p" },
      { type: "mysql", url: "mysql://h/d", password: "p" },
    ],
    [
      { DATABASE_URL: "postgres://h/d", DB_MAIN_URL: "redis://r", DB_MAIN_POOL_MAX: "3" },
      { type: "redis", url: "redis://r", pool: { max: 3 } },
    ],
    [
      { DB_MAIN_TYPE: "duck", DB_MAIN_FANCY_OPTION: "1" },
      { type: "duck", fancyOption: "1" },
    ],
    [
      { DB_TEST_HOST: "x", DB_HOST: "x", DBX: "1", DB_: "x", DB_POSTGRES_HOST: "", DB_SQLITE_FILE: "a" },
      { type: "sqlite", file: "a" },
    ],
    [
      { DB_TYPE: "pg-jsonb", DATABASE_URL: "postgres://h", DB_PG_JSONB_SCHEMA: "s" },
      { type: "pg-jsonb", url: "postgres://h", schema: "s" },
    ],
  ])("%j", async (env, expected) => {
    expect(await inputs(undefined, env)).toEqual({ main: expected });
  });

  it.each<[Record<string, string>, RegExp]>([
    [
      { DB_POSTGRES_HOST: "h", DB_MYSQL_HOST: "m" },
      /^DB_TYPE: is not set, and there are variables for mysql and postgres/,
    ],
    [{ DB_MAIN_HOST: "h" }, /^DB_TYPE: is required/],
    [
      { DB_TYPE: "sqlite", DATABASE_URL: "postgres://u:Zq9@h" },
      /^DATABASE_URL: is for postgres, and the type is sqlite/,
    ],
    [{ DATABASE_URL: "postgres://u:1/Zq9@h" }, /^DATABASE_URL: connection string/],
    [{ DB_POSTGRES_POOL_MAX: "many" }, /^DB_POSTGRES_POOL_MAX: expected a whole number/],
    [{ DB_POSTGRES_MAX_OPEN_CONNS: "many" }, /^DB_POSTGRES_MAX_OPEN_CONNS: expected a whole number/],
    [{ DB_POSTGRES_USER: "a", DB_POSTGRES_USERNAME: "b" }, /^DB_POSTGRES_USERNAME: means the same as DB_POSTGRES_USER/],
    [{ DB_POSTGRES_POOL_MAX: "1", DB_PG_MAX_OPEN_CONNS: "2" }, /MAX_OPEN_CONNS.*means the same as pool\.max/],
    [
      { DB_POSTGRES_POOL_MAXX: "1" },
      /^DB_POSTGRES_POOL_MAXX: is not a known setting \(did you mean DB_POSTGRES_POOL_MAX\?\)/,
    ],
  ])("is refused: %j", async (env, message) => {
    expect((await problems(load(undefined, env)))[0]).toMatch(message);
  });
});

describe("the environment over a file", () => {
  const two =
    "databases:\n  main: { type: postgres, host: f, user: fu, pool: { max: 1, min: 1 } }\n  main-ro: { type: postgres, host: g }\n";

  it("wins, the more specific variable over the less", async () => {
    const env = {
      DB_POSTGRES_HOST: "engine",
      DB_POSTGRES_POOL_MAX: "2",
      DB_MAIN_POOL_MAX: "3",
      DB_MAIN_USERNAME: "eu",
      DB_MAIN_RO_HOST: "ro",
    };
    const config = await load(two, env, known);
    expect(config.databases["main"]?.input).toEqual({ host: "engine", username: "eu", pool: { max: 3, min: 1 } });
    expect(config.databases["main-ro"]?.input).toEqual({ host: "ro" });
    expect(config.databases["main"]?.origin).toEqual({
      host: "DB_POSTGRES_HOST",
      "pool.max": "DB_MAIN_POOL_MAX",
      username: "DB_MAIN_USERNAME",
    });
  });

  it("replaces place and credentials with a connection string, and nothing else", async () => {
    expect((await load(two, { DATABASE_URL: "postgres://u@h/d" }, known)).databases["main"]?.input).toEqual({
      url: "postgres://u@h/d",
      pool: { max: 1, min: 1 },
    });
    expect((await load(two, { DB_MAIN_RO_URL: "postgres://u@h/d" })).databases["main-ro"]?.input).toEqual({
      url: "postgres://u@h/d",
    });
  });

  it("does not apply a second time what the file has asked for", async () => {
    const text = "databases: { main: { type: redis }, other: { url: '${DATABASE_URL}' } }";
    expect(await inputs(text, { DATABASE_URL: "postgres://h/d" })).toEqual({
      main: { type: "redis" },
      other: { type: "postgres", url: "postgres://h/d" },
    });
  });

  it("leaves of the file only what belongs to no engine when the type is another", async () => {
    const env = { DB_TYPE: "sqlite", DB_SQLITE_FILE: "t.db" };
    expect(await inputs(two, env, known)).toMatchObject({
      main: { type: "sqlite", file: "t.db", pool: { max: 1, min: 1 } },
    });
    expect((await load(two, env, known)).databases["main"]?.input).not.toHaveProperty("host");
  });

  it("drops the list of hosts when one host is named", async () => {
    expect(await inputs("type: postgres\nhosts: [a, b]", { DB_MAIN_HOST: "c" }, known)).toEqual({
      main: { type: "postgres", host: "c" },
    });
    expect(await inputs("type: postgres\nhost: a\nport: 1", { DB_MAIN_HOSTS: "c:2,d" }, known)).toEqual({
      main: { type: "postgres", hosts: [{ host: "c", port: 2 }, { host: "d" }] },
    });
  });

  it("leaves variables of engines alone that the file does not use", async () => {
    expect(await inputs("type: redis", { DB_POSTGRES_HOST: "h", DB_POSTGRES_NONSENSE: "x" })).toEqual({
      main: { type: "redis" },
    });
  });

  it("must say which of several databases is meant", async () => {
    const text = "databases: { a: {type: postgres}, b: {type: postgres} }";
    expect(await problems(load(text, { DB_POSTGRES_HOST: "h", DATABASE_URL: "postgres://h" }))).toEqual([
      "DATABASE_URL: means the default database, and no database is the default (name it: default: <name>)",
      "DB_POSTGRES_HOST: could mean a or b (write DB_A_HOST or DB_B_HOST)",
    ]);
  });

  it("reads a database's own name before an engine's", async () => {
    const text = "databases: { postgres: {type: mysql}, other: {type: postgres} }";
    expect(await inputs(text, { DB_POSTGRES_HOST: "h" })).toEqual({
      postgres: { type: "mysql", host: "h" },
      other: { type: "postgres" },
    });
  });
});
