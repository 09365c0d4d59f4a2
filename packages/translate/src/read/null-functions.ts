import type { Expression, FunctionCall } from "../ast/nodes.ts";
import { refuse } from "../refusal.ts";
import { comparable } from "./compare.ts";
import type { Reading } from "./context.ts";
import { call } from "./make.ts";
import { unified } from "./unify.ts";

/** `coalesce` and its names. */
export function coalesced(reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression {
  const two = ["IFNULL", "NVL"].includes(node.name);
  if (args.length < 2 || (two && args.length !== 2)) refuse(`${node.name} with ${args.length} arguments`, node.at);
  const { parts, type } = unified(reading, args, node.name.toLowerCase(), node.at);
  return call("coalesce", parts, type, node);
}

/** `nullif`, which compares. */
export function nullIf(reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression {
  if (args.length !== 2) refuse(`NULLIF with ${args.length} arguments`, node.at);
  const parts = comparable(reading, args, "equal", "nullif", node.at);
  return call("nullIf", parts, parts[0]!.type, node);
}

/** `greatest` and `least`: with or without regard to nulls, by the source. */
export function extreme(which: "greatest" | "least") {
  return (reading: Reading, node: FunctionCall, args: readonly Expression[]): Expression => {
    if (args.length < 2) refuse(`${node.name} with ${args.length} arguments`, node.at);
    const { parts, type } = unified(reading, args, which, node.at);
    const compared = comparable(reading, parts, "order", which, node.at);
    const meaning = `${which}${reading.source.greatestIgnoresNull ? "Known" : "Null"}`;
    return call(meaning, compared, type, node);
  };
}
