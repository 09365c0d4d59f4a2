import { changes } from "./oracle/changes.ts";
import { expressions } from "./oracle/expressions.ts";
import { queries } from "./oracle/queries.ts";
import { schema } from "./oracle/schema.ts";
import type { Statements } from "./oracle/statement.ts";

export { textOf, type Db, type OracleSchema, type Statement } from "./oracle/statement.ts";

/** Statements by what they show, one for each part of Kysely's builder that Oracle has words for. */
export const statements: Statements = { ...queries, ...expressions, ...changes, ...schema };
