import { createConnection, type RowDataPacket } from "mysql2/promise";
import type { Admin } from "./admin.ts";

/** Over one connection of mysql2. */
export async function openMysql(url: string): Promise<Admin> {
  const client = await createConnection({ uri: url, timezone: "Z" });
  return {
    run: async (text) => void (await client.query(text)),
    rows: async (text) => (await client.query<RowDataPacket[]>(text))[0],
    close: () => client.end(),
  };
}
