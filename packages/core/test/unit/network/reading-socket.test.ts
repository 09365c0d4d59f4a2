import { once } from "node:events";
import { createServer, Socket, type AddressInfo, type Server } from "node:net";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createReadingSocket, takeBytes } from "../../../src/index.ts";

let server: Server;
let socket: Socket;
let peer: Socket;

beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  socket = createReadingSocket();
  const accepted = once(server, "connection") as Promise<[Socket]>;
  socket.connect((server.address() as AddressInfo).port, "127.0.0.1");
  [peer] = await accepted;
  peer.setNoDelay(true);
});

afterEach(async () => {
  socket.destroy();
  peer.destroy();
  server.close();
  await once(server, "close");
});

/** Waits until so many bytes were seen. */
async function until(done: () => boolean): Promise<void> {
  for (const end = performance.now() + 5000; !done() && performance.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

it("tells what comes as data until somebody takes it, in memory of its own", async () => {
  const told: Buffer[] = [];
  socket.on("data", (bytes: Buffer) => told.push(bytes));
  peer.write("first");
  await until(() => told.length === 1);
  peer.write("other");
  await until(() => told.length === 2);
  expect(told.map(String)).toEqual(["first", "other"]);
});

it("lends what comes to the taker, in the same memory each time", async () => {
  const lent: Buffer[] = [];
  const texts: string[] = [];
  const told: Buffer[] = [];
  socket.on("data", (bytes: Buffer) => told.push(bytes));
  const take = (bytes: Buffer): void => {
    lent.push(bytes);
    texts.push(bytes.toString());
  };
  expect(takeBytes(socket, take)).toBe(true);
  peer.write("first");
  await until(() => texts.length === 1);
  peer.write("other");
  await until(() => texts.length === 2);
  expect(texts).toEqual(["first", "other"]);
  expect(told).toEqual([]);
  expect(lent[0]?.buffer).toBe(lent[1]?.buffer);
  expect(lent[0]?.toString()).toBe("other");
});

it("stands still while it is paused, loses nothing, and tells its end", async () => {
  let size = 0;
  let ended = false;
  socket.on("data", () => undefined);
  socket.on("end", () => (ended = true));
  takeBytes(socket, (bytes) => {
    size += bytes.length;
  });
  peer.write("a");
  await until(() => size === 1);
  socket.pause();
  peer.end(Buffer.alloc(1_000_000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(size).toBeLessThanOrEqual(1 + 65_536);
  socket.resume();
  await until(() => ended);
  expect({ size, ended }).toEqual({ size: 1_000_001, ended: true });
});

it("leaves any other socket alone", () => {
  expect(takeBytes(new Socket(), () => undefined)).toBe(false);
});
