import { expect, it } from "@jest/globals";
import { createDatabase, sql } from "@db/core";
import { mssql } from "../../src/index.ts";
import { describeDouble } from "../support/double.ts";

await describeDouble("smoke", {}, ({ server }) => {
  it("connects and runs", async () => {
    const db = createDatabase(mssql({ ...server.address, tls: false, username: "sa", password: "x" }));
    expect(await db.query(sql`select ${40} + 2 as total`)).toEqual([{ total: 42 }]);
    expect((await db.server()).versionText).toBe("16.0.4135.4");
    await db.close();
  });
});
