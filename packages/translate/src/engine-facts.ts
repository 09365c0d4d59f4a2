import type { DialectName } from "@db/core";

/**
 * What an engine makes of SQL that the text does not tell. Both passes ask it: the reading one what a source's operator
 * means, the writing one what a target's would. From the manuals, and seen on the engines that the tests run on.
 */
export interface EngineFacts {
  readonly name: DialectName;
  /** Engines of one family agree on what is only compared within it (scales of divisions). */
  readonly family: string;
  /** What `/` gives for two integers. */
  readonly division: "integer" | "decimal";
  /** A division by zero fails, or gives null. */
  readonly zero: "error" | "null";
  /** Sums of integers have the wider operand's width, 64 bits, or no bound. */
  readonly integers: "operands" | "64" | "decimal";
  /** Where nulls come when rising; falling it is the other end. */
  readonly nullsLast: boolean;
  /** How text compares by default: by code point; equal by code point and ordered by a locale; by a collation. */
  readonly text: "exact" | "locale" | "collation";
  /** Booleans are a type, the numbers 1 and 0, or conditions only. */
  readonly booleans: "type" | "number" | "none";
  /** The escape that patterns have when none is told. */
  readonly likeEscape: string | undefined;
  /** Decimals are numbers that keep their digits. SQLite's are text. */
  readonly decimals: boolean;
  /** Dates and timestamps are types. SQLite's are text. */
  readonly moments: boolean;
  /** Names that need no quotes compare with their case. */
  readonly exactNames: { readonly tables: boolean; readonly columns: boolean };
  /** A subquery of several rows in the place of a value fails; SQLite takes the first. */
  readonly oneRow: boolean;
  /** `greatest` ignores nulls. */
  readonly greatestIgnoresNull: boolean;
  /** The empty text is null. */
  readonly emptyIsNull: boolean;
  /** Assignments of an update see those before them. */
  readonly assignsInOrder: boolean;
}

const standard = {
  division: "integer",
  zero: "error",
  integers: "operands",
  nullsLast: false,
  text: "exact",
  booleans: "none",
  likeEscape: undefined,
  decimals: true,
  moments: true,
  exactNames: { tables: false, columns: false },
  oneRow: true,
  greatestIgnoresNull: false,
  emptyIsNull: false,
  assignsInOrder: false,
} as const;

const mysql: Omit<EngineFacts, "name"> = {
  ...standard,
  family: "mysql",
  division: "decimal",
  zero: "null",
  integers: "64",
  text: "collation",
  booleans: "number",
  likeEscape: "\\",
  exactNames: { tables: true, columns: false },
  assignsInOrder: true,
};

export const engineFacts: Readonly<Record<DialectName, EngineFacts>> = {
  postgres: {
    ...standard,
    name: "postgres",
    family: "postgres",
    nullsLast: true,
    text: "locale",
    booleans: "type",
    likeEscape: "\\",
    exactNames: { tables: true, columns: true },
    greatestIgnoresNull: true,
  },
  mysql: { ...mysql, name: "mysql" },
  mariadb: { ...mysql, name: "mariadb" },
  sqlite: {
    ...standard,
    name: "sqlite",
    family: "sqlite",
    zero: "null",
    integers: "64",
    booleans: "number",
    decimals: false,
    moments: false,
    oneRow: false,
  },
  mssql: { ...standard, name: "mssql", family: "mssql", text: "collation", greatestIgnoresNull: true },
  oracle: {
    ...standard,
    name: "oracle",
    family: "oracle",
    division: "decimal",
    integers: "decimal",
    nullsLast: true,
    exactNames: { tables: true, columns: true },
    emptyIsNull: true,
  },
};
