import { connect } from "node:net";
import type { Engine } from "../engine.ts";

/** Its rules for passwords ask for a capital, which the lab's own lacks. */
const password = "Db_test_passw0rd";

/** SQL Server: by URL, or from Microsoft's image, whose Developer edition is free for tests; to start it is to accept its licence. */
export const mssql: Engine = {
  name: "mssql",
  title: "SQL Server",
  container: {
    image: "mcr.microsoft.com/mssql/server:2022-latest",
    port: 1433,
    environment: { ACCEPT_EULA: "Y", MSSQL_PID: "Developer", MSSQL_SA_PASSWORD: password },
    readyMessage: { pattern: /SQL Server is now ready for client connections/, times: 1 },
    patienceMs: 300_000,
    // Its certificate is made at the first start, and nobody has signed it.
    url: (host, port) => `mssql://sa:${password}@${host}:${port}/master?trustServerCertificate=true`,
  },
  probe,
};

/** The first packet of the protocol asks for the server's version before anyone signs in. */
function probe(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  // Header: kind 18, last packet, length 20; then option 0 (version) at offset 6 with 6 bytes, end of options, version 0.
  const packet = Buffer.from([18, 1, 0, 20, 0, 0, 0, 0, 0, 0, 6, 0, 6, 255, 0, 0, 0, 0, 0, 0]);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 1433), timeout: 5_000 });
    socket.on("connect", () => socket.write(packet));
    socket.once("data", (answer: Buffer) => {
      socket.destroy();
      const at = 8 + answer.readUInt16BE(9);
      if (answer[8] !== 0) reject(new Error("this is no SQL Server"));
      else resolve(`${answer[at]}.${answer[at + 1]}.${answer.readUInt16BE(at + 2)}`);
    });
    socket.on("timeout", () => socket.destroy(new Error("no answer in time")));
    socket.on("error", reject);
    socket.on("end", () => reject(new Error("closed without an answer")));
  });
}
