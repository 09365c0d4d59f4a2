export type { BoundStatement, CompiledText } from "./bound-statement.ts";
export { StatementCompiler } from "./compile.ts";
export type { Fragment } from "./fragments.ts";
export { shortestSingle } from "./single.ts";
export { isStatement, sql, type SqlTag, type Statement } from "./sql.ts";
export { isJsonValue, parseJson, type JsonValue, type ValueEncoder } from "./values.ts";
