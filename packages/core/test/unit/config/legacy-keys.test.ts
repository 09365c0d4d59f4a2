import { describe, expect, it } from "@jest/globals";
import { translateLegacyKeys } from "../../../src/config/index.ts";

describe("translateLegacyKeys", () => {
  it("translates every key of the earlier generation", () => {
    const { value, renamed, problems } = translateLegacyKeys({
      host: "h",
      port: 1,
      name: "shop",
      username: "u",
      password: "p",
      sslMode: "require",
      maxIdleConns: 5,
      maxOpenConns: 20,
      connMaxLifetime: "1h",
      connMaxIdleTime: "5m",
      timeout: "30s",
      connTimeout: "5s",
      maxRetries: 3,
      retryDelay: "1s",
      healthCheckInterval: "30s",
      options: { searchPath: "app" },
    });
    expect(problems).toEqual([]);
    expect(value).toEqual({
      host: "h",
      port: 1,
      database: "shop",
      username: "u",
      password: "p",
      tls: { mode: "require" },
      pool: { maxIdle: 5, max: 20, maxLifetime: "1h", idleTimeout: "5m", keepAlive: "30s" },
      timeout: "30s",
      connectTimeout: "5s",
      retry: { attempts: 4, delay: "1s" },
      searchPath: "app",
    });
    expect(renamed["pool.max"]).toBe("maxOpenConns");
    expect(renamed["searchPath"]).toBe("options.searchPath");
  });

  it("refuses two spellings of one setting", () => {
    const input = {
      maxOpenConns: 5,
      pool: { max: 5 },
      name: "a",
      database: "b",
      sslMode: "require",
      tls: true,
      options: { host: "x" },
      host: "y",
    };
    expect(translateLegacyKeys(input, "databases.main").problems.map(({ path, hint }) => `${path} ${hint}`)).toEqual([
      "databases.main.options.host keep host",
      "databases.main.name keep database",
      "databases.main.sslMode keep tls.mode",
      "databases.main.maxOpenConns keep pool.max",
    ]);
  });

  it("adds to a group that is there already", () => {
    const input = { maxOpenConns: 5, pool: { min: 1 } };
    expect(translateLegacyKeys(input).value).toEqual({ pool: { min: 1, max: 5 } });
    expect(input).toEqual({ maxOpenConns: 5, pool: { min: 1 } });
  });

  it("leaves alone what it does not understand", () => {
    expect(translateLegacyKeys({ maxRetries: "many", options: "-c x=1", other: 1 }).value).toEqual({
      retry: { attempts: "many" },
      options: "-c x=1",
      other: 1,
    });
    expect(translateLegacyKeys({ maxRetries: "2" }).value).toEqual({ retry: { attempts: "3" } });
    expect(translateLegacyKeys({ sslMode: false }).value).toEqual({ tls: { mode: "disable" } });
  });
});
