import { afterAll } from "@jest/globals";
import type { TestServer } from "@tooling/servers";
import { mongo, type MongoDatabase, type MongoOptions } from "../../src/index.ts";

let count = 0;

/** Opens databases of one name that is this file's own, and drops it after the tests. */
export function openOn(server: TestServer): (options?: MongoOptions) => MongoDatabase {
  const database = `db_mongo_${process.pid}_${++count}`;
  afterAll(async () => {
    await using last = mongo({ url: server.url, database });
    await last.command({ dropDatabase: 1 });
  });
  return (options) => mongo({ url: server.url, database, ...options });
}

/** Whether a server is the lab's DocumentDB gateway and not MongoDB. */
export const isGateway = ({ version }: TestServer): boolean => version?.includes("gateway") === true;
