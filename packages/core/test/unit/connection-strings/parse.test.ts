import { describe, expect, it } from "@jest/globals";
import { parseConnectionString, type ConnectionParts, type EngineName } from "../../../src/connection-strings/index.ts";

type Case = readonly [text: string, parts: Partial<ConnectionParts>, engine?: EngineName];

const parsed = (cases: readonly Case[]): void => {
  it.each(cases)("%s", (...[text, parts, engine]) => {
    const { form: _form, scheme: _scheme, ...rest } = parseConnectionString(text, engine);
    expect(rest).toEqual({ hosts: [], parameters: {}, ...parts });
  });
};

describe("PostgreSQL", () => {
  const engine = "postgres";
  parsed([
    ["postgres://h", { engine, hosts: [{ host: "h" }] }],
    [
      "postgresql://shop:p%40ss%3A%2F@h1:5432,h2:5433/shop?sslmode=verify-full&application_name=a%20b",
      {
        engine,
        hosts: [
          { host: "h1", port: 5432 },
          { host: "h2", port: 5433 },
        ],
        username: "shop",
        password: "p@ss:/",
        database: "shop",
        parameters: { sslmode: "verify-full", application_name: "a b" },
      },
    ],
    [
      "postgres://u:a@b:c@[2001:db8::1]:5432/d",
      { engine, hosts: [{ host: "2001:db8::1", port: 5432 }], username: "u", password: "a@b:c", database: "d" },
    ],
    [
      "postgres://%2Fvar%2Frun%2Fpostgresql:5433/d",
      { engine, socketPath: "/var/run/postgresql", socketPort: 5433, database: "d" },
    ],
    [
      "postgres:///d?host=/tmp&port=5433&user=u&password=p%2B+",
      { engine, socketPath: "/tmp", socketPort: 5433, database: "d", username: "u", password: "p++" },
    ],
    [
      "postgres:///d?host=h1,h2&port=1,2",
      {
        engine,
        hosts: [
          { host: "h1", port: 1 },
          { host: "h2", port: 2 },
        ],
        database: "d",
      },
    ],
    ["postgres://h/?port=5433", { engine, hosts: [{ host: "h", port: 5433 }] }],
    ["postgres://u:@h/d", { engine, hosts: [{ host: "h" }], username: "u", password: "", database: "d" }],
    [
      "host=h1,h2 port=5432 user = shop password='it\\'s a \\\\' dbname=d",
      {
        engine,
        hosts: [
          { host: "h1", port: 5432 },
          { host: "h2", port: 5432 },
        ],
        username: "shop",
        password: "it's a \\",
        database: "d",
      },
    ],
    [
      "dbname=d host=/tmp sslmode=disable",
      { engine, socketPath: "/tmp", database: "d", parameters: { sslmode: "disable" } },
    ],
    ["port=5433", { engine, hosts: [{ host: "localhost", port: 5433 }] }],
  ]);
});

describe("MySQL and MariaDB", () => {
  const engine = "mysql";
  parsed([
    [
      "mysql://root:@127.0.0.1:3306/app?charset=utf8mb4",
      {
        engine,
        hosts: [{ host: "127.0.0.1", port: 3306 }],
        username: "root",
        password: "",
        database: "app",
        parameters: { charset: "utf8mb4" },
      },
    ],
    [
      "mariadb://u:%D0%BF%E2%98%83@h/d",
      { engine: "mariadb", hosts: [{ host: "h" }], username: "u", password: "п☃", database: "d" },
    ],
    [
      "mysql://u@localhost/d?socketPath=%2Frun%2Fmysqld.sock",
      { engine, socketPath: "/run/mysqld.sock", username: "u", database: "d" },
    ],
    ["mysql://u@%2Frun%2Fmysqld.sock/d", { engine, socketPath: "/run/mysqld.sock", username: "u", database: "d" }],
  ]);
});

describe("SQL Server", () => {
  const engine = "mssql";
  parsed([
    [
      "mssql://sa:P%40ss@h:1433/shop?encrypt=true",
      {
        engine,
        hosts: [{ host: "h", port: 1433 }],
        username: "sa",
        password: "P@ss",
        database: "shop",
        parameters: { encrypt: "true" },
      },
    ],
    [
      "sqlserver://sa:p@h/inst?database=shop",
      { engine, hosts: [{ host: "h" }], instance: "inst", username: "sa", password: "p", database: "shop" },
    ],
    [
      "sqlserver://h:1433;database=shop;user=sa;password={a;b}}c};encrypt=true",
      {
        engine,
        hosts: [{ host: "h", port: 1433 }],
        username: "sa",
        password: "a;b}c",
        database: "shop",
        parameters: { encrypt: "true" },
      },
    ],
    [
      "sqlserver://h\\inst:1444;databaseName=shop",
      { engine, hosts: [{ host: "h", port: 1444 }], instance: "inst", database: "shop" },
    ],
    [
      "Server=tcp:h,1433;Database=shop;User Id=sa;Password={a;b=\"c'}}d};TrustServerCertificate=True;",
      {
        engine,
        hosts: [{ host: "h", port: 1433 }],
        username: "sa",
        password: "a;b=\"c'}d",
        database: "shop",
        parameters: { trustServerCertificate: "True" },
      },
    ],
    [
      'Data Source=.\\SQLEXPRESS; Initial Catalog = shop ;UID=sa;PWD="a""b;"',
      {
        engine,
        hosts: [{ host: "localhost" }],
        instance: "SQLEXPRESS",
        database: "shop",
        username: "sa",
        password: 'a"b;',
      },
    ],
    [
      "server=h;pwd=a=b;uid=u;Frob Nicate=1",
      { engine, hosts: [{ host: "h" }], username: "u", password: "a=b", parameters: { frobnicate: "1" } },
    ],
    [
      "Server=h;Integrated Security=true",
      { engine, hosts: [{ host: "h" }], parameters: { integratedSecurity: "true" } },
    ],
  ]);
});

describe("Oracle", () => {
  const engine = "oracle";
  const descriptor =
    "(DESCRIPTION=(ADDRESS_LIST=(ADDRESS=(PROTOCOL=tcps)(HOST=h1)(PORT=2484))(ADDRESS=(HOST=h2)(PORT=1521)))(CONNECT_DATA=(SERVICE_NAME=svc)(SERVER=DEDICATED)))";
  parsed([
    [
      "oracle://scott:t%2Fger@h:1521/svc",
      { engine, hosts: [{ host: "h", port: 1521 }], username: "scott", password: "t/ger", database: "svc" },
    ],
    ["oracle://h/svc?protocol=tcps", { engine, hosts: [{ host: "h" }], tls: true, database: "svc" }],
    [
      "tcps://h1,h2:1522/svc:pooled/i1?connect_timeout=5",
      {
        engine,
        hosts: [
          { host: "h1", port: 1522 },
          { host: "h2", port: 1522 },
        ],
        tls: true,
        database: "svc",
        instance: "i1",
        parameters: { connect_timeout: "5", server: "pooled" },
      },
    ],
    ["//[::1]:1521/svc", { engine, hosts: [{ host: "::1", port: 1521 }], database: "svc" }],
    ["h:1521/svc", { engine, hosts: [{ host: "h", port: 1521 }], database: "svc" }, "oracle"],
    [
      'scott/"t@/ger"@//h/svc',
      { engine, hosts: [{ host: "h" }], database: "svc", username: "scott", password: "t@/ger" },
      "oracle",
    ],
    [
      "scott/ti@ger@h/svc",
      { engine, hosts: [{ host: "h" }], database: "svc", username: "scott", password: "ti@ger" },
      "oracle",
    ],
    ["scott/tiger@SALES", { engine, connectIdentifier: "SALES", username: "scott", password: "tiger" }, "oracle"],
    [
      descriptor,
      {
        engine,
        connectIdentifier: descriptor,
        hosts: [
          { host: "h1", port: 2484 },
          { host: "h2", port: 1521 },
        ],
        tls: true,
        database: "svc",
        parameters: { server: "dedicated" },
      },
    ],
    [
      `scott/tiger@${descriptor}`,
      {
        engine,
        connectIdentifier: descriptor,
        hosts: [
          { host: "h1", port: 2484 },
          { host: "h2", port: 1521 },
        ],
        tls: true,
        database: "svc",
        parameters: { server: "dedicated" },
        username: "scott",
        password: "tiger",
      },
    ],
  ]);
});

describe("SQLite", () => {
  const engine = "sqlite";
  parsed([
    ["sqlite:data/app.db", { engine, file: "data/app.db" }],
    ["sqlite://data/app.db", { engine, file: "data/app.db" }],
    ["sqlite:///data/app.db?mode=ro", { engine, file: "/data/app.db", parameters: { mode: "ro" } }],
    ["sqlite:////data/app.db", { engine, file: "/data/app.db" }],
    ["sqlite3:a%20b%3F.db", { engine, file: "a b?.db" }],
    ["sqlite::memory:", { engine, memory: true }],
    ["sqlite://:memory:", { engine, memory: true }],
    [":memory:", { engine, memory: true }],
    ["sqlite:memory", { engine, file: "memory" }],
    ["file::memory:?cache=shared", { engine, memory: true, parameters: { cache: "shared" } }],
    ["file:rel.db?immutable=1", { engine, file: "rel.db", parameters: { immutable: "1" } }],
    ["file:///abs/x.db", { engine, file: "/abs/x.db" }],
    ["file://localhost/abs/x.db", { engine, file: "/abs/x.db" }],
    ["file:///C:/x.db", { engine, file: "C:/x.db" }],
    ["C:\\data\\100%.db", { engine, file: "C:\\data\\100%.db" }, "sqlite"],
    ["what?.db", { engine, file: "what?.db" }, "sqlite"],
    ["./app.sqlite3", { engine, file: "./app.sqlite3" }],
  ]);
});

describe("PGlite", () => {
  const engine = "pglite";
  parsed([
    ["pglite:./data", { engine, file: "./data" }],
    ["pglite:memory", { engine, memory: true }],
    ["pglite::memory:", { engine, memory: true }],
    ["pglite:memory://", { engine, memory: true }],
    ["pglite:./memory", { engine, file: "./memory" }],
    ["./data", { engine, file: "./data" }, "pglite"],
  ]);
});

describe("MongoDB", () => {
  const engine = "mongo";
  parsed([
    [
      "mongodb://u:p%25@h1:27017,h2/db?replicaSet=rs0&readPreferenceTags=dc:ny&readPreferenceTags=",
      {
        engine,
        hosts: [{ host: "h1", port: 27017 }, { host: "h2" }],
        username: "u",
        password: "p%",
        database: "db",
        parameters: { replicaSet: "rs0", readPreferenceTags: "dc:ny\n" },
      },
    ],
    [
      "mongodb+srv://c.example.net/db",
      { engine, hosts: [{ host: "c.example.net" }], srv: true, tls: true, database: "db" },
    ],
    ["mongodb://%2Ftmp%2Fmongodb-27017.sock/db", { engine, socketPath: "/tmp/mongodb-27017.sock", database: "db" }],
  ]);
});

describe("Redis and Valkey", () => {
  const engine = "redis";
  parsed([
    ["redis://:s3cret@h:6379/2", { engine, hosts: [{ host: "h", port: 6379 }], password: "s3cret", database: "2" }],
    ["rediss://u:p@h", { engine, hosts: [{ host: "h" }], tls: true, username: "u", password: "p" }],
    ["valkey://h", { engine, hosts: [{ host: "h" }] }],
    [
      "redis+sentinel://u:p@h1:26379,h2/master/0",
      {
        engine,
        topology: "sentinel",
        hosts: [{ host: "h1", port: 26379 }, { host: "h2" }],
        master: "master",
        database: "0",
        username: "u",
        password: "p",
      },
    ],
    [
      "valkeys+cluster://h1:1,h2:2",
      {
        engine,
        topology: "cluster",
        tls: true,
        hosts: [
          { host: "h1", port: 1 },
          { host: "h2", port: 2 },
        ],
      },
    ],
    ["redis+unix://:p@/run/redis.sock?db=3", { engine, socketPath: "/run/redis.sock", password: "p", database: "3" }],
  ]);
});
