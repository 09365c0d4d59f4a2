import type { Dialect, Version } from "@db/core";
import type { Statement } from "../ast/statements.ts";
import { writeDelete, writeInsert, writeUpdate } from "./write-changes.ts";
import { writeCondition, writeValue } from "./write-expression.ts";
import { writeQuery, writeTopQuery } from "./write-query.ts";
import { writeCreateIndex, writeCreateTable, writeDropTable, writeTruncate } from "./write-table.ts";
import { Writer } from "./writer.ts";

/** Writes a read statement in the target's words, with marks for parameters. @throws Refused for what it has no words for. */
export function writeStatement(statement: Statement, dialect: Dialect, version: Version | undefined): string {
  const writer = new Writer(dialect, version, { value: writeValue, condition: writeCondition, query: writeQuery });
  return write(writer, statement);
}

function write(writer: Writer, statement: Statement): string {
  switch (statement.kind) {
    case "query":
      return writeTopQuery(writer, statement.query);
    case "insert":
      return writeInsert(writer, statement);
    case "update":
      return writeUpdate(writer, statement);
    case "delete":
      return writeDelete(writer, statement);
    case "create-table":
      return writeCreateTable(writer, statement);
    case "drop-table":
      return writeDropTable(writer, statement);
    case "create-index":
      return writeCreateIndex(writer, statement);
    case "truncate":
      return writeTruncate(writer, statement);
  }
}
