import { PassThrough } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import {
  credentialProblems,
  Drain,
  endpointName,
  networkFields,
  parseFields,
  placeOf,
  socketErrorFacts,
  tlsConnectionOptions,
  type ParsedNetworkOptions,
} from "../../../src/index.ts";

const parse = (given: object): ParsedNetworkOptions => parseFields<ParsedNetworkOptions>(networkFields, given);

describe("a server's place", () => {
  it("is the host's, the first of several, or a socket's path, with the engine's port where none is said", () => {
    expect(placeOf(parse({}), 7)).toEqual({ host: "localhost", port: 7 });
    expect(placeOf(parse({ host: "h", port: 8 }), 7)).toEqual({ host: "h", port: 8 });
    expect(placeOf(parse({ socketPath: "/run/s", host: "h" }), 7)).toEqual({ host: "/run/s", port: 7 });
    expect(placeOf(parse({ hosts: ["a:1", "b"], port: 8 }), 7)).toEqual({
      host: "a",
      port: 1,
      hosts: [
        { host: "a", port: 1 },
        { host: "b", port: 8 },
      ],
    });
  });

  it("has a name without secrets", () => {
    const options = { ...parse({ username: "u", password: "hunter2", database: "d" }), host: "h", port: 1 };
    expect(endpointName(options)).toBe("h:1/d");
    expect(endpointName({ ...options, hosts: [{ host: "a" }, { host: "b", port: 2 }] })).toBe("a:1,b:2/d");
  });

  it("needs a user name for a password", () => {
    expect(credentialProblems(parse({ password: "p" }))).toMatchObject([{ path: "username" }]);
    expect(credentialProblems(parse({ username: "u", password: "p" }))).toEqual([]);
  });
});

describe("TLS options", () => {
  it("name the certificate by the host, or as it is said, but never by an address", async () => {
    expect(await tlsConnectionOptions({ mode: "verify-full" }, "h")).toEqual({
      host: "h",
      servername: "h",
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
    });
    expect(await tlsConnectionOptions({ mode: "prefer", serverName: "s" }, "h")).toMatchObject({
      host: "s",
      servername: "s",
      rejectUnauthorized: false,
    });
    expect(await tlsConnectionOptions({ mode: "require" }, "::1")).not.toHaveProperty("servername");
  });

  it("are rejected when a file is not there", async () => {
    await expect(tlsConnectionOptions({ mode: "verify-ca", ca: "/no/such/file" }, "h")).rejects.toMatchObject({
      code: "ENOENT",
    });
  });
});

describe("an error of a socket", () => {
  it("is named, also inside the one that is made of all addresses", () => {
    const refused = Object.assign(new Error("no"), { code: "ECONNREFUSED" });
    expect(socketErrorFacts(refused)).toMatchObject({ kind: "cannot-connect", nativeCode: "ECONNREFUSED" });
    expect(socketErrorFacts(new AggregateError([refused]))).toMatchObject({ nativeCode: "ECONNREFUSED" });
    expect(socketErrorFacts(Object.assign(new Error("no"), { code: "CERT_HAS_EXPIRED" }))).toMatchObject({
      kind: "tls-failed",
    });
    expect(socketErrorFacts(new Error("something else"))).toBeUndefined();
  });
});

describe("waiting for a stream's room", () => {
  it("ends when it is drained, or when nothing more will come", async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const drain = new Drain();
    stream.write("xx");
    const drained = drain.wait(stream);
    stream.resume();
    await drained;
    const ended = drain.wait(stream);
    drain.end();
    await ended;
    expect(stream.listenerCount("drain")).toBe(0);
  });
});
