import { databaseError, type DocumentCallOptions } from "@db/core";
import { engine } from "./mongo-errors.ts";

/** A method as far as its options go. */
export type Method =
  | "find"
  | "aggregate"
  | "countDocuments"
  | "distinct"
  | "insert"
  | "update"
  | "delete"
  | "findOneAndUpdate"
  | "findOneAndReplace"
  | "findOneAndDelete"
  | "createCollection"
  | "rename"
  | "command"
  | "watch"
  /** One that has none but limits. */
  | "plain";

type Names = readonly string[];

const limits: Names = ["signal", "timeout"];
const reading: Names = ["collation", "hint", "let", "batchSize"];
const statement: Names = ["collation", "hint", "upsert", "arrayFilters"];
const updating: Names = [...statement, "let", "bypassDocumentValidation"];
const replacing: Names = ["collation", "hint", "upsert", "let", "bypassDocumentValidation"];
const choosing: Names = ["projection", "sort"];

/** The options of each method beside those of every call. */
const known: Readonly<Record<Method, Names>> = {
  find: [...reading, ...choosing, "skip", "limit"],
  aggregate: reading,
  countDocuments: [...reading, "skip", "limit"],
  distinct: ["collation", "hint", "batchSize"],
  insert: ["ordered", "bypassDocumentValidation"],
  update: updating,
  delete: ["collation", "hint", "let"],
  findOneAndUpdate: [...updating, ...choosing, "returnDocument"],
  findOneAndReplace: [...replacing, ...choosing, "returnDocument"],
  findOneAndDelete: ["collation", "hint", "let", ...choosing],
  createCollection: ["validator", "validationLevel", "validationAction", "collation", "viewOn", "pipeline"],
  rename: ["dropTarget"],
  command: ["types"],
  watch: ["resumeAfter", "startAfter", "fullDocument", "fullDocumentBeforeChange", "batchSize", "maxAwaitTimeMS"],
  plain: [],
};

/** The fields of each operation of `bulkWrite`: what the update and delete commands have for each statement. */
const inBulk: Readonly<Record<string, Names>> = {
  insertOne: ["document"],
  updateOne: [...statement, "filter", "update"],
  updateMany: [...statement, "filter", "update"],
  replaceOne: ["collation", "hint", "upsert", "filter", "replacement"],
  deleteOne: ["collation", "hint", "filter"],
  deleteMany: ["collation", "hint", "filter"],
};

/**
 * What of a call's options is the client's: its limits are told apart, and what is undefined is left out. The client drops
 * what it does not know; here it is refused.
 * @throws DatabaseError with MongoDB's code 40415 for an option that the method has not.
 */
export function clientOptions<O extends DocumentCallOptions>(
  method: Method,
  options: O,
): Omit<O, "signal" | "timeout"> {
  return picked(method, options, [...known[method], ...limits]) as Omit<O, "signal" | "timeout">;
}

/** Checks the fields of an operation of `bulkWrite`. @throws DatabaseError with MongoDB's code 40415. */
export function checkOperation(operation: object): void {
  for (const [name, given] of Object.entries(operation)) {
    const fields = Object.hasOwn(inBulk, name) ? inBulk[name] : undefined;
    if (fields === undefined) throw unknownField("bulkWrite", name);
    picked(name, given as object, fields);
  }
}

function picked(method: string, options: object, names: Names): object {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const unknown = given.find(([name]) => !names.includes(name));
  if (unknown !== undefined) throw unknownField(method, unknown[0]);
  return Object.fromEntries(given.filter(([name]) => !limits.includes(name)));
}

function unknownField(method: string, name: string): Error {
  return databaseError({
    kind: "invalid-value",
    engine,
    nativeCode: 40_415,
    message: `${method} has no option ${JSON.stringify(name)}`,
  });
}
