import { Int32 } from "bson";
import { documentError } from "../errors.ts";
import { sameKey } from "../indexes/same-key.ts";
import type { IndexInfo, StoreTransaction } from "../store/store.ts";
import { isNumber, toDouble } from "../values/numbers.ts";
import { fieldOf, isDocument, type Document } from "../values/types.ts";
import { checkFields, flagField, givenField } from "./fields.ts";

/** The `index` of `collMod`: hides an index, shows it, or changes after how long it expires documents. */
export async function changeIndex(
  transaction: StoreTransaction,
  collection: string,
  change: Document,
): Promise<Document> {
  checkFields(change, "collMod.index", {
    writes: true,
    fields: {
      expireAfterSeconds: "number",
      hidden: "bool-like",
      keyPattern: "object",
      name: "string",
      prepareUnique: "bool-like",
      unique: "bool-like",
    },
  });
  const indexes = await transaction.indexes(collection);
  const index = find(indexes, change);
  const options: Document = { ...index.options };
  const answer: Document = {};
  if (givenField(change, "hidden") !== undefined) {
    if (index.name === "_id_") throw documentError(2, "the index on _id cannot be hidden");
    const hidden = flagField(change, "hidden");
    answer["hidden_old"] = options["hidden"] === true;
    answer["hidden_new"] = hidden;
    if (hidden) options["hidden"] = true;
    else delete options["hidden"];
  }
  const seconds = givenField(change, "expireAfterSeconds");
  if (isNumber(seconds)) {
    if (!(toDouble(seconds) >= 0 && toDouble(seconds) <= 2_147_483_647)) {
      throw documentError(72, "expireAfterSeconds is out of range");
    }
    if (options["expireAfterSeconds"] !== undefined) answer["expireAfterSeconds_old"] = options["expireAfterSeconds"];
    options["expireAfterSeconds"] = new Int32(Math.trunc(toDouble(seconds)));
    answer["expireAfterSeconds_new"] = options["expireAfterSeconds"];
  }
  for (const option of ["unique", "prepareUnique"] as const) {
    if (flagField(change, option))
      throw documentError(238, `collMod.index.${option} is not supported: create a new index`);
  }
  await transaction.changeIndex(collection, { ...index, options });
  return answer;
}

function find(indexes: readonly IndexInfo[], change: Document): IndexInfo {
  const [name, key] = [givenField(change, "name"), fieldOf(change, "keyPattern")];
  if ((name === undefined) === !isDocument(key)) {
    throw documentError(72, "collMod.index needs the index's name or its keyPattern, and not both");
  }
  const found = indexes.filter((index) => (isDocument(key) ? sameKey(index.key, key) : index.name === name));
  if (found.length > 1) throw documentError(181, "several indexes have this key: give the name");
  if (found[0] === undefined) throw documentError(27, "the index to change does not exist");
  return found[0];
}
