import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { configJsonSchema, networkFields } from "../../../src/config/index.ts";

type Node = { [key: string]: any };

describe("configJsonSchema", () => {
  it("checks the keys of the engines it knows and leaves the others open", () => {
    const { $defs } = configJsonSchema({ postgres: networkFields }) as Node;
    expect($defs.postgres.additionalProperties).toBe(false);
    expect($defs.postgres.properties.type.enum).toEqual(["postgres", "postgresql", "pg"]);
    expect($defs.postgres.properties.replicas.items.properties).toHaveProperty("host");
    expect($defs.database.additionalProperties).toBeUndefined();
    expect($defs.database.allOf).toHaveLength(1);
    expect($defs.database.properties.maxOpenConns).toMatchObject({ deprecated: true });
  });

  it("lets a variable stand in place of a number", () => {
    const { $defs } = configJsonSchema() as Node;
    expect($defs.database.properties.pool.properties.max.anyOf).toContainEqual({ type: "string", pattern: "\\$\\{" });
  });

  it("is published as the tables have it", async () => {
    const file = new URL("../../../schema/db.schema.json", import.meta.url);
    const published = JSON.parse(await readFile(file, "utf8")) as Node;
    // The published file may know more engines; what core says is the same with and without them.
    const { properties } = (configJsonSchema() as Node)["$defs"].database;
    expect({ ...published["$defs"].database.properties, type: null }).toEqual({
      ...JSON.parse(JSON.stringify(properties)),
      type: null,
    });
  });
});
