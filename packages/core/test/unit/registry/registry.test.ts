import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import type { DocumentDatabase } from "../../../src/document/index.ts";
import type { Driver } from "../../../src/driver/index.ts";
import type { DocumentDriver } from "../../../src/registry/index.ts";
import { DriverRegistry, openDatabases } from "../../../src/registry/index.ts";
import { ClientError, errorOf, FakeDriver, FakeServers } from "../database/fake-driver.ts";

const folder = mkdtempSync(join(tmpdir(), "db-registry-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A driver under the name of a real engine, so that a configuration may name it. */
class NamedDriver extends FakeDriver {
  override readonly engine: string;

  constructor(engine: string, servers: FakeServers) {
    super(servers);
    this.engine = engine;
  }
}

const named = (engine: string, servers = new FakeServers()): Driver =>
  new NamedDriver(engine, servers) as unknown as Driver;

function registryOf(...drivers: readonly (Driver | DocumentDriver)[]): DriverRegistry {
  const registry = new DriverRegistry();
  for (const driver of drivers) registry.register(driver);
  return registry;
}

describe("the registry", () => {
  it("finds what was registered, the later one, under every name of the engine", async () => {
    const [first, second] = [named("postgres"), named("postgres")];
    const registry = registryOf(first, second);
    expect(await registry.find("postgres", folder)).toBe(second);
    expect(await registry.find("postgresql", folder)).toBe(second);
  });

  it("a missing package is named with the command that installs it", async () => {
    expect(await errorOf(registryOf().find("oracle", folder))).toMatchObject({
      kind: "driver-missing",
      message: expect.stringContaining("npm install @db/oracle") as unknown,
    });
  });

  it("a package is found where the application is, and one without the driver is named", async () => {
    const place = join(folder, "app/node_modules/@db/oracle");
    mkdirSync(place, { recursive: true });
    writeFileSync(
      join(place, "package.json"),
      JSON.stringify({ name: "@db/oracle", type: "module", exports: "./index.js" }),
    );
    writeFileSync(join(place, "index.js"), "export const drivers = [];");
    expect(await errorOf(registryOf().find("oracle", join(folder, "app")))).toMatchObject({
      kind: "driver-missing",
      message: expect.stringContaining("has no driver") as unknown,
    });
  });
});

describe("openDatabases", () => {
  const options = (registry: DriverRegistry) => ({ registry, cwd: folder, env: {} });

  it("opens each by its name, and closes all", async () => {
    const servers = new FakeServers();
    const dbs = await openDatabases(
      { databases: { main: { type: "postgres", host: "h" }, other: { type: "mysql" } } },
      { ...options(registryOf(named("postgres", servers), named("mysql", servers))), connect: true },
    );
    expect(dbs.names).toEqual(["main", "other"]);
    expect([dbs.relational().name, dbs.relational("other").engine, servers.open.length]).toEqual(["main", "mysql", 2]);
    expect(() => dbs.relational("third")).toThrow(expect.objectContaining({ kind: "configuration" }));
    await dbs.close();
    expect(servers.open).toEqual([]);
  });

  it("tells every problem of all databases at once", async () => {
    const config = { databases: { a: { type: "postgres", port: 0 }, b: { type: "postgres", pool: { max: 0 } } } };
    const error = await errorOf(openDatabases(config, options(registryOf(named("postgres")))));
    expect((error["problems"] as { path: string }[]).map(({ path }) => path)).toEqual(
      expect.arrayContaining(["databases.b.pool.max"]),
    );
  });

  it("a missing package rejects, and one that cannot connect closes the others", async () => {
    expect(await errorOf(openDatabases({ databases: { a: { type: "oracle" } } }, options(registryOf())))).toMatchObject(
      { kind: "driver-missing" },
    );
    const servers = new FakeServers();
    servers.fail("connect", new ClientError("cannot-connect"), 9, "down");
    const config = { databases: { a: { type: "postgres", host: "up" }, b: { type: "postgres", host: "down" } } };
    expect(
      await errorOf(openDatabases(config, { ...options(registryOf(named("postgres", servers))), connect: true })),
    ).toMatchObject({ kind: "cannot-connect" });
    expect(servers.open).toEqual([]);
  });
});

describe("openDatabases with documents", () => {
  const closed: string[] = [];
  const documents: DocumentDriver = {
    family: "document",
    engine: "pg-jsonb",
    fields: { relational: { kind: "string", required: true, description: "What it stands on." } },
    create: ({ relational }, context) => {
      const below = context.relational(relational as string);
      return {
        engine: `over ${below.name}`,
        command: async () => ({ ok: 1 }),
        close: async () => void closed.push("documents"),
      } as unknown as DocumentDatabase;
    },
  };
  const options = { cwd: folder, env: {}, registry: registryOf(named("postgres"), documents) };

  it("opens them over the relational ones of the same configuration, and closes them first", async () => {
    const config = {
      databases: { main: { type: "postgres", host: "h" }, docs: { type: "pg-jsonb", relational: "main" } },
    };
    const dbs = await openDatabases(config, { ...options, connect: true });
    expect(dbs.names).toEqual(["main", "docs"]);
    expect([dbs.document().engine, dbs.document("docs").engine, dbs.relational().name]).toEqual([
      "over main",
      "over main",
      "main",
    ]);
    expect(() => dbs.relational("docs")).toThrow(/"docs" is no relational database; of relational ones there are main/);
    expect(() => dbs.document("main")).toThrow(/is no document database/);
    expect(() => dbs.document("none")).toThrow(/there is no database "none"/);
    await dbs.close();
    expect(closed).toEqual(["documents"]);
  });

  it("tells what they lack, under their names", async () => {
    const config = { databases: { a: { type: "pg-jsonb", relational: "b" }, c: { type: "postgres", host: "h" } } };
    const error = await errorOf(openDatabases(config, options));
    expect(error["problems"]).toMatchObject([{ path: "databases.a.relational" }]);
    const unknown = { databases: { a: { type: "pg-jsonb", relational: "c", pool: {} }, c: { type: "postgres" } } };
    expect((await errorOf(openDatabases(unknown, options)))["problems"]).toMatchObject([{ path: "databases.a.pool" }]);
  });
});
