import { describe, expect, it } from "@jest/globals";
import { EventEmitter, once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { createReadingSocket } from "@db/core";
import fc from "fast-check";
import { BackendReader, type ResultTaker } from "../../src/backend-reader.ts";
import type { WireConnection } from "../../src/wire.ts";
import { dataRow, message } from "../support/data-row.ts";

/** Notes what reaches whom, in order. */
function setUp(
  wanted: boolean,
  stream: EventEmitter = new EventEmitter(),
): { readonly feed: (bytes: Buffer) => void; readonly log: string[] } {
  const log: string[] = [];
  stream.on("data", (bytes: Buffer) => {
    // Whole messages only.
    for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1))
      log.push(`pg ${String.fromCharCode(bytes[at] ?? 0)}`);
  });
  stream.on("data", () => log.push("another"));
  const connection = Object.assign(new EventEmitter(), { stream });
  connection.on("readyForQuery", ({ status }: { status: string }) => log.push(`ready ${status}`));
  const taker: ResultTaker = {
    takeRow: (bytes, at) => {
      const width = bytes.readInt16BE(at);
      const size = bytes.readInt32BE(at + 2);
      log.push(`row ${width} ${bytes.toString("latin1", at + 6, at + 6 + size).slice(0, 8)} ${size}`);
    },
    takeTag: (tag) => log.push(`tag ${tag}`),
  };
  BackendReader.attach(connection as unknown as WireConnection, () => (wanted ? taker : undefined));
  const feed = (bytes: Buffer): void => void stream.emit("data", bytes);
  return { feed, log };
}

const everything = Buffer.concat([
  message("2"),
  message("T", Buffer.from("described")),
  message("D", dataRow(["one"])),
  message("N", Buffer.from("notice")),
  message("A", Buffer.from("notification")),
  message("D", dataRow(["x".repeat(3000)])),
  message("C", Buffer.from("SELECT 2\0")),
  message("Z", Buffer.from("I")),
  message("E", Buffer.from("error")),
  message("Z", Buffer.from("E")),
]);

const expected = [
  "pg T",
  "row 1 one 3",
  "pg N",
  "pg A",
  "row 1 xxxxxxxx 3000",
  "tag SELECT 2",
  "ready I",
  "pg E",
  "ready E",
];

describe("what the server sends", () => {
  it("goes to the statement that runs, and the rest to pg, in order", () => {
    const { feed, log } = setUp(true);
    feed(everything);
    expect(log.filter((line) => line !== "another")).toEqual(expected);
    expect(log).toContain("another");
  });

  it("may be cut anywhere", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: everything.length }), { maxLength: 40 }), (cuts) => {
        const { feed, log } = setUp(true);
        const places = [0, ...cuts.toSorted((a, b) => a - b), everything.length];
        for (let index = 1; index < places.length; index++) {
          const piece = everything.subarray(places[index - 1], places[index]);
          if (piece.length > 0) feed(Buffer.from(piece));
        }
        expect(log.filter((line) => line !== "another")).toEqual(expected);
      }),
    );
  });

  it("may come into the same memory again and again", async () => {
    const server = createServer((peer) => {
      peer.setNoDelay(true);
      peer.on("data", (cut: Buffer) => {
        // One piece for each byte that asks for it: as long as that says.
        for (const size of cut) peer.write(everything.subarray(sent, (sent += size)));
      });
    });
    let sent = 0;
    await once(server.listen(0, "127.0.0.1"), "listening");
    const socket = createReadingSocket();
    try {
      const { log } = setUp(true, socket);
      socket.connect((server.address() as AddressInfo).port, "127.0.0.1");
      for (let size = 1; sent < everything.length; size = 1 + ((size * 7) % 250)) {
        socket.write(Buffer.from([size]));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      for (let patience = 0; log.length < expected.length && patience < 500; patience++)
        await new Promise((resolve) => setTimeout(resolve, 2));
      expect(log).toEqual(expected);
    } finally {
      socket.destroy();
      server.close();
      await once(server, "close");
    }
  });

  it("goes to pg alone where no statement of ours runs", () => {
    const { feed, log } = setUp(false);
    feed(everything);
    expect(log.filter((line) => line.startsWith("row") || line.startsWith("tag"))).toEqual([]);
    expect(log.filter((line) => line.startsWith("pg"))).toEqual(
      ["2", "T", "D", "N", "A", "D", "C", "E"].map((t) => `pg ${t}`),
    );
  });
});
