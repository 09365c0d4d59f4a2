import { describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "@db/core";
import { clientSettings } from "../../src/client-options.ts";
import { mongo } from "../../src/index.ts";
import { parseMongoOptions } from "../../src/mongo-options.ts";

const settings = (options: object): ReturnType<typeof clientSettings> => clientSettings(parseMongoOptions(options));

/** The paths of the problems that options have. */
function problems(options: object): string[] {
  try {
    void mongo(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe("options", () => {
  it("have defaults, those of this product where the client's are without limit", () => {
    expect(settings({})).toMatchObject({
      url: "mongodb://localhost/",
      options: {
        maxPoolSize: 100,
        waitQueueTimeoutMS: 10_000,
        connectTimeoutMS: 10_000,
        serverSelectionTimeoutMS: 30_000,
        retryWrites: true,
        readPreference: "primary",
        ignoreUndefined: true,
      },
    });
    expect(settings({}).options).not.toHaveProperty("tls");
  });

  it("come from the parameters of a url under the client's names", () => {
    const { url, options } = settings({
      url:
        "mongodb://ada:s3cret%40@a:1,b/shop?replicaSet=rs0&maxPoolSize=7&w=majority&wtimeoutMS=50&journal=true" +
        "&readPreference=nearest&readPreferenceTags=dc:ny,rack:1&readPreferenceTags=&maxStalenessSeconds=120" +
        "&readConcernLevel=majority&authSource=admin&appName=test&serverSelectionTimeoutMS=900&tls=true&compressors=zlib",
    });
    expect(url).toBe("mongodb://a:1,b/shop");
    expect(options).toMatchObject({
      auth: { username: "ada", password: "s3cret@" },
      authSource: "admin",
      replicaSet: "rs0",
      maxPoolSize: 7,
      writeConcern: { w: "majority", wtimeoutMS: 50, journal: true },
      readPreference: "nearest",
      readPreferenceTags: [{ dc: "ny", rack: "1" }, {}],
      maxStalenessSeconds: 120,
      readConcern: { level: "majority" },
      appName: "test",
      serverSelectionTimeoutMS: 900,
      tls: true,
      compressors: ["zlib"],
    });
  });

  it("beside a url win over it", () => {
    expect(settings({ url: "mongodb://a/shop?w=1", host: "b", writeConcern: 2, database: "other" })).toMatchObject({
      url: "mongodb://b/other",
      options: { writeConcern: { w: 2 } },
    });
  });

  it("know DNS service records and sockets", () => {
    expect(settings({ url: "mongodb+srv://cluster.example.org/shop" })).toMatchObject({
      url: "mongodb+srv://cluster.example.org/shop",
      options: { tls: true },
    });
    expect(settings({ socketPath: "/tmp/mongo.sock" }).url).toBe("mongodb://%2Ftmp%2Fmongo.sock/");
  });

  it("hand the client's limit of time on as that of every call", () => {
    expect(parseMongoOptions({ url: "mongodb://a/?timeoutMS=250" }).timeout).toBe(250);
  });

  it("are all told when they are at fault", () => {
    expect(
      problems({
        port: 0,
        pool: { min: -1 },
        readConcern: "lucky",
        writeConcern: true,
        tls: { mode: "maybe" },
        hots: 1,
      }),
    ).toEqual(expect.arrayContaining(["port", "pool.min", "readConcern", "writeConcern", "tls.mode", "hots"]));
    expect(
      problems({
        host: "a",
        hosts: ["b", "c"],
        directConnection: true,
        password: "x",
        pool: { min: 3, max: 2 },
        maxStalenessSeconds: 100,
        tls: "prefer",
        srvMaxHosts: 2,
        readPreferenceTags: "broken",
      }),
    ).toEqual([
      "username",
      "hosts",
      "srvMaxHosts",
      "directConnection",
      "readPreferenceTags",
      "pool.min",
      "tls.mode",
      "readPreferenceTags",
    ]);
  });

  it.each([
    [{ username: "ada" }, "password"],
    [{ srv: true, host: "a", port: 1 }, "srv"],
    [{ srv: true }, "host"],
    [{ socketPath: "/s", host: "a" }, "socketPath"],
    [{ loadBalanced: true, replicaSet: "rs0" }, "loadBalanced"],
    [{ writeConcern: 0, journal: true }, "journal"],
    [{ password: () => "x", username: "ada" }, "password"],
    [{ url: "mongodb://a/?socks=1" }, "url.socks"],
    [{ url: "postgres://a/b" }, "url"],
    [{ pool: { maxLifetime: "1m" } }, "pool.maxLifetime"],
    [{ replicas: [] }, "replicas"],
  ])("that do not fit together are refused: %j", (options, path) => {
    expect(problems(options)).toContain(path);
  });

  it("that the client alone can judge are refused before anything is connected", () => {
    expect(problems({ authMechanism: "MONGODB-X509", username: "ada", authSource: "shop" })).toEqual([""]);
  });

  it("never show the password", () => {
    try {
      void mongo({ url: "mongodb://ada:s3cret@a/?nonsense=1" });
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain("s3cret");
      return;
    }
    throw new Error("it was accepted");
  });
});
