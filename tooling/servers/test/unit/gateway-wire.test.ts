import { describe, expect, it } from "@jest/globals";
import { deserialize, Double, Int32, Long, serialize } from "bson";
import { unpackCode } from "../../src/gateway/errors.ts";
import { formAnswer, readBson, takeMessages } from "../../src/gateway/wire.ts";

function message(flags: number, sections: Buffer): Buffer {
  const prefix = Buffer.alloc(20);
  prefix.writeInt32LE(prefix.length + sections.length, 0);
  prefix.writeInt32LE(7, 4);
  prefix.writeInt32LE(2013, 12);
  prefix.writeUInt32LE(flags, 16);
  return Buffer.concat([prefix, sections]);
}

function listSection(name: string, documents: readonly object[]): Buffer {
  const body = Buffer.concat([Buffer.from(`${name}\0`), ...documents.map((document) => serialize(document))]);
  const length = Buffer.alloc(4);
  length.writeInt32LE(body.length + 4);
  return Buffer.concat([Buffer.from([1]), length, body]);
}

const body = Buffer.concat([Buffer.from([0]), serialize({ insert: "c", $db: "d" })]);

describe("takeMessages", () => {
  it("merges a list of documents into the command", () => {
    const { requests } = takeMessages(
      message(0, Buffer.concat([body, listSection("documents", [{ a: 1 }, { a: 2 }])])),
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]?.command["documents"]).toEqual([{ a: new Int32(1) }, { a: new Int32(2) }]);
    expect(Object.keys(requests[0]?.command ?? {})[0]).toBe("insert");
  });

  it("keeps the beginning of a message that is not all there, and takes two that came together", () => {
    const whole = message(0, body);
    const { requests, rest } = takeMessages(Buffer.concat([whole, whole, whole.subarray(0, 11)]));
    expect(requests.map(({ id }) => id)).toEqual([7, 7]);
    expect(rest).toHaveLength(11);
  });

  it("knows a request that wants no answer, and leaves a checksum out", () => {
    const { requests } = takeMessages(message(3, Buffer.concat([body, Buffer.alloc(4, 0xff)])));
    expect(requests[0]?.silent).toBe(true);
    expect(requests[0]?.command).toEqual({ insert: "c", $db: "d" });
  });
});

describe("readBson", () => {
  it("gives back the same types when it is written again", () => {
    const bytes = serialize({ i: new Int32(1), l: Long.fromNumber(1), d: new Double(1), z: new Double(-0) });
    expect(Buffer.from(serialize(readBson(bytes)))).toEqual(Buffer.from(bytes));
  });
});

describe("formAnswer", () => {
  it("answers the request by its number", () => {
    const answer = formAnswer({ id: 9, legacy: false, command: {}, silent: false }, { ok: 1 });
    expect(answer.readInt32LE(8)).toBe(9);
    expect(answer.readInt32LE(0)).toBe(answer.length);
    expect(deserialize(answer.subarray(21))).toEqual({ ok: 1 });
  });
});

describe("unpackCode", () => {
  it("turns the extension's packed SQLSTATE into MongoDB's code", () => {
    expect(unpackCode(319029277)).toBe(11000);
  });

  it("leaves a number that is none alone", () => {
    expect(unpackCode(59)).toBe(59);
  });
});
