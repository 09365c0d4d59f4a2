import { documentError, unsupportedFeature } from "../errors.ts";

/** Refuses what cannot be a collection's name: code 73. To read, a name with `$` is one of a collection that is not there. */
export function checkCollectionName(name: string, stage: string): void {
  if (name === "" || name.startsWith(".") || name.includes("\0")) {
    throw documentError(73, `${stage} names a collection that cannot be`);
  }
}

/** As {@link checkCollectionName}, of a collection that is to be written: `$` is refused too. */
export function checkTargetName(name: string, stage: string): void {
  checkCollectionName(name, stage);
  if (name.includes("$")) throw documentError(73, `${stage} names a collection that cannot be`);
}

/** Refuses what cannot be a database's name: code 73. */
export function checkDatabaseName(name: string, stage: string): void {
  if (name === "" || /[\s/\\."$*<>:|?\0]/.test(name) || Buffer.byteLength(name) > 63) {
    throw documentError(73, `${stage} names a database that cannot be`);
  }
}

/** The databases of the server's own, into which no stage writes. */
export const internalDatabases: readonly string[] = ["admin", "config", "local"];

/** Refuses, when a stage runs, to write into another database than its own. */
export function checkTargetDatabase(given: string | undefined, own: string, stage: string): void {
  if (given !== undefined && given !== own) throw unsupportedFeature(`${stage} into another database`);
}
