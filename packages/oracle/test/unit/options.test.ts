import { describe, expect, it } from "@jest/globals";
import { ConfigurationError, defineDatabase } from "@db/core";
import { connectDescriptor } from "../../src/connect-descriptor.ts";
import { oracle, oracleDriver } from "../../src/index.ts";
import { parseOracleOptions, type ParsedOracleOptions } from "../../src/oracle-options.ts";

function problems(input: object): readonly string[] {
  try {
    defineDatabase(oracleDriver, input);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

const optionsOf = (input: object): ParsedOracleOptions => oracle(input).endpoints[0]?.options as ParsedOracleOptions;

describe("options", () => {
  it("have defaults", () => {
    expect(parseOracleOptions({ username: "u", password: "p" })).toMatchObject({
      host: "localhost",
      port: 1521,
      statementCacheSize: 50,
      timestamps: "date",
      columnNames: "lower",
      parameters: {},
      targetSession: "any",
    });
    expect(parseOracleOptions({})).not.toHaveProperty("thick");
  });

  it.each<readonly [url: string, expected: object]>([
    [
      "oracle://scott:t%2Fger@db.example.com:1522/sales",
      { host: "db.example.com", port: 1522, database: "sales", username: "scott", password: "t/ger" },
    ],
    ["oracle://h/svc?protocol=tcps", { tls: { mode: "verify-full", minVersion: "TLSv1.2" }, database: "svc" }],
    ["oracle://h/svc?server=pooled&instance=i1", { server: "pooled", instance: "i1" }],
    ["scott/tiger@SALES", { connectString: "SALES", username: "scott", password: "tiger" }],
    [
      "scott/tiger@(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=h)(PORT=1))(CONNECT_DATA=(SID=x)))",
      { connectString: "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=h)(PORT=1))(CONNECT_DATA=(SID=x)))" },
    ],
    [
      "//h1:1521,h2:1522/svc",
      {
        hosts: [
          { host: "h1", port: 1521 },
          { host: "h2", port: 1522 },
        ],
        database: "svc",
      },
    ],
    ["oracle://h/svc?statement_cache_size=0&timestamps=string", { statementCacheSize: 0, timestamps: "string" }],
  ])("are read from %s", (url, expected) => {
    expect(optionsOf({ url })).toMatchObject(expected);
  });

  it("take serviceName for database, and thick in its short and its long form", () => {
    expect(optionsOf({ serviceName: "svc" }).database).toBe("svc");
    expect(optionsOf({ thick: true }).thick).toEqual({});
    expect(optionsOf({ thick: { libDir: "/opt/oracle" } }).thick).toEqual({ libDir: "/opt/oracle" });
    expect(optionsOf({ thick: false })).not.toHaveProperty("thick");
  });

  it.each<readonly [input: object, paths: readonly string[]]>([
    [{ sid: "x", database: "y" }, ["sid"]],
    [{ connectString: "SALES", host: "h" }, ["host"]],
    [{ url: "SALES", port: 1 }, ["port"]],
    [{ connectString: "scott/tiger@h/svc" }, ["connectString"]],
    [{ host: "h)(PORT=1" }, ["host"]],
    [{ database: "a b" }, ["database"]],
    [{ password: "p" }, ["username"]],
    [{ token: "t", username: "u" }, ["token"]],
    [{ tokenPrivateKey: "k" }, ["tokenPrivateKey"]],
    [{ tls: "prefer" }, ["tls.mode"]],
    [{ tls: "require" }, ["tls.mode"]],
    [{ tls: { serverName: "x" } }, ["tls.serverName"]],
    [{ tls: { minVersion: "TLSv1.3" } }, ["tls.minVersion"]],
    [{ walletLocation: "/w" }, ["walletLocation"]],
    [{ serverCertDn: "CN=x" }, ["serverCertDn"]],
    [{ tls: { ca: "x" }, walletLocation: "/w" }, ["walletLocation"]],
    [
      { parameters: { "a b": "1", time_zone: "+01:00", NLS_DATE_FORMAT: "x" } },
      ["parameters.a b", "parameters.time_zone", "parameters.NLS_DATE_FORMAT"],
    ],
    [{ privilege: "root" }, ["privilege"]],
    [{ socketPath: "/tmp/x" }, ["socketPath"]],
  ])("are refused: %j", (input, paths) => {
    expect(problems(input)).toEqual(paths);
  });

  it("name an endpoint without a secret", () => {
    const nameOf = (input: object): string | undefined => oracle(input).endpoints[0]?.name;
    expect(nameOf({ host: "h", database: "svc", username: "u", password: "Zq9" })).toBe("h:1521/svc");
    expect(nameOf({ host: "h", sid: "x" })).toBe("h:1521/x");
    expect(nameOf({ connectString: "SALES" })).toBe("SALES");
    expect(nameOf({ connectString: "tcps://h/svc?wallet_location=/w" })).toBe("tcps://h/svc");
    expect(nameOf({ connectString: "(DESCRIPTION=(ADDRESS=(HOST=h)(PORT=1))(CONNECT_DATA=(SERVICE_NAME=s)))" })).toBe(
      "h:1/s",
    );
  });
});

describe("the descriptor", () => {
  it.each<readonly [input: object, text: string]>([
    [
      { host: "h", database: "svc" },
      "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=h)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=svc)))",
    ],
    [{ host: "::1", sid: "x" }, "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=::1)(PORT=1521))(CONNECT_DATA=(SID=x)))"],
    [
      { host: "h", port: 2484, database: "svc", tls: true, server: "pooled", instance: "i1" },
      "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcps)(HOST=h)(PORT=2484))(CONNECT_DATA=(SERVICE_NAME=svc)(SERVER=pooled)(INSTANCE_NAME=i1)))",
    ],
    [
      { host: "h", database: "svc", tls: false },
      "(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=h)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=svc)))",
    ],
    [
      { host: "h", database: "svc", thick: true, keepAlive: "90s" },
      "(DESCRIPTION=(EXPIRE_TIME=2)(ADDRESS=(PROTOCOL=tcp)(HOST=h)(PORT=1521))(CONNECT_DATA=(SERVICE_NAME=svc)))",
    ],
    [{ connectString: "SALES" }, "SALES"],
  ])("of %j", (input, text) => {
    expect(connectDescriptor(optionsOf(input))).toBe(text);
  });
});
