import { expect, it } from "@jest/globals";
import { expected, printed } from "../support/printed.ts";

it.each(["memory.yaml", "pglite.yaml"])(
  "prints the same with %s",
  async (file) => {
    expect(await printed(file)).toEqual(expected);
  },
  60_000,
);
