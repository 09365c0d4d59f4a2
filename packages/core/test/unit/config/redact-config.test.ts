import { describe, expect, it } from "@jest/globals";
import { redactConfig, type OptionFields } from "../../../src/config/index.ts";

class Client {
  held = ["Zq9"];
}

describe("redactConfig", () => {
  it("hides secrets wherever they stand", () => {
    const config = {
      default: "main",
      databases: {
        main: {
          type: "postgres",
          host: "h",
          url: "postgres://u:Zq9@h/d",
          password: "Zq9",
          tls: { mode: "require", key: "Zq9", passphrase: "Zq9", ca: "/ca.pem" },
          pool: { max: 5 },
          replicas: [{ host: "r", password: "Zq9", url: "postgres://u:Zq9@r" }],
          apiToken: "Zq9",
          walletPassword: { nested: "Zq9" },
          options: { note: "postgres://u:Zq9@h" },
          client: new Client(),
        },
        cache: "redis://:Zq9@h",
      },
    };
    const text = JSON.stringify(redactConfig(config));
    expect(text).not.toContain("Zq9");
    expect(JSON.parse(text)).toMatchObject({
      default: "main",
      databases: {
        main: {
          type: "postgres",
          host: "h",
          url: "postgres://u:***@h/d",
          password: "***",
          tls: { mode: "require", key: "***", ca: "/ca.pem" },
          pool: { max: 5 },
          replicas: [{ host: "r" }],
        },
        cache: "redis://:***@h/",
      },
    });
    expect(config.databases.main.password).toBe("Zq9");
  });

  it("goes by the driver's table", () => {
    const fields: OptionFields = {
      pin: { kind: "integer", secret: true, alias: ["code"], description: "" },
      keyPrefix: { kind: "string", description: "" },
      headers: { kind: "record", of: { kind: "string", description: "" }, description: "" },
    };
    expect(redactConfig({ pin: 1234, keyPrefix: "a:", headers: { token: "Zq9", accept: "x" } }, fields)).toEqual({
      pin: "***",
      keyPrefix: "a:",
      headers: { token: "***", accept: "x" },
    });
    expect(redactConfig({ code: 1234 }, fields)).toEqual({ code: "***" });
  });

  it("takes anything", () => {
    const loop: Record<string, unknown> = { password: () => "Zq9" };
    loop["self"] = loop;
    expect(JSON.stringify(redactConfig(loop))).toContain("[function]");
    expect(redactConfig(undefined)).toBeUndefined();
    expect(redactConfig(null)).toBeNull();
    expect(redactConfig("postgres://u:Zq9@h")).toBe("postgres://u:***@h/");
  });
});
