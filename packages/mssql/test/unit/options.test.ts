import { describe, expect, it } from "@jest/globals";
import { ConfigurationError, DriverRegistry } from "@db/core";
import { drivers, mssql, mssqlDriver, type MssqlOptions } from "../../src/index.ts";

const parse = (options: MssqlOptions): unknown => mssqlDriver.parseOptions(options);

const problems = (options: MssqlOptions): readonly string[] => {
  try {
    mssql(options);
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
      port: 1433,
      encryption: "tls",
      trusting: false,
      secret: "password",
      multiSubnetFailover: false,
      readOnlyIntent: false,
      packetSize: 4096,
      xactAbort: false,
      timestamps: "date",
      json: "parsed",
    });
  });

  it.each<[string, object]>([
    ["mssql://u:p%40@h:1434/d?encrypt=false", { host: "h", port: 1434, password: "p@", encryption: "none" }],
    ["sqlserver://h;database=d;user=u;password=p;trustServerCertificate=true", { database: "d", trusting: true }],
    [
      "Server=tcp:h,1444;Database=d;User Id=u;Password={p;w};Encrypt=True;TrustServerCertificate=False",
      { port: 1444, password: "p;w", encryption: "tls", trusting: false },
    ],
    ["Server=h\\SQLEXPRESS;Database=d;User Id=u;Password=p", { host: "h", instance: "SQLEXPRESS" }],
    ["mssql://h/d?packetSize=8192&multiSubnetFailover=true", { packetSize: 8192, multiSubnetFailover: true }],
    [
      // As the portal of Azure gives it.
      "Server=tcp:s.database.windows.net,1433;Initial Catalog=d;Persist Security Info=False;User ID=u;Password=p;MultipleActiveResultSets=False;Encrypt=True;TrustServerCertificate=False;Connection Timeout=30;",
      { host: "s.database.windows.net", database: "d", encryption: "tls" },
    ],
    ["Server=h;Database=d;User Id=u;Password=p;ApplicationIntent=ReadOnly", { readOnlyIntent: true }],
    ["Server=h;Database=d;User Id=u;Password=p;Application Intent=ReadWrite", { readOnlyIntent: false }],
  ])("come from %s", (url, expected) => {
    expect(mssql({ url }).endpoints[0]?.options).toMatchObject(expected);
  });

  it("refuse what a connection string asks for and cannot be had", () => {
    const base = "Server=h;Database=d;User Id=u;Password=p;";
    for (const [more, path] of [
      ["MultipleActiveResultSets=True", "url.multipleActiveResultSets"],
      ["Integrated Security=True", "url.integratedSecurity"],
      ["Failover Partner=x", "url.failoverPartner"],
    ] as const)
      expect(problems({ url: base + more })).toEqual([path]);
  });

  it("say TLS in either words, and once", () => {
    const facts = (options: MssqlOptions): unknown => {
      const { encryption, trusting } = parse(options) as { encryption: string; trusting: boolean };
      return [encryption, trusting];
    };
    expect(facts({ tls: false })).toEqual(["none", false]);
    expect(facts({ encrypt: false })).toEqual(["none", false]);
    expect(facts({ tls: true })).toEqual(["tls", false]);
    expect(facts({ encrypt: true })).toEqual(["tls", false]);
    expect(facts({ tls: "require" })).toEqual(["tls", true]);
    expect(facts({ trustServerCertificate: true })).toEqual(["tls", true]);
    expect(facts({ encrypt: "strict" })).toEqual(["strict", false]);
    expect(facts({ encrypt: "strict", tls: { mode: "verify-full", minVersion: "TLSv1.3" } })).toEqual([
      "strict",
      false,
    ]);
    expect(problems({ tls: true, encrypt: true })).toEqual(["encrypt"]);
    expect(problems({ tls: true, trustServerCertificate: true })).toEqual(["trustServerCertificate"]);
    expect(problems({ encrypt: false, trustServerCertificate: true })).toEqual(["trustServerCertificate"]);
    expect(problems({ encrypt: "strict", trustServerCertificate: true })).toEqual(["encrypt"]);
    expect(problems({ encrypt: "strict", tls: "require" })).toEqual(["encrypt"]);
    expect(problems({ tls: "prefer" })).toEqual(["tls.mode"]);
    expect(problems({ tls: "verify-ca" })).toEqual(["tls.mode"]);
    expect(problems({ tls: { minVersion: "TLSv1.3" } })).toEqual(["tls.minVersion"]);
    expect(problems({ encrypt: "sometimes" as never })).toEqual(["encrypt"]);
  });

  it("sign in one way", () => {
    expect(problems({ password: "p" })).toEqual(["username"]);
    expect(problems({ accessToken: "t", username: "u" })).toEqual(["accessToken"]);
    expect(problems({ accessToken: "t", tls: false })).toEqual(["accessToken"]);
    expect(problems({ domain: "d" })).toEqual(["domain"]);
    expect(parse({ accessToken: "t" })).toMatchObject({ secret: "token", password: "t" });
  });

  it("lead to one instance, or to several hosts", () => {
    expect(problems({ instance: "i", port: 1433 })).toEqual(["instance"]);
    expect(problems({ instance: "i", hosts: [{ host: "a" }] })).toEqual(["instance"]);
    expect(mssql({ host: "h", instance: "i", database: "d" }).endpoints[0]?.name).toBe("h\\i/d");
    const { driver, endpoints } = mssql({ hosts: [{ host: "a" }, { host: "b", port: 1444 }], database: "d" });
    expect(endpoints[0]?.name).toBe("a:1433,b:1444/d");
    expect(driver.hosts?.(endpoints[0]?.options)).toMatchObject([
      { host: "a", port: 1433 },
      { host: "b", port: 1444 },
    ]);
  });

  it("have no socket, and bounds", () => {
    expect(problems({ socketPath: "/tmp/s" } as never)).toEqual(["socketPath"]);
    expect(problems({ packetSize: 100 })).toEqual(["packetSize"]);
    expect(problems({ replicas: [{ host: "r", maxLag: "1s" }] })).toHaveLength(1);
  });
});

it("the type is found by its name", async () => {
  const registry = new DriverRegistry();
  for (const driver of drivers) registry.register(driver);
  expect(await registry.find("mssql", "/")).toBe(mssqlDriver);
  expect(Object.isFrozen(mssqlDriver.capabilities)).toBe(true);
});
