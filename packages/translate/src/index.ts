export { parseStatement } from "./parse/parse-statement.ts";
