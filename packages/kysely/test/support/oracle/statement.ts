import type { Compilable, Generated, Kysely, RawBuilder } from "kysely";

/** The tables that the statements are about. */
export interface OracleSchema {
  person: {
    id: Generated<number>;
    first_name: string;
    last_name: Generated<string | null>;
    age: Generated<number | null>;
    born: Generated<Date>;
    active: Generated<boolean>;
  };
  PERSON: { FIRST_NAME: string };
  pet: { id: Generated<number>; name: Generated<string>; owner_id: Generated<number>; species: Generated<string> };
  setting: { name: string; value: string | null; changes: Generated<number> };
  doc: { data: { list: string[]; deep: { key: string } } };
}

export type Db = Kysely<OracleSchema>;

/** What can be compiled: a query by itself, raw text by a Kysely. */
export type Statement = Compilable | RawBuilder<unknown>;

/** The text of a statement. */
export function textOf(statement: Statement, db: Db): string {
  return (
    "execute" in statement && "as" in statement
      ? (statement as RawBuilder<unknown>).compile(db)
      : (statement as Compilable).compile()
  ).sql;
}

/** Statements by what they show. */
export type Statements = Readonly<Record<string, (db: Db) => Statement>>;
