import { DatabaseError, isJsonValue, parsePortableType } from "@db/core";
import fc from "fast-check";
import type { Kit } from "../../kit.ts";
import type { Overrides } from "../../subject.ts";
import { ValueTable, type Comparison, type Sample } from "./value-table.ts";

/** How long one type's trial may take, in milliseconds. */
const patience = 60_000;

/** The trial of one type. */
export interface Trial extends Comparison {
  /** The portable type: `decimal(38,10)`. */
  readonly type: string;
  /** The extremes, and what has gone wrong elsewhere. */
  readonly samples: readonly Sample[];
  /** Makes any other value. */
  readonly anything?: fc.Arbitrary<Sample> | undefined;
  /** Options of the database. */
  readonly options?: Overrides | undefined;
  /** Added to the test's name. */
  readonly note?: string | undefined;
  /** Whether the engine may have no such type; it is proven then that the type is refused. */
  readonly mayLack?: boolean | undefined;
  /** What else is to be proven of the type. */
  readonly more?: ((table: ValueTable) => Promise<void>) | undefined;
}

/** Defines the test of one type. */
export function tryType(kit: Kit, trial: Trial): void {
  const { type, samples, anything, note, more } = trial;
  if (trial.mayLack === true && !declares(kit, type)) {
    kit.it(`${type} is refused`, async () => {
      await kit.rejects(async () => kit.dialect.types.toNative(type), "unsupported");
    });
    return;
  }
  const means = meaningOf(kit, type);
  kit.withDatabase(
    `${type} comes back as it was${note === undefined ? "" : `, ${note}`}`,
    (db) =>
      ValueTable.use(kit, db, type, async (table) => {
        await table.roundTrip(samples.map(means), trial);
        await table.nulls();
        if (anything !== undefined)
          await forAll(fc.array(anything, { minLength: 1, maxLength: 12 }), (some) =>
            table.roundTrip(some.map(means), trial),
          );
        await more?.(table);
      }),
    trial.options,
    patience,
  );
}

/**
 * What a value of a type becomes on an engine whose type for it means another one, as its dialect says: a date of an engine
 * whose dates have a time of day is read as an instant, a document of one that keeps them as texts is read as its text.
 */
export function meaningOf(kit: Kit, type: string): (sample: Sample) => Sample {
  const kind = parsePortableType(type).kind;
  const read = declares(kit, type) ? kit.dialect.types.toPortable(kit.dialect.types.toNative(type))?.kind : kind;
  if (kind === "date" && read === "timestamp")
    return ({ given }) => ({ given, expected: new Date(`${String(given)}T00:00:00.000Z`) });
  if (kind === "json" && read === "text")
    return ({ given }) => ({ given, expected: isJsonValue(given) ? given.text : given });
  return (sample) => sample;
}

/** Whether the dialect has a type. */
function declares(kit: Kit, type: string): boolean {
  try {
    kit.dialect.types.toNative(type);
    return true;
  } catch (error) {
    if (DatabaseError.is(error) && error.kind === "unsupported") return false;
    throw error;
  }
}

/**
 * Tries some of all values. A failure tells the seed, and the environment's `DB_TEST_SEED` repeats it.
 */
async function forAll<T>(values: fc.Arbitrary<T>, property: (value: T) => Promise<void>): Promise<void> {
  const seed = process.env["DB_TEST_SEED"];
  await fc.assert(fc.asyncProperty(values, property), {
    numRuns: 20,
    interruptAfterTimeLimit: patience / 3,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
}
