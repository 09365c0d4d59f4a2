import { addToSet, pop, pull, pullAll } from "./array-operators.ts";
import { bit } from "./bit.ts";
import { currentDate, extreme, rename, set, unset } from "./field-operators.ts";
import { arithmetic } from "./arithmetic-operators.ts";
import type { UpdateOperator } from "./operator.ts";
import { push } from "./push.ts";

/** The operators of updates (https://www.mongodb.com/docs/manual/reference/operator/update). */
export const operators: Readonly<Record<string, UpdateOperator>> = {
  $set: set,
  $setOnInsert: set,
  $unset: unset,
  $inc: arithmetic("add"),
  $mul: arithmetic("multiply"),
  $min: extreme(-1),
  $max: extreme(1),
  $rename: rename,
  $currentDate: currentDate,
  $bit: bit,
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};
