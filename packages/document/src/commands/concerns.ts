import type { Timestamp } from "bson";
import { documentError } from "../errors.ts";
import { isNumber, numberType, toDouble } from "../values/numbers.ts";
import { fieldOf, isDocument, typeOf } from "../values/types.ts";

const levels = ["local", "available", "majority", "linearizable", "snapshot"];
const provenances = ["clientSupplied", "implicitDefault", "customDefault", "getLastErrorDefaults"];

/**
 * Checks the form of `readConcern`: code 40415 for a field that is not known, 14 for a wrong type, 2 for a level that is
 * not known.
 */
export function checkReadConcern(value: unknown): void {
  if (!isDocument(value)) return;
  for (const [name, given] of Object.entries(value)) {
    if (given === undefined || (given === null && name !== "atClusterTime")) continue;
    switch (name) {
      case "level":
        if (typeof given !== "string") throw documentError(14, "readConcern.level must be a string");
        if (!levels.includes(given)) throw documentError(2, "readConcern.level is not known");
        break;
      case "provenance":
        if (typeof given !== "string") throw documentError(14, "readConcern.provenance must be a string");
        if (!provenances.includes(given)) throw documentError(2, "readConcern.provenance is not known");
        break;
      case "afterClusterTime":
      case "atClusterTime":
        if (typeOf(given) !== "timestamp") throw documentError(14, `readConcern.${name} must be a timestamp`);
        break;
      default:
        throw documentError(40415, `readConcern has no field ${JSON.stringify(name)}`);
    }
  }
}

/**
 * Refuses what a single server has not: code 123 for the level `linearizable`, 72 for `snapshot` and points in time, 20
 * for a cluster time to wait for (72 for the time zero). Everything else means the same here: a command reads what is
 * committed.
 */
export function refuseReadConcern(value: unknown): void {
  if (!isDocument(value)) return;
  const level = fieldOf(value, "level");
  const after = fieldOf(value, "afterClusterTime") ?? undefined;
  if (fieldOf(value, "atClusterTime") !== undefined || level === "snapshot") {
    throw documentError(72, "this engine does not read at a point in time", { kind: "unsupported" });
  }
  if (after !== undefined) {
    if ((after as Timestamp).isZero()) throw documentError(72, "readConcern.afterClusterTime must not be zero");
    throw documentError(20, "this engine has no cluster time to wait for", { kind: "unsupported" });
  }
  if (level === "linearizable")
    throw documentError(123, "linearizable reads need a replica set", { kind: "unsupported" });
}

const concernFields = ["w", "j", "wtimeout", "fsync", "provenance", "wtimeoutMS"];

/**
 * Checks `writeConcern`. Every write is durable when it is answered, so there is nothing to set: `w` of more than one
 * member is refused with code 2, as a single server does.
 */
export function checkWriteConcern(value: unknown): void {
  if (!isDocument(value)) return;
  for (const [name, given] of Object.entries(value)) {
    if (!concernFields.includes(name)) throw documentError(40415, `writeConcern has no field ${JSON.stringify(name)}`);
    if (name === "w") checkMembers(given);
    if (given === null || given === undefined) continue;
    if ((name === "j" || name === "fsync") && typeof given !== "boolean" && !isNumber(given)) {
      throw documentError(14, `writeConcern.${name} must be a boolean`);
    }
    if (name.startsWith("wtimeout") && isNumber(given) && Math.abs(toDouble(given)) > 2_147_483_647) {
      throw documentError(9, `writeConcern.${name} is out of range`);
    }
    if (name === "provenance") {
      if (typeof given !== "string") throw documentError(14, "writeConcern.provenance must be a string");
      if (!provenances.includes(given)) throw documentError(2, "writeConcern.provenance is not known");
    }
  }
}

function checkMembers(value: unknown): void {
  if (value === null) throw documentError(2, "writeConcern.w must not be null");
  if (typeof value === "string") {
    if (value !== "majority") throw documentError(2, "writeConcern.w names no known mode");
    return;
  }
  if (isDocument(value)) {
    if (Object.values(value).some((count) => !isNumber(count))) throw documentError(9, "writeConcern.w counts members");
    return;
  }
  if (!isNumber(value)) throw documentError(9, "writeConcern.w must be a number, a string or a document");
  const members = Math.trunc(toDouble(value));
  // A number that is no number counts as 0 as a double, and is refused as a decimal.
  if (Number.isNaN(members) && numberType(value) === "double") return;
  if (!(members >= 0 && members <= 50)) throw documentError(9, "writeConcern.w is out of range");
  if (members > 1) throw documentError(2, "writeConcern.w asks for more members than there are");
}
