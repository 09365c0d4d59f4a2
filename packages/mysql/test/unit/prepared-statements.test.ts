import { expect, it } from "@jest/globals";
import { mysqlDialect, sql, StatementCompiler, type CompiledText } from "@db/core";
import { bindPacket } from "../../src/bind-packet.ts";
import { PreparedStatements } from "../../src/prepared-statements.ts";

const compiler = new StatementCompiler(mysqlDialect);
const text = (n: number): CompiledText => compiler.compile(sql`select ${sql.raw(String(n))}`).compiled;

it("keeps as many as the limit says, and drops those that were not used for longest", () => {
  const statements = new PreparedStatements(2, true, true);
  const [a, b, c] = [text(1), text(2), text(3)];
  statements.get(a).id = 1;
  statements.get(b).id = 2;
  expect(statements.get(a).id).toBe(1);
  statements.get(c).id = 3;
  expect(statements.hasEvicted).toBe(true);
  expect(statements.takeEvicted()).toEqual([2]);
  expect(statements.takeEvicted()).toEqual([]);
  expect([statements.get(a).id, statements.get(c).id]).toEqual([1, 3]);
});

it("prepares what has a plan or values, and nothing when told so", () => {
  const protocolOf = (prepares: boolean, statement: Parameters<StatementCompiler["compile"]>[0]): string =>
    new PreparedStatements(5, prepares, true).get(compiler.compile(statement).compiled).protocol;
  expect(protocolOf(true, sql`select 1`)).toBe("prepared");
  expect(protocolOf(true, sql`(select 1)`)).toBe("prepared");
  expect(protocolOf(true, sql`set @a = ${1}`)).toBe("prepared");
  expect(protocolOf(true, sql`set @a = 1`)).toBe("text");
  expect(protocolOf(true, sql`create table t (id int)`)).toBe("text");
  expect(protocolOf(false, sql`select ${1}`)).toBe("text");
});

it("has a form of its own for each kind of values, and no more than four", () => {
  const statements = new PreparedStatements(5, true, true);
  const first = statements.get(compiler.compile(sql`select ${1} + ${2}`).compiled);
  const variant = (...values: unknown[]) => statements.variantFor(first, bindPacket(values), values.length);
  expect(variant(1, null)).toBe(first);
  expect(variant(null, 2n)).toBe(first);
  const texts = variant("a", 1);
  expect(texts).not.toBe(first);
  expect(variant("b", null)).toBe(texts);
  const others = [variant(1.5, 1), variant(new Date(0), 1)];
  expect(new Set([first, texts, ...others]).size).toBe(4);
  others[1]!.id = 9;
  // The last one is made anew for whatever comes beyond.
  expect(variant(new Uint8Array(1), 1)).toBe(others[1]);
  expect([others[1]!.id, statements.takeEvicted()]).toEqual([0, [9]]);
  first.id = 1;
  texts.id = 2;
  statements.drop(first);
  expect(statements.takeEvicted()).toEqual([1, 2]);
});
