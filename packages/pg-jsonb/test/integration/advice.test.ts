import { expect, it } from "@jest/globals";
import { adviseIndexes } from "@db/document/advice";
import { embedded } from "./support/databases.ts";

const embeddedDatabase = embedded();

it("indexes are recommended with what the server's plans say on a sample", async () => {
  const database = embeddedDatabase.documents("advice");
  const people = database.collection("people");
  await people.insertMany(
    Array.from({ length: 3000 }, (_, n) => ({ name: `name ${n}`, city: `c${n % 100}`, age: n % 70 })),
  );
  const queries = [
    { filter: { city: "c1", age: { $gt: 50 } }, sort: { name: 1 }, count: 10 },
    { filter: { name: "name 7" } },
  ];
  const { recommendations } = await adviseIndexes(database, "people", queries, { sample: 2000 });
  expect(recommendations.map(({ index }) => index.key)).toEqual([{ city: 1, name: 1, age: 1 }, { name: 1 }]);
  for (const { evidence } of recommendations) {
    if (evidence.kind !== "sample") throw new Error("it was tried");
    expect(evidence).toMatchObject({ documents: 2000, before: { fullScan: true }, after: { fullScan: false } });
    expect(evidence.after.indexes.length).toBeGreaterThan(0);
    expect(evidence.after.cost).toBeLessThan(evidence.before.cost as number);
  }
  expect((await database.listCollections()).map(({ name }) => name)).toEqual(["people"]);
});
