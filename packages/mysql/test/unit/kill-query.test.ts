import { expect, it } from "@jest/globals";
import { killQuery } from "../../src/kill-query.ts";
import type { ParsedMysqlOptions } from "../../src/mysql-options.ts";
import type { MysqlSession } from "../../src/mysql-session.ts";

/** A connection to a server of some identity, and what was run on it. */
function control(identity: string): { readonly session: MysqlSession; readonly ran: string[] } {
  const ran: string[] = [];
  const session = {
    identity,
    text: (text: string) => (ran.push(text), Promise.resolve()),
    close: () => (ran.push("close"), Promise.resolve()),
  };
  return { session: session as unknown as MysqlSession, ran };
}

it("asks the session's own server, and no other that answers to its name", async () => {
  const options = {} as ParsedMysqlOptions;
  const own = control("a:3306/1");
  await killQuery(() => Promise.resolve(own.session), options, { identity: "a:3306/1", thread: 7 });
  expect(own.ran).toEqual(["kill query 7", "close"]);
  const other = control("b:3306/2");
  const asked = killQuery(() => Promise.resolve(other.session), options, { identity: "a:3306/1", thread: 7 });
  await expect(asked).rejects.toMatchObject({ kind: "cannot-connect" });
  expect(other.ran).toEqual(["close"]);
});
