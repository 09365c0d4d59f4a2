import { connect } from "node:net";
import { serialize, deserialize, type Document } from "bson";

/** Sends one command to a server that speaks MongoDB's protocol and gives its answer, without any client library. */
export function askServer(url: string, command: Document): Promise<Document> {
  const { hostname, port } = new URL(url);
  const body = serialize({ ...command, $db: "admin" });
  const prefix = Buffer.alloc(21);
  prefix.writeInt32LE(prefix.length + body.length, 0);
  prefix.writeInt32LE(2013, 12);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port || 27017), timeout: 5_000 });
    let received = Buffer.alloc(0);
    socket.on("connect", () => socket.write(Buffer.concat([prefix, body])));
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 4 || received.length < received.readInt32LE(0)) return;
      socket.destroy();
      resolve(deserialize(received.subarray(prefix.length)));
    });
    socket.on("timeout", () => socket.destroy(new Error("no answer in time")));
    socket.on("error", reject);
    socket.on("end", () => reject(new Error("closed without an answer")));
  });
}
