import { expect, it } from "@jest/globals";
import pg from "pg";
import { describePrivateServer, describeServer } from "../../src/jest.ts";

async function ask(config: pg.ClientConfig, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionTimeoutMillis: 1_000, query_timeout: 1_000, ...config });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

describeServer("postgres", "the shared PostgreSQL server", (server) => {
  it("answers in the version the lab says", async () => {
    const version = await ask({ connectionString: server.url }, "show server_version");
    expect(version).toContain(server.version ?? "");
  });

  it("allows prepared transactions, as two-phase tests need", async () => {
    expect(Number(await ask({ connectionString: server.url }, "show max_prepared_transactions"))).toBeGreaterThan(0);
  });
});

const few = { settings: { max_connections: 10 } };

await describePrivateServer("postgres", "a private PostgreSQL server", few, (server) => {
  const answer = (): Promise<unknown> => ask({ connectionString: server().url }, "select 1");

  it("takes settings of its own", async () => {
    expect(await ask({ connectionString: server().url }, "show max_connections")).toBe("10");
  });

  it("comes back with its data on the same port after it was killed", async () => {
    await ask({ connectionString: server().url }, "create table kept (id int)");
    const { url } = server();
    await server().kill();
    await expect(answer()).rejects.toThrow("ECONNREFUSED");
    await server().restart();
    expect(server().url).toBe(url);
    expect(await ask({ connectionString: url }, "select count(*)::int from kept")).toBe(0);
  });
});
