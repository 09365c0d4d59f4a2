import type { OrderItem } from "../ast/nodes.ts";
import { refuse } from "../refusal.ts";
import type { Parser } from "./parser.ts";

/** Reads `order by …`. Where nulls go when nothing is said is found later: it is the engine's. */
export function parseOrder(parser: Parser): OrderItem[] {
  const { stream } = parser;
  stream.refuseWords("ORDER SIBLINGS BY", "ORDER", "SIBLINGS");
  stream.expect("ORDER", "BY");
  return stream.list(() => {
    const { at } = stream;
    const expression = parser.expression();
    if (stream.isWord("USING")) refuse("ORDER BY USING", stream.at);
    const descending = stream.accept("DESC");
    if (!descending) stream.accept("ASC");
    let nullsFirst: boolean | undefined;
    if (stream.accept("NULLS")) {
      nullsFirst = stream.accept("FIRST");
      if (!nullsFirst) stream.expect("LAST");
    }
    return { expression, descending, nullsFirst, at };
  });
}
