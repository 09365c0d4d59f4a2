import { describe, expect, it } from "@jest/globals";
import { ConfigurationError, DriverRegistry } from "@db/core";
import { drivers, mariadb, mariadbDriver, mysql, mysqlDriver, type MysqlOptions } from "../../src/index.ts";

const parse = (options: MysqlOptions): unknown => mysqlDriver.parseOptions(options);

const problems = (options: MysqlOptions): readonly string[] => {
  try {
    mysql(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
};

describe("options", () => {
  it("have defaults", () => {
    expect(parse({})).toMatchObject({
      host: "localhost",
      port: 3306,
      preparedStatements: "prepared",
      statementCacheSize: 200,
      timestamps: "date",
      parameters: {},
      loadData: true,
      cleartextPassword: false,
    });
  });

  it("come from a URL of either scheme, for either flavour", () => {
    for (const make of [mysql, mariadb]) {
      for (const scheme of ["mysql", "mariadb", "mysql2"]) {
        const { endpoints } = make({ url: `${scheme}://u:p%40@h:3307/d?ssl-mode=VERIFY_IDENTITY&timestamps=string` });
        expect(endpoints[0]?.options).toMatchObject({
          host: "h",
          port: 3307,
          database: "d",
          username: "u",
          password: "p@",
          timestamps: "string",
          tls: { mode: "verify-full" },
        });
      }
    }
  });

  it("name a socket, and several hosts", () => {
    expect(parse({ socketPath: "/run/mysqld.sock" })).toMatchObject({ socketPath: "/run/mysqld.sock" });
    const { driver, endpoints } = mysql({ hosts: [{ host: "a" }, { host: "b", port: 3307 }], database: "d" });
    expect(endpoints[0]?.name).toBe("a:3306,b:3307/d");
    expect(driver.hosts?.(endpoints[0]?.options)).toMatchObject([
      { host: "a", port: 3306 },
      { host: "b", port: 3307 },
    ]);
  });

  it("that do not fit are told, all of them", () => {
    expect(problems({ preparedStatements: "named" as never, statementCacheSize: 0 })).toEqual([
      "preparedStatements",
      "statementCacheSize",
    ]);
    expect(problems({ password: "x" })).toEqual(["username"]);
    expect(
      problems({ parameters: { time_zone: "+05:00", "a; drop": "1", NAMES: "latin1", autocommit: "0" } }),
    ).toHaveLength(4);
    expect(problems({ replicas: [{ host: "r", maxLag: "1s" }] })).toHaveLength(1);
  });

  it("send a password as it is only where TLS is insisted on, or there is no network", () => {
    for (const tls of [undefined, false, "prefer"] as const)
      expect(problems({ cleartextPassword: true, tls })).toEqual(["cleartextPassword"]);
    for (const tls of [true, "require", "verify-ca"] as const)
      expect(problems({ cleartextPassword: true, tls })).toEqual([]);
    expect(problems({ cleartextPassword: true, socketPath: "/run/mysqld.sock" })).toEqual([]);
  });
});

it("both types are found by their names", async () => {
  const registry = new DriverRegistry();
  for (const driver of drivers) registry.register(driver);
  expect(await registry.find("mysql", "/")).toBe(mysqlDriver);
  expect(await registry.find("mariadb", "/")).toBe(mariadbDriver);
  expect([mysqlDriver.dialect.name, mariadbDriver.dialect.name]).toEqual(["mysql", "mariadb"]);
});
