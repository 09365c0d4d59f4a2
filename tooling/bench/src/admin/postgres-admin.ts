import pg from "pg";
import type { Admin } from "./admin.ts";

/** Over one connection of `pg`. */
export async function openPostgres(url: string): Promise<Admin> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("set time zone 'UTC'");
  return {
    run: async (text) => void (await client.query(text)),
    rows: async (text) => (await client.query<Record<string, unknown>>(text)).rows,
    close: () => client.end(),
  };
}
