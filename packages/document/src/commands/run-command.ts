import { Double } from "bson";
import { DatabaseError } from "@db/core";
import { documentError } from "../errors.ts";
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
import { checkFields } from "./fields.ts";
import { findAndModify } from "./find-and-modify.ts";
import { find } from "./find.ts";
import { createIndexes, dropIndexes, listIndexes } from "./indexes.ts";
import { insert } from "./insert.ts";
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
  return checkedCommand(command, context, async (_, __, known) => ({
    ...(await known.run(command, context)),
    ok: new Double(1),
  }));
}

/** Checks a command's fields, then hands it to `run`; errors are told under the store's engine. */
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
    return await run(command, context, known);
  } catch (error) {
    throw DatabaseError.is(error) ? named(error, context.store.engine) : error;
  }
}

/** The same error with the name of the engine that it came from. */
function named(error: DatabaseError, engine: string): DatabaseError {
  if (error.engine === "document") Object.defineProperty(error, "engine", { value: engine, enumerable: true });
  return error;
}
