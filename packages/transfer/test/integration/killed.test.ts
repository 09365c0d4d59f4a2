import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "@jest/globals";
import { Double, Int32, ObjectId } from "@db/document";
import { describeServer } from "@tooling/servers/jest";
import { everyType, ids } from "../support/any-documents.ts";
import { fill } from "../support/fill.ts";
import { runKilled } from "../support/killed.ts";
import { serverSchema } from "../support/postgres.ts";

const program = fileURLToPath(new URL("../support/transfer-program.ts", import.meta.url));
const count = 20_000;

describeServer("postgres", "a transfer that is killed", (server) => {
  const names = [`killed_from_${process.pid}`, `killed_to_${process.pid}`, `killed_back_${process.pid}`] as const;
  const schemas = names.map((name) => serverSchema(server.url, name));
  afterAll(async () => {
    for (const schema of schemas) await schema.end();
  });

  it("loses nothing and doubles nothing, there and back", async () => {
    const [source, , back] = schemas.map(({ documents }) => documents);
    if (source === undefined || back === undefined) return;
    await fill(
      source,
      "things",
      ids.map((id, place) => ({ ...everyType(id), n: new Int32(-1 - place) })),
    );
    await fill(
      source,
      "things",
      Array.from({ length: count }, (_, n) => ({
        _id: n % 3 === 0 ? new ObjectId() : n % 3 === 1 ? `text ${n}` : new Int32(n + 1000),
        n: new Int32(n),
        half: new Double(n / 2),
        text: "x".repeat(200),
      })),
    );
    await source.collection("things").createIndex({ key: { n: 1 }, unique: true });
    const ways = [
      [names[0], names[1]],
      [names[1], names[2]],
    ] as const;
    for (const [from, to] of ways) {
      const environment = {
        DB_TEST_POSTGRES_URL: server.url,
        FROM: `schema:${from}`,
        TO: `schema:${to}`,
        OPTIONS: JSON.stringify({
          id: "killed",
          chunkSize: 100,
          rangeSize: 2000,
          sampleSize: 10,
          trial: false,
          retryDelay: 20,
        }),
      };
      // Longer and longer, so that it comes to its end on a machine of any speed.
      const { kills, output } = await runKilled(program, environment, (run) => 600 + run * 50);
      const report = JSON.parse(output.replace("loaded\n", "")) as {
        runs: number;
        collections: { read: number; written: number }[];
        verification: { equal: boolean; collections: { source: number; target: number }[] };
      };
      const all = count + ids.length;
      expect(kills).toBeGreaterThan(1);
      expect(report.collections).toMatchObject([{ read: all, written: all }]);
      expect(report.verification).toMatchObject({ equal: true, collections: [{ source: all, target: all }] });
    }
    expect(await back.collection("things").estimatedDocumentCount()).toBe(count + ids.length);
    expect((await back.collection("things").listIndexes()).map(({ name }) => name)).toEqual(["_id_", "n_1"]);
  }, 300_000);
});
