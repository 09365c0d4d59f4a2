export { Grammars } from "./grammars.ts";
export type { Grammar, Verdict } from "./verdict.ts";
