import { Double } from "bson";
import { DatabaseError } from "@db/core";
import { documentError, withMongoCode } from "../errors.ts";
import type { StoreCall } from "../store/store.ts";
import { isNumber, toDouble, type NumberValue } from "../values/numbers.ts";
import { fieldOf, type Document } from "../values/types.ts";
import { aggregate } from "./aggregate.ts";
import { bulkWrite } from "./bulk-write.ts";
import { collMod, create, drop, listCollections, renameCollection } from "./collections.ts";
import type { Command, CommandContext } from "./command.ts";
import { refuseReadConcern } from "./concerns.ts";
import { count } from "./count.ts";
import { getMore, killCursors } from "./cursors.ts";
import { deleteCommand } from "./delete.ts";
import { distinct } from "./distinct.ts";
import { checkFields, givenField } from "./fields.ts";
import { findAndModify } from "./find-and-modify.ts";
import { find } from "./find.ts";
import { createIndexes, dropIndexes, listIndexes } from "./indexes.ts";
import { insert } from "./insert.ts";
import { ping } from "./ping.ts";
import { update } from "./update.ts";

const commands: ReadonlyMap<string, Command> = new Map(
  [
    aggregate,
    bulkWrite,
    collMod,
    count,
    create,
    createIndexes,
    deleteCommand,
    distinct,
    drop,
    dropIndexes,
    find,
    findAndModify,
    getMore,
    insert,
    killCursors,
    listCollections,
    listIndexes,
    ping,
    renameCollection,
    update,
  ].map((command) => [command.name, command]),
);

/**
 * Runs one of MongoDB's commands on a store, and gives its answer with `ok: 1`. Rejects with a `DatabaseError` whose
 * `nativeCode` is MongoDB's code: 59 (CommandNotFound, kind `unsupported`) for a command that is not known, 40415, 14 and
 * 40414 for its fields; faults of single statements come as `writeErrors` in the answer.
 */
export async function runCommand(command: Document, context: CommandContext): Promise<Document> {
  return checkedCommand(command, context, async (checked, limited, known) => ({
    ...(await known.run(checked, limited)),
    ok: new Double(1),
  }));
}

/**
 * Checks a command's fields, then hands it to `run` with its `maxTimeMS` as a limit of the call; errors are told under the
 * store's engine, and the end of a time limit with code 50 (MaxTimeMSExpired).
 */
export async function checkedCommand<T>(
  command: Document,
  context: CommandContext,
  run: (command: Document, context: CommandContext, known: Command) => Promise<T>,
): Promise<T> {
  const name = Object.keys(command)[0];
  const known = name === undefined ? undefined : commands.get(name);
  if (known === undefined) {
    throw documentError(
      59,
      name === undefined ? "the command is empty" : `the command ${JSON.stringify(name)} is not known`,
    );
  }
  try {
    checkFields(command, known.name, known);
    known.check?.(command);
    refuseReadConcern(fieldOf(command, "readConcern"));
    return await run(command, { ...context, call: limitedCall(context.call, command) }, known);
  } catch (error) {
    if (!DatabaseError.is(error)) throw error;
    throw namedError(withMongoCode(error), context.store.engine);
  }
}

function limitedCall(call: StoreCall, command: Document): StoreCall {
  const limit = givenField(command, "maxTimeMS");
  const milliseconds = isNumber(limit) ? toDouble(limit as NumberValue) : 0;
  // 0 is no limit.
  return milliseconds === 0 ? call : { ...call, timeout: Math.min(call.timeout ?? milliseconds, milliseconds) };
}

/** The same error with the name of the engine that it came from. */
export function namedError(error: DatabaseError, engine: string): DatabaseError {
  if (error.engine === "document") Object.defineProperty(error, "engine", { value: engine, enumerable: true });
  return error;
}
