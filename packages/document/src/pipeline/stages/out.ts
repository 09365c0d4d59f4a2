import { documentError, unsupportedFeature } from "../../errors.ts";
import { isNumber, toDouble } from "../../values/numbers.ts";
import { isDocument, typeOf, type Document } from "../../values/types.ts";
import { batchesFrom, batchesOf, collectDocuments } from "../batches.ts";
import { checkTargetName, checkDatabaseName, checkTargetDatabase, internalDatabases } from "../collection-names.ts";
import { checkSpec, specField } from "../spec-fields.ts";
import type { Stage } from "../stage.ts";
import type { StageParser } from "../stage-parser.ts";

/** Puts the documents in place of all that a collection has. Gives no documents. */
export interface OutStage extends Stage {
  readonly name: "$out";
  readonly database: string | undefined;
  readonly into: string;
}

/** An `$out` that has been parsed. */
function outStage(database: string | undefined, into: string, timeseries = false): OutStage {
  return {
    name: "$out",
    database,
    into,
    run: (source, { host }) =>
      batchesFrom(async function* () {
        checkTargetDatabase(database, host.databaseName, "$out");
        if (timeseries) throw unsupportedFeature("$out.timeseries");
        // All is read before anything is written, as both may be one collection.
        await host.writer.replaceCollection(into, batchesOf(await collectDocuments(source)));
        yield* [];
      }),
  };
}

/**
 * Reads an `$out`: a collection's name, or `{ db, coll }`. Codes: 16990 neither, 40415, 14 and 40414 for unknown, wrong
 * and missing options, 73, 20, 17385 and 31321 a collection or a database that cannot be written.
 */
export const parseOut: StageParser = (value) => {
  if (typeof value === "string") {
    checkTarget(undefined, value);
    return [outStage(undefined, value)];
  }
  if (!isDocument(value))
    throw documentError(16990, `$out needs a collection's name or a document, not ${typeOf(value)}`);
  checkSpec(value, "$out", { db: "string", coll: "string", timeseries: "object" }, ["coll", "db"]);
  const timeseries = specField(value, "timeseries") as Document | undefined;
  if (timeseries !== undefined) checkTimeseries(timeseries);
  const [database, collection] = [String(value["db"]), String(value["coll"])];
  checkTarget(database, collection);
  return [outStage(database, collection, timeseries !== undefined)];
};

function checkTarget(database: string | undefined, collection: string): void {
  if (database !== undefined) checkDatabaseName(database, "$out");
  if (collection.startsWith("$")) throw documentError(20, "$out cannot write a collection whose name begins with $");
  checkTargetName(collection, "$out");
  if (collection.startsWith("system.")) throw documentError(17385, "$out cannot write a collection of the system");
  if (database !== undefined && internalDatabases.includes(database)) {
    throw documentError(31321, "$out cannot write a database of the system");
  }
}

const granularities: readonly string[] = ["seconds", "minutes", "hours"];

/** A year. */
const maxSpanSeconds = 31_536_000;

function checkTimeseries(value: Document): void {
  const types = {
    timeField: "string",
    metaField: "string",
    granularity: "string",
    bucketMaxSpanSeconds: "any",
    bucketRoundingSeconds: "any",
  } as const;
  checkSpec(value, "$out.timeseries", types, ["timeField"]);
  const granularity = specField(value, "granularity");
  if (granularity !== undefined && !granularities.includes(String(granularity))) {
    throw documentError(2, "$out.timeseries.granularity is not known");
  }
  for (const name of ["bucketMaxSpanSeconds", "bucketRoundingSeconds"]) {
    const seconds = specField(value, name);
    if (seconds === undefined) continue;
    if (!isNumber(seconds)) throw documentError(14, `$out.timeseries.${name} cannot be of type ${typeOf(seconds)}`);
    if (!(toDouble(seconds) >= 1 && toDouble(seconds) <= maxSpanSeconds)) {
      throw documentError(51024, `$out.timeseries.${name} is out of range`);
    }
  }
  const [span, rounding] = [specField(value, "bucketMaxSpanSeconds"), specField(value, "bucketRoundingSeconds")];
  if ((span === undefined) !== (rounding === undefined)) {
    throw documentError(72, "$out.timeseries needs both bucketMaxSpanSeconds and bucketRoundingSeconds, or neither");
  }
}
