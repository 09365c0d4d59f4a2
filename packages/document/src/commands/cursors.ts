import { Long } from "bson";
import { documentError } from "../errors.ts";
import { fieldOf, typeOf, type Document } from "../values/types.ts";
import type { Command } from "./command.ts";
import { arrayField, checkCollectionName, collectionName, countField } from "./fields.ts";

/** `getMore` (https://www.mongodb.com/docs/manual/reference/command/getMore). */
export const getMore: Command = {
  name: "getMore",
  writes: false,
  fields: { collection: "string", batchSize: "count", term: "number", lastKnownCommittedOpTime: "object" },
  required: ["getMore", "collection"],
  async run(command, { cursors, store }) {
    const id = cursorId(fieldOf(command, "getMore"), "getMore");
    const name = fieldOf(command, "collection") as string;
    if (name !== "$cmd.aggregate") checkCollectionName(name);
    const cursor = cursors.get(id);
    if (cursor.namespace !== `${store.databaseName}.${name}`) {
      throw documentError(13, "the cursor is one of another collection");
    }
    const size = countField(command, "batchSize");
    let nextBatch: Document[];
    try {
      nextBatch = await cursor.next(size === undefined || size === 0 ? Number.POSITIVE_INFINITY : size);
    } catch (error) {
      await cursors.kill(id);
      throw error;
    }
    if (cursor.ended) await cursors.kill(id);
    return { cursor: { nextBatch, id: cursor.ended ? Long.ZERO : id, ns: cursor.namespace } };
  },
};

/** `killCursors` (https://www.mongodb.com/docs/manual/reference/command/killCursors). */
export const killCursors: Command = {
  name: "killCursors",
  writes: false,
  fields: { cursors: "array" },
  required: ["cursors"],
  async run(command, { cursors }) {
    collectionName(command, "killCursors");
    const ids = arrayField(command, "cursors").map((value) => cursorId(value, "killCursors.cursors"));
    if (ids.length === 0) throw documentError(2, "killCursors.cursors is empty");
    const [cursorsKilled, cursorsNotFound]: [Long[], Long[]] = [[], []];
    for (const id of ids) ((await cursors.kill(id)) ? cursorsKilled : cursorsNotFound).push(id);
    return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
  },
};

/** A cursor's number, which must be a `long`: code 14. */
function cursorId(value: unknown, where: string): Long {
  if (typeOf(value) !== "long") throw documentError(14, `${where} must be a long, not a ${typeOf(value)}`);
  return typeof value === "bigint" ? Long.fromBigInt(value) : (value as Long);
}
