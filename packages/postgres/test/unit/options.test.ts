import { describe, expect, it } from "@jest/globals";
import { eachHost } from "@db/core";
import { pgliteDriver, postgres, postgresDriver } from "../../src/index.ts";
import { parsePostgresOptions } from "../../src/postgres-options.ts";

const problems = (options: object): string[] => {
  try {
    postgres(options);
  } catch (error) {
    return (error as { problems: { path: string }[] }).problems.map(({ path }) => path);
  }
  throw new Error("the options were taken");
};

describe("options", () => {
  it("have defaults", () => {
    expect(parsePostgresOptions({})).toEqual({
      host: "localhost",
      port: 5432,
      targetSession: "any",
      loadBalanceHosts: false,
      keepAlive: 30_000,
      preparedStatements: "named",
      statementCacheSize: 200,
      timestamps: "date",
      parameters: {},
      channelBinding: "disable",
    });
  });

  it.each([
    ["postgres://u:p%40@h:1/d", { host: "h", port: 1, database: "d", username: "u", password: "p@" }],
    ["postgresql://h/d", { host: "h", port: 5432, database: "d" }],
    ["postgres://h", { host: "h" }],
    ["postgres://[::1]:7/d", { host: "::1", port: 7 }],
    [
      "postgres://u@h1:1,h2/d?target_session_attrs=read-write",
      {
        hosts: [
          { host: "h1", port: 1 },
          { host: "h2", port: 5432 },
        ],
        targetSession: "read-write",
        host: "h1",
        port: 1,
      },
    ],
    ["postgres://h/d?load_balance_hosts=random", { loadBalanceHosts: true }],
    [
      "postgres://h/d?application_name=shop&options=-c%20work_mem%3D1MB",
      { applicationName: "shop", options: "-c work_mem=1MB" },
    ],
    ["postgres://h/d?sslmode=require", { tls: { mode: "require", minVersion: "TLSv1.2" } }],
    ["postgres://h/d?sslmode=allow", { tls: { mode: "prefer", minVersion: "TLSv1.2" } }],
    [
      "postgres://h/d?sslrootcert=/ca.pem&sslcert=/c&sslkey=/k",
      { tls: { mode: "verify-full", ca: "/ca.pem", cert: "/c", key: "/k", minVersion: "TLSv1.2" } },
    ],
    ["postgres://h/d?channel_binding=require", { channelBinding: "require" }],
    ["postgres://u@/d?host=/var/run/postgresql", { host: "/var/run/postgresql", port: 5432 }],
    [
      "host=h port=2 dbname='my db' user=u password=p sslmode=verify-ca",
      { host: "h", port: 2, database: "my db", username: "u", password: "p" },
    ],
  ])("are read from %s", (url, expected) => {
    expect(parsePostgresOptions({ url })).toMatchObject(expected);
  });

  it("beside a URL win over it, a place over the whole place", () => {
    const password = (): string => "asked";
    expect(parsePostgresOptions({ url: "postgres://u:old@h:1/d", password })).toMatchObject({
      host: "h",
      port: 1,
      username: "u",
      password,
    });
    expect(parsePostgresOptions({ url: "postgres://u@h1:1,h2:2/d", host: "h3" })).toMatchObject({
      host: "h3",
      port: 5432,
      database: "d",
    });
    expect(parsePostgresOptions({ url: "postgres://h/d?sslmode=require", tls: { ca: "/ca" } })).toMatchObject({
      tls: { mode: "require", ca: "/ca" },
    });
  });

  it("that are wrong are told all at once, without their secrets", () => {
    expect(
      problems({ port: 0, statementCacheSize: 0, preparedStatements: "some", pool: { max: -1 }, hsot: "x" }).toSorted(),
    ).toEqual(["hsot", "pool.max", "port", "preparedStatements", "statementCacheSize"]);
    expect(problems({ password: "p" })).toEqual(["username"]);
    expect(problems({ url: "postgres://u:hunter2@h/d?nonsense=1" })).not.toEqual([]);
    expect(() => postgres({ url: "postgres://u:hunter2@h/d?nonsense=1" })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
    );
    expect(problems({ parameters: { search_path: 5 } })).toEqual(["parameters.search_path"]);
  });

  it("give each host alone, in order or by chance", () => {
    const hosts = Array.from({ length: 8 }, (_, index) => ({ host: `h${index}`, ...(index === 0 ? { port: 9 } : {}) }));
    const inOrder = eachHost(parsePostgresOptions({ hosts }));
    expect(inOrder.map(({ host }) => host)).toEqual(hosts.map(({ host }) => host));
    expect(inOrder.map(({ port }) => port)).toEqual([9, ...Array.from({ length: 7 }, () => 5432)]);
    expect(eachHost(parsePostgresOptions({ hosts, port: 7 })).map(({ port }) => port)).toEqual([
      9,
      ...Array.from({ length: 7 }, () => 7),
    ]);
    expect(inOrder.every((one) => one.hosts === undefined)).toBe(true);
    const orders = new Set(
      Array.from({ length: 20 }, () =>
        eachHost(parsePostgresOptions({ hosts, loadBalanceHosts: true }))
          .map(({ host }) => host)
          .join(),
      ),
    );
    expect(orders.size).toBeGreaterThan(1);
  });

  it("make an endpoint whose name holds no secret", () => {
    const [endpoint] = postgresDriver.endpoints(parsePostgresOptions({ url: "postgres://u:hunter2@h1:1,h2/d" }));
    expect(endpoint!.name).toBe("h1:1,h2:5432/d");
    expect(endpoint!.name).not.toContain("hunter2");
  });

  it("of PGlite know a directory and memory", () => {
    for (const [options, file] of [
      [{}, ":memory:"],
      [{ file: "./data" }, "./data"],
      [{ url: "pglite:./data" }, "./data"],
      [{ url: "pglite:memory" }, ":memory:"],
      [{ url: "pglite:./a", file: "./b" }, "./b"],
    ] as const) {
      expect(pgliteDriver.parseOptions(options)).toMatchObject({ file });
    }
  });
});
