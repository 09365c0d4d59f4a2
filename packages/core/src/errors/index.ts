export * from "./database-error.ts";
export * from "./error-facts.ts";
export * from "./error-kinds.ts";
export * from "./harmless-kinds.ts";
export * from "./predicates.ts";
