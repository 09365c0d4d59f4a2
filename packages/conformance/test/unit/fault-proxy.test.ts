import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { FaultProxy } from "@db/conformance";

describe("FaultProxy", () => {
  let server: Server;
  let proxy: FaultProxy;
  let atServer: Socket[];
  const clients: Client[] = [];

  beforeEach(async () => {
    atServer = [];
    // Answers everything with itself, and says goodbye when its client does.
    server = createServer({ allowHalfOpen: true }, (socket) => {
      atServer.push(socket);
      socket.on("error", () => undefined);
      socket.pipe(socket);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    proxy = await FaultProxy.start({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.socket.destroy();
    await proxy.close();
    expect(proxy.open).toBe(0);
    for (const socket of atServer) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  /** A connection to the proxy that remembers what it got and how it ended. */
  class Client {
    readonly socket = connect(proxy.address);
    got = "";
    error: string | undefined;
    ended = false;
    closed = false;

    constructor() {
      clients.push(this);
      this.socket.on("data", (bytes) => (this.got += bytes.toString()));
      this.socket.on("error", (error: NodeJS.ErrnoException) => (this.error = error.code));
      this.socket.on("end", () => (this.ended = true));
      this.socket.on("close", () => (this.closed = true));
    }

    async hears(text: string): Promise<void> {
      await until(() => this.got === text);
      expect(this.got).toBe(text);
    }
  }

  async function until(condition: () => boolean): Promise<void> {
    for (let round = 0; !condition() && round < 400; round++) await sleep(5);
    expect(condition()).toBe(true);
  }

  it("passes bytes both ways, and counts its connections", async () => {
    const [one, two] = [new Client(), new Client()];
    one.socket.write("hello");
    two.socket.write("world");
    await one.hears("hello");
    await two.hears("world");
    expect([proxy.accepted, proxy.open]).toEqual([2, 2]);
    one.socket.end();
    await until(() => one.closed && proxy.open === 1);
    expect(one.ended).toBe(true);
    expect(one.error).toBeUndefined();
    expect(proxy.accepted).toBe(2);
  });

  it("passes much, in order", async () => {
    const client = new Client();
    const text = Array.from({ length: 400_000 }, (_, index) => `${index} `).join("");
    client.socket.end(text);
    await until(() => client.closed);
    expect(client.got === text).toBe(true);
  });

  it("lets a client that has ended hear the rest", async () => {
    const client = new Client();
    client.socket.end("last words");
    await until(() => client.closed);
    expect([client.got, client.ended, client.error]).toEqual(["last words", true, undefined]);
  });

  it("cuts without a goodbye", async () => {
    const client = new Client();
    client.socket.write("x");
    await client.hears("x");
    const far = atServer[0] as Socket;
    proxy.cut();
    await until(() => client.closed && far.destroyed && proxy.open === 0);
    expect([client.error, client.ended]).toEqual(["ECONNRESET", false]);
  });

  it("cuts some, the oldest first", async () => {
    const first = new Client();
    first.socket.write("1");
    await first.hears("1");
    const second = new Client();
    second.socket.write("2");
    await second.hears("2");
    proxy.cut(1);
    await until(() => first.closed);
    second.socket.write("!");
    await second.hears("2!");
    expect(proxy.open).toBe(1);
  });

  it("ends politely", async () => {
    const client = new Client();
    client.socket.write("x");
    await client.hears("x");
    proxy.end();
    await until(() => client.closed && proxy.open === 0);
    expect([client.ended, client.error]).toEqual([true, undefined]);
  });

  it("cuts after so many bytes, to the byte", async () => {
    proxy.cutAfter(5);
    const client = new Client();
    client.socket.write("1234567890");
    await until(() => client.closed);
    expect("12345".startsWith(client.got)).toBe(true);
    proxy.cutAfter(undefined);
    const next = new Client();
    next.socket.write("1234567890");
    await next.hears("1234567890");
  });

  it("lets exactly so many bytes pass", async () => {
    proxy.cutAfter(5);
    const client = new Client();
    client.socket.write("12345");
    await client.hears("12345");
    expect(client.closed).toBe(false);
  });

  it("stalls both ways, and loses nothing", async () => {
    const client = new Client();
    client.socket.write("a");
    await client.hears("a");
    proxy.stall(true);
    client.socket.write("b");
    const late = new Client();
    late.socket.write("c");
    await sleep(50);
    expect([client.got, late.got, client.closed, late.closed]).toEqual(["a", "", false, false]);
    proxy.stall(false);
    await client.hears("ab");
    await late.hears("c");
  });

  it("cuts what it stalls, and the server never hears the rest", async () => {
    const client = new Client();
    client.socket.write("a");
    await client.hears("a");
    let heard = "";
    atServer[0]?.on("data", (bytes) => (heard += bytes.toString()));
    proxy.stall(true);
    client.socket.write("b");
    await sleep(20);
    proxy.cut();
    await until(() => client.closed);
    expect([client.error, heard]).toEqual(["ECONNRESET", ""]);
  });

  it("delays answers and keeps their order when the delay shrinks", async () => {
    const client = new Client();
    await once(client.socket, "connect");
    proxy.delay(100);
    client.socket.write("slow ");
    await sleep(20);
    proxy.delay(0);
    client.socket.write("fast");
    await sleep(20);
    expect(client.got).toBe("");
    await client.hears("slow fast");
  });

  it("refuses, and stops refusing", async () => {
    proxy.refuse(true);
    const client = new Client();
    await until(() => client.closed);
    expect([proxy.accepted, proxy.open, atServer.length]).toEqual([1, 0, 0]);
    proxy.refuse(false);
    const next = new Client();
    next.socket.write("x");
    await next.hears("x");
  });

  it("accepts and says nothing", async () => {
    proxy.mute(true);
    const client = new Client();
    client.socket.write("anybody?");
    await sleep(50);
    expect([client.got, client.closed, proxy.open, atServer.length]).toEqual(["", false, 1, 0]);
    client.socket.destroy();
    await until(() => proxy.open === 0);
  });

  it("resets its clients when there is no server", async () => {
    const lonely = await FaultProxy.start(proxy.address);
    await proxy.close();
    const client = connect(lonely.address);
    const [error] = (await once(client, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNRESET");
    await lonely.close();
    expect(lonely.open).toBe(0);
    proxy = await FaultProxy.start({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  });

  it("shows that a client left its connection open", async () => {
    const client = new Client();
    client.socket.write("x");
    await client.hears("x");
    client.socket.allowHalfOpen = true;
    for (const socket of atServer) socket.end();
    await sleep(50);
    expect(proxy.open).toBe(1);
  });

  it("closes everything", async () => {
    const client = new Client();
    client.socket.write("x");
    await client.hears("x");
    const { port } = proxy.address;
    await proxy.close();
    await until(() => client.closed);
    const late = connect({ host: "127.0.0.1", port });
    const [error] = (await once(late, "error")) as [NodeJS.ErrnoException];
    expect(error.code).toBe("ECONNREFUSED");
    proxy = await FaultProxy.start({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
  });
});
