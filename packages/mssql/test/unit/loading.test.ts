import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "@jest/globals";

const program = `
  import { createRequire } from "node:module";
  import { createDatabase } from "@db/core";
  import { mssql } from "./src/index.ts";
  const { cache } = createRequire(import.meta.url);
  const loaded = () => Object.keys(cache).some((file) => /[\\\\/]tedious[\\\\/]/.test(file));
  const db = createDatabase(mssql({ host: "127.0.0.1", port: 9, connectTimeout: 5000 }));
  const before = loaded();
  await db.ping().catch(() => undefined);
  console.log(before, loaded());
  await db.close();
`;

it("the client is loaded by the first connection, and not by who describes a database", () => {
  const said = execFileSync(
    process.execPath,
    ["--no-warnings", "--conditions=@db/source", "--input-type=module", "--eval", program],
    { cwd: join(import.meta.dirname, "../.."), encoding: "utf8" },
  );
  expect(said.trim()).toBe("false true");
}, 30_000);
