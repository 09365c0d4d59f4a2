import type { DialectName } from "@db/core";
import type { Assume } from "../assumptions.ts";
import type { Statement } from "../ast/statements.ts";
import { refuse } from "../refusal.ts";
import type { KnownTables } from "../schema.ts";
import { Reading } from "./context.ts";
import { readDelete, readInsert, readUpdate } from "./read-changes.ts";
import { readExpression } from "./read-expression.ts";
import { readQuery } from "./read-query.ts";
import { readCreateIndex, readCreateTable } from "./read-table.ts";
import { Scope } from "./scope.ts";

/** Finds what a parsed statement means, in place: exact meanings, types, the sources of columns. */
export function readStatement(
  statement: Statement,
  source: DialectName,
  target: DialectName,
  tables: KnownTables,
  assume: Assume,
): Reading {
  const reading = new Reading(source, target, tables, assume, { expression: readExpression, query: readQuery });
  reading.attempt(() => readAny(reading, statement));
  return reading;
}

function readAny(reading: Reading, statement: Statement): void {
  switch (statement.kind) {
    case "query":
      return readQuery(reading, statement.query, undefined, true);
    case "insert":
      return readInsert(reading, statement);
    case "update":
      return readUpdate(reading, statement);
    case "delete":
      return readDelete(reading, statement);
    case "create-table":
      return readCreateTable(reading, statement);
    case "create-index":
      return readCreateIndex(reading, statement);
    case "truncate":
      if (!reading.sameFamily)
        refuse("TRUNCATE", statement.at, "Write DELETE; engines disagree on keys and transactions.");
      return undefined;
    case "drop-table":
      return new Scope(reading, undefined).addTable(statement.table);
  }
}
