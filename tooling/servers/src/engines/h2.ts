import type { Blueprint, Engine, StartOrder } from "../engine.ts";
import { withClient } from "./postgres.ts";

/** Where Debian's package has it. */
const jar = "/usr/share/java/h2.jar";

/** It has a database of its own for whoever names one, and this for those who do not. */
const database = "mem:db_test;DB_CLOSE_DELAY=-1";

/**
 * H2, a database in Java that imitates others: `SET MODE MSSQLServer` and `SET MODE Oracle`. It stands in for what cannot be had
 * without Docker, and proves no more than that a statement means there what it is meant to. It speaks PostgreSQL's
 * protocol; its databases are in memory, made by the first connection that names them (`mem:name`).
 */
export const h2: Engine = {
  name: "h2",
  title: "H2",
  binaries: {
    program: "java",
    folders: ["/usr/bin"],
    requires: [jar],
    withoutTls: true,
    account: "nobody",
    versionArgs: ["-cp", jar, "org.h2.tools.Shell", "-url", "jdbc:h2:mem:", "-sql", "select h2version()"],
    version: (output) => /^(\d+(?:\.\d+)+)/m.exec(output)?.[1],
    prepare,
  },
  debian: { chroot: "main", packages: ["default-jre-headless", "libh2-java"] },
  probe,
};

async function prepare({ instance, port }: StartOrder): Promise<Blueprint> {
  const url = `postgres://sa:sa@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const server = [
    "-cp",
    jar,
    "-Xmx512m",
    "-Dh2.bindAddress=127.0.0.1",
    "org.h2.tools.Server",
    "-pg",
    "-pgPort",
    String(port),
    "-ifNotExists",
  ];
  return {
    command: "java",
    args: [...server, "-baseDir", `${instance.inside}/data`],
    ready: async () => void (await probe(url)),
    url,
    stopSignal: "SIGTERM",
  };
}

async function probe(url: string): Promise<string> {
  const answer = await withClient(url, (client) => client.query<{ version: string }>("select h2version() as version"));
  return answer.rows[0]?.version ?? "0";
}
