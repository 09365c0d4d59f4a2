import { connect } from "node:net";
import type { Engine } from "../engine.ts";

/**
 * Oracle: by URL alone, as its image is large. Its protocol tells no version before signing in, so the version is `0`
 * and a requirement with a lowest version cannot be met: tests look at the version themselves.
 */
export const oracle: Engine = { name: "oracle", title: "Oracle", probe };

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
