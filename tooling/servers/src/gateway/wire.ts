import { deserialize, serialize, type Document } from "bson";

const opReply = 1;
const opQuery = 2004;
const opMessage = 2013;
const headerLength = 16;

/** One request of a client: a command with everything merged into it. */
export interface Request {
  readonly id: number;
  /** The old form, in which clients say hello. */
  readonly legacy: boolean;
  readonly command: Document;
  /** Whether the client wants no answer. */
  readonly silent: boolean;
}

/** Values keep their BSON types on the way through. */
const exact = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true };

/** Reads BSON so that writing it again gives the same types. */
export function readBson(bytes: Uint8Array): Document {
  return deserialize(bytes, exact);
}

/** Takes whole messages off the front of what was received; `rest` waits for more. */
export function takeMessages(received: Buffer): { readonly requests: readonly Request[]; readonly rest: Buffer } {
  const requests: Request[] = [];
  let rest = received;
  while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
    const length = rest.readInt32LE(0);
    requests.push(parseMessage(rest.subarray(0, length)));
    rest = rest.subarray(length);
  }
  return { requests, rest };
}

function parseMessage(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const operation = message.readInt32LE(12);
  if (operation === opQuery) return { id, legacy: true, command: parseQuery(message), silent: false };
  if (operation !== opMessage) throw new Error(`operation ${operation} is not spoken here`);
  const flags = message.readUInt32LE(headerLength);
  const end = (flags & 1) === 1 ? message.length - 4 : message.length; // a checksum at the end
  return {
    id,
    legacy: false,
    command: parseSections(message.subarray(headerLength + 4, end)),
    silent: (flags & 2) === 2,
  };
}

/** Kind 0 is the command; kind 1 is a list of documents that belongs into it under a name. */
function parseSections(sections: Buffer): Document {
  let command: Document = {};
  const lists: Document = {};
  for (let at = 0; at < sections.length;) {
    const length = sections.readInt32LE(at + 1);
    const section = sections.subarray(at + 1, at + 1 + length);
    if (sections[at] === 0) {
      command = readBson(section);
    } else {
      const nameEnd = section.indexOf(0, 4);
      lists[section.toString("utf8", 4, nameEnd)] = parseDocuments(section.subarray(nameEnd + 1));
    }
    at += 1 + length;
  }
  return { ...command, ...lists };
}

function parseDocuments(bytes: Buffer): readonly Document[] {
  const documents: Document[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readInt32LE(at)) {
    documents.push(readBson(bytes.subarray(at, at + bytes.readInt32LE(at))));
  }
  return documents;
}

/** flags, collection's name, two numbers, then the command. */
function parseQuery(message: Buffer): Document {
  const start = message.indexOf(0, headerLength + 4) + 1 + 8;
  return readBson(message.subarray(start, start + message.readInt32LE(start)));
}

/** Forms the answer in the way the request was made. */
export function formAnswer(request: Request, answer: Document): Buffer {
  const body = serialize(answer);
  const prefix = Buffer.alloc(headerLength + (request.legacy ? 20 : 5));
  prefix.writeInt32LE(prefix.length + body.length, 0);
  prefix.writeInt32LE(request.id, 8);
  prefix.writeInt32LE(request.legacy ? opReply : opMessage, 12);
  if (request.legacy) prefix.writeInt32LE(1, 32); // one document
  return Buffer.concat([prefix, body]);
}
