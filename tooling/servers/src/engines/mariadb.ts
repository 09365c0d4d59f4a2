import type { Blueprint, Engine, StartOrder } from "../engine.ts";
import { runInside } from "../installation.ts";
import {
  makeDataFolder,
  mysqlBlueprint,
  mysqlEnvironment,
  mysqlSettings,
  mysqlUrl,
  mysqlVersion,
  writeInitFile,
} from "./mysql-family.ts";

/** MariaDB. */
export const mariadb: Engine = {
  name: "mariadb",
  title: "MariaDB",
  container: {
    image: "mariadb:11",
    port: 3306,
    environment: mysqlEnvironment("MARIADB"),
    command: ["--local-infile=1"],
    url: mysqlUrl,
  },
  binaries: {
    program: "mariadbd",
    folders: ["/usr/sbin", "/opt/homebrew/opt/mariadb/bin"],
    account: "mysql",
    version: (output) => /Ver (\d+(?:\.\d+)*)-MariaDB/.exec(output)?.[1],
    prepare,
  },
  debian: { chroot: "main", packages: ["mariadb-server"] },
  probe: mysqlVersion,
};

async function prepare(order: StartOrder): Promise<Blueprint> {
  makeDataFolder(order);
  const own = { "log-bin": "binlog", "init-file": writeInitFile(order) };
  const data = `--datadir=${order.instance.inside}/data`;
  const access = ["--auth-root-authentication-method=normal", "--skip-test-db"];
  await runInside(order.installation, "/usr/bin/mariadb-install-db", ["--no-defaults", data, ...access]);
  return mysqlBlueprint("mariadbd", mysqlSettings(order, own), order.port);
}
