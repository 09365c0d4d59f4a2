import { connect } from "node:net";
import type { Engine } from "../engine.ts";
import { credentials } from "./credentials.ts";

const { user, password } = credentials;

/** What tests need beyond tables: objects of every kind, locks by name, two-phase commit, and a look at the sessions. */
const grants = `
alter session set container = FREEPDB1;
grant create view, create procedure, create sequence, create trigger, create type, create materialized view to ${user};
grant execute on sys.dbms_lock to ${user};
grant select on sys.v_$session to ${user};
grant select on sys.dba_pending_transactions to ${user};
grant force any transaction to ${user};
`;

/**
 * Oracle: by URL, or from the image of the free edition. Its protocol tells no version before signing in, so the version is `0`
 * and a requirement with a lowest version cannot be met: tests look at the version themselves.
 */
export const oracle: Engine = {
  name: "oracle",
  title: "Oracle",
  container: {
    image: "gvenzl/oracle-free:23-slim",
    port: 1521,
    environment: { ORACLE_PASSWORD: password, APP_USER: user, APP_USER_PASSWORD: password },
    files: { "/container-entrypoint-initdb.d/grants.sql": grants },
    readyMessage: { pattern: /DATABASE IS READY TO USE!/, times: 1 },
    patienceMs: 600_000,
    url: (host, port) => `oracle://${user}:${password}@${host}:${port}/FREEPDB1`,
  },
  probe,
};

function probe(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 1521), timeout: 5_000 });
    socket.on("connect", () => {
      socket.destroy();
      resolve("0");
    });
    socket.on("timeout", () => socket.destroy(new Error("no answer in time")));
    socket.on("error", reject);
  });
}
