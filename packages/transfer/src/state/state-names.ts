/** The collection in the target that transfers keep their state in. */
export const stateCollection = "_transfer";

/** The collection in the target for documents that a policy put aside: `{ _id, transfer, collection, error, document }`. */
export const deadLetterCollection = "_transfer_dead_letters";

/** Whether a collection is one of ours or of the system's, and not the user's data. */
export function isOwnCollection(name: string): boolean {
  return name === stateCollection || name === deadLetterCollection || name.startsWith("system.");
}
