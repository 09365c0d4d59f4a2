import { EJSON } from "bson";
import type { DocumentDifference, Verification } from "./verification.ts";

/** A verification as text; the `_id`s in it keep their types. */
export function storeVerification(verification: Verification): string {
  const differences = verification.differences.map((each) => ({
    ...each,
    id: EJSON.stringify({ id: each.id }, { relaxed: false }),
  }));
  return JSON.stringify({ ...verification, differences });
}

/** Reads what {@link storeVerification} made. */
export function readVerification(text: string): Verification {
  const { differences, ...rest } = JSON.parse(text) as Verification;
  return {
    ...rest,
    differences: differences.map((each): DocumentDifference => {
      const { id } = EJSON.parse(each.id as string, { relaxed: false }) as { id: unknown };
      return { ...each, id };
    }),
  };
}
