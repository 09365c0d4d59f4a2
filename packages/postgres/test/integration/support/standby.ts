import { execFileSync } from "node:child_process";
import { appendFileSync, chownSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDatabase, sql } from "@db/core";
import type { PrivateServer } from "@tooling/servers";
import { postgres } from "../../../src/index.ts";

/** Makes one private server a standby that streams from another ("26.2.1", by a backup of the low-level kind). */
export async function makeStandby(primary: PrivateServer, standby: PrivateServer): Promise<void> {
  await standby.kill();
  const [from, to] = [join(primary.folder, "data"), join(standby.folder, "data")];
  const { uid, gid } = statSync(to);
  const own = {
    configuration: readFileSync(join(to, "postgresql.conf")),
    access: readFileSync(join(to, "pg_hba.conf")),
  };
  const db = createDatabase(postgres({ url: primary.url, applicationName: "backup", pool: { max: 1 } }));
  try {
    await db.session(async (session) => {
      await session.query(sql`select pg_backup_start('standby', true)`);
      rmSync(to, { recursive: true });
      execFileSync("cp", ["-a", from, to]);
      const { label } = await session.queryOne<{ label: string }>(
        sql`select labelfile as label from pg_backup_stop(false)`,
      );
      writeFileSync(join(to, "backup_label"), label);
    });
  } finally {
    await db.close();
  }
  for (const file of ["postmaster.pid", "postmaster.opts"]) rmSync(join(to, file), { force: true });
  writeFileSync(join(to, "postgresql.conf"), own.configuration);
  writeFileSync(join(to, "pg_hba.conf"), own.access);
  writeFileSync(join(to, "standby.signal"), "");
  const { username, password, port } = new URL(primary.url);
  appendFileSync(
    join(to, "postgresql.conf"),
    `\nprimary_conninfo = 'host=127.0.0.1 port=${port} user=${username} password=${password}'\n`,
  );
  for (const file of ["backup_label", "standby.signal"]) chownSync(join(to, file), uid, gid);
  await standby.restart();
}
