import { expect, it } from "@jest/globals";
import { describeServer } from "@tooling/servers/jest";
import { expected, printed } from "../support/printed.ts";

describeServer("postgres", "the shop", (server) => {
  it("prints on a PostgreSQL server what it prints everywhere", async () => {
    expect(await printed("postgres.yaml", { POSTGRES_URL: server.url })).toEqual(expected);
  });
});

describeServer("mongo", "the shop", (server) => {
  it("prints on MongoDB what it prints everywhere", async () => {
    expect(await printed("mongo.yaml", { MONGO_URL: server.url })).toEqual(expected);
  });
});
