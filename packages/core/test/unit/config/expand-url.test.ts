import { describe, expect, it } from "@jest/globals";
import {
  completeFields,
  embeddedFields,
  expandUrl,
  networkFields,
  type OptionFields,
} from "../../../src/config/index.ts";
import type { EngineName } from "../../../src/connection-strings/index.ts";
import { ConfigurationError } from "../../../src/errors/index.ts";

const fields = completeFields({
  ...networkFields,
  searchPath: { kind: "string", description: "" },
  instance: { kind: "string", description: "" },
});

const expand = (engine: EngineName, input: Record<string, unknown>, table: OptionFields = fields): unknown =>
  expandUrl(input, engine, table);

describe("expandUrl", () => {
  it.each<[EngineName, string, object]>([
    ["postgres", "postgres://u:p@h:1/d", { host: "h", port: 1, username: "u", password: "p", database: "d" }],
    [
      "postgres",
      "postgres://h1:1,h2/d?target_session_attrs=read-write&load_balance_hosts=random",
      {
        hosts: [{ host: "h1", port: 1 }, { host: "h2" }],
        database: "d",
        targetSession: "read-write",
        loadBalanceHosts: true,
      },
    ],
    [
      "postgres",
      "postgres://%2Frun:2/?sslmode=allow&sslrootcert=/ca&application_name=a&connect_timeout=3&search_path=s",
      {
        socketPath: "/run",
        port: 2,
        tls: { mode: "prefer", ca: "/ca" },
        applicationName: "a",
        connectTimeout: 3000,
        searchPath: "s",
      },
    ],
    ["mysql", "mysql://h?ssl-mode=VERIFY_IDENTITY", { host: "h", tls: { mode: "verify-full" } }],
    [
      "mysql",
      "mysql://h?sslMode=REQUIRED&connectTimeout=500",
      { host: "h", tls: { mode: "require" }, connectTimeout: 500 },
    ],
    [
      "mssql",
      "Server=h\\i,1;Encrypt=true;TrustServerCertificate=yes;Connect Timeout=3",
      { host: "h", port: 1, instance: "i", tls: { mode: "require" }, connectTimeout: 3000 },
    ],
    ["mssql", "mssql://h?encrypt=strict&trustServerCertificate=true", { host: "h", tls: { mode: "verify-full" } }],
    ["mssql", "mssql://h?encrypt=false", { host: "h", tls: { mode: "disable" } }],
    [
      "mongo",
      "mongodb://h/d?tls=true&maxPoolSize=5",
      { host: "h", database: "d", tls: { mode: "verify-full" }, pool: { max: 5 } },
    ],
    ["redis", "rediss://:p@h/2", { host: "h", password: "p", database: "2", tls: { mode: "verify-full" } }],
  ])("%s: %s", (engine, url, expected) => {
    expect(expand(engine, { url })).toEqual(expected);
  });

  it("reads files", () => {
    expect(expand("sqlite", { url: "sqlite:a.db" }, embeddedFields)).toEqual({ file: "a.db" });
    expect(expand("sqlite", { uri: ":memory:" }, embeddedFields)).toEqual({ file: ":memory:" });
  });

  it("lets what stands beside the string win", () => {
    const password = (): string => "x";
    const url = "postgres://u:p@h1:1,h2:2/d?sslrootcert=/ca&sslmode=require";
    expect(expand("postgres", { url, password, host: "z", tls: true, database: undefined, pool: { max: 3 } })).toEqual({
      host: "z",
      username: "u",
      password,
      database: "d",
      tls: { mode: "verify-full", ca: "/ca" },
      pool: { max: 3 },
    });
    expect(expand("postgres", { url: "postgres://h:1", port: 2 })).toEqual({ host: "h", port: 2 });
  });

  it("gives an input without a string back", () => {
    const input = { host: "h" };
    expect(expand("postgres", input)).toBe(input);
  });

  it.each([
    ["postgres://u:1/Zq9@h", ["url"]],
    ["mysql://u:Zq9@h", ["url"]],
    ["postgres://u:1?Zq9=x@h", ["url"]],
    ["postgres://u:p@h?Zq9=x@h", ["url"]],
    [
      "postgres://u:Zq9@h/d?sslmod=x&search_path=&pool=3&application_name=a",
      ["url.sslmod", "url.pool", "url.searchPath"],
    ],
  ])("refuses %s", (url, paths) => {
    let error: unknown;
    try {
      expand("postgres", { url });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigurationError);
    expect((error as ConfigurationError).problems.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
    expect(JSON.stringify((error as ConfigurationError).toJSON())).not.toContain("Zq9");
  });
});
