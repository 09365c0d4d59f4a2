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

/** MySQL. Debian's package conflicts with MariaDB's, so it has a chroot of its own. */
export const mysql: Engine = {
  name: "mysql",
  title: "MySQL",
  container: {
    image: "mysql:9",
    port: 3306,
    environment: mysqlEnvironment("MYSQL"),
    command: ["--local-infile=1", "--log-bin-trust-function-creators=1"],
    url: mysqlUrl,
  },
  binaries: {
    program: "mysqld",
    folders: ["/usr/sbin", "/opt/homebrew/opt/mysql/bin", "/usr/local/mysql/bin"],
    account: "mysql",
    version: (output) => (output.includes("MariaDB") ? undefined : /Ver (\d+(?:\.\d+)*)/.exec(output)?.[1]),
    prepare,
  },
  debian: { chroot: "mysql", packages: ["mysql-server-core"] },
  probe: mysqlVersion,
};

async function prepare(order: StartOrder): Promise<Blueprint> {
  makeDataFolder(order);
  const own = {
    mysqlx: 0,
    "secure-file-priv": "NULL",
    "innodb-redo-log-capacity": "64M",
    "init-file": writeInitFile(order),
  };
  const data = `--datadir=${order.instance.inside}/data`;
  await runInside(order.installation, "mysqld", ["--no-defaults", "--initialize-insecure", data]);
  return mysqlBlueprint("mysqld", mysqlSettings(order, own), order.port);
}
