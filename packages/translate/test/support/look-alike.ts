import type { DialectName } from "@db/core";
import { testServer } from "@tooling/servers";
import pg from "pg";
import { fixtureRows, fixtureTypes } from "./fixture.ts";

/** H2 as it imitates an engine that does not run here. */
export interface LookAlike {
  /** Rows by column, every value as text. Rejects with what H2 says. */
  run(text: string): Promise<readonly Record<string, string | null>[]>;
  /** As `run` for a change that is undone; gives the account table's rows after it. */
  change(text: string): Promise<readonly Record<string, string | null>[]>;
  close(): Promise<void>;
}

const modes: Readonly<Record<"mssql" | "oracle", string>> = { mssql: "MSSQLServer", oracle: "Oracle" };

/** Whether there is an H2 to ask. */
export const hasLookAlike: boolean = testServer("h2") !== undefined;

/** Opens a database of its own in memory, with the fixture in it. */
export async function openLookAlike(engine: "mssql" | "oracle"): Promise<LookAlike> {
  const url = new URL(testServer("h2")!.url);
  const client = new pg.Client({
    host: url.hostname,
    port: Number(url.port),
    user: url.username,
    password: url.password,
    database: `mem:db_translate_${engine}_${process.pid};DB_CLOSE_DELAY=0`,
    // As H2 writes them: the types that it tells are PostgreSQL's nearest.
    types: { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig,
  });
  await client.connect();
  await client.query(`set mode ${modes[engine]}`);
  await client.query("set time zone 'UTC'");
  for (const [table, columns] of Object.entries(fixtureTypes(engine))) {
    await client.query(
      `create table ${name(engine, table)} (${columns.map(([column, type]) => `${name(engine, column)} ${type}`).join(", ")})`,
    );
    for (const row of fixtureRows[table]!)
      await client.query(
        `insert into ${name(engine, table)} values (${row.map((value) => literal(asKept(engine, value))).join(", ")})`,
      );
  }
  const run = async (text: string): Promise<readonly Record<string, string | null>[]> =>
    (await client.query<Record<string, string | null>>(inItsWords(text))).rows;
  return {
    run,
    change: async (text) => {
      await client.query("begin");
      try {
        await client.query(inItsWords(text));
        return await run(`select * from ${name(engine, "account")} order by ${name(engine, "id")}`);
      } finally {
        await client.query("rollback");
      }
    },
    close: () => client.end(),
  };
}

/** What H2 has under other names only: it imitates types and forms, not every function. */
const others: readonly (readonly [RegExp, string])[] = [
  [/\bcount_big\(/g, "count("],
  [/ with \(holdlock\) as target\b/g, " target"],
  [/\bsysutcdatetime\(\)/g, "localtimestamp"],
  [/\bsys_extract_utc\(systimestamp\)/g, "localtimestamp"],
  [/\bdatepart\((\w+), /g, "extract($1 from "],
  [/\bto_number\(to_char\(([^,()]+), 'YYYY'\)\)/g, "extract(year from $1)"],
  [/\bto_number\(to_char\(([^,()]+), 'MM'\)\)/g, "extract(month from $1)"],
  [/\bto_number\(to_char\(([^,()]+), 'DD'\)\)/g, "extract(day from $1)"],
  [/\bto_number\(to_char\(([^,()]+), 'Q'\)\)/g, "extract(quarter from $1)"],
  [/\bto_number\(to_char\(([^,()]+), 'HH24'\)\)/g, "extract(hour from $1)"],
  [/\bto_number\(to_char\(([^,()]+), 'MI'\)\)/g, "extract(minute from $1)"],
  [/\bto_number\(to_char\(([^,()]+), 'SS'\)\)/g, "extract(second from $1)"],
  [/\blengthb\(/g, "octet_length("],
];

function inItsWords(text: string): string {
  return others.reduce((changed, [form, other]) => changed.replace(form, other), text);
}

/** A value as the look-alike has it: no empty text as Oracle, and no character beyond U+FFFF, which H2 counts twice. */
export function asKept(engine: "mssql" | "oracle", value: unknown): unknown {
  if (engine === "oracle" && value === "") return "e";
  return value === "😀x" ? "zx" : value;
}

function name(engine: DialectName, text: string): string {
  return engine === "oracle" ? `"${text.toUpperCase()}"` : `"${text}"`;
}

function literal(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString("hex")}'`;
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  return String(value);
}
