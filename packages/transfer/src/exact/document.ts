/** A document with bson's classes for its values, as commands with `types: "exact"` give it. */
export type ExactDocument = Record<string, unknown>;
