import { documentError } from "../../errors.ts";
import { splitPath, type Path } from "../../path.ts";
import { compare, type StringOrder } from "../../values/compare.ts";
import { isNumber, wholeInt32 } from "../../values/numbers.ts";
import { fieldOf, isDocument, isNullish, typeOf } from "../../values/types.ts";
import { namedArgument, type Definitions } from "../definition.ts";
import type { Call, Expression } from "../expression.ts";

/** One part of `sortBy`: a path in each item, or the item itself when it is empty. */
interface SortPart {
  readonly path: Path;
  readonly direction: 1 | -1;
}

function directionOf(value: unknown, code: number): 1 | -1 {
  const whole = isNumber(value) ? wholeInt32(value) : undefined;
  if (whole === 1 || whole === -1) return whole;
  throw documentError(code, "$sortArray takes 1 and -1 as directions");
}

/** `sortBy` is no expression: what it says is read once. */
function parseSortBy(value: unknown): readonly SortPart[] {
  if (isNumber(value)) return [{ path: [], direction: directionOf(value, 2942506) }];
  if (!isDocument(value))
    throw documentError(2942507, `$sortArray takes a number or an object as sortBy, not ${typeOf(value)}`);
  const names = Object.keys(value);
  if (names.length === 0) throw documentError(2942505, "$sortArray takes a sortBy that is not empty");
  return names.map((name) => {
    if (name === "" || name.startsWith(".") || name.endsWith(".")) {
      throw documentError(2942505, "$sortArray takes paths in sortBy");
    }
    return { path: splitPath(name), direction: directionOf(value[name], 2942505) };
  });
}

/** What an item is sorted by: an array on the path ends it, and nothing counts as null. */
function keyAt(item: unknown, path: Path): unknown {
  let at = item;
  for (const name of path) {
    if (Array.isArray(at)) return at;
    at = isDocument(at) ? fieldOf(at, name) : undefined;
  }
  return path.length > 0 ? (at ?? null) : at;
}

function sortItems(items: readonly unknown[], parts: readonly SortPart[], order: StringOrder): unknown[] {
  const keyed = items.map((item) => ({ item, keys: parts.map(({ path }) => keyAt(item, path)) }));
  keyed.sort((left, right) => {
    for (const [n, { direction }] of parts.entries()) {
      const found = compare(left.keys[n], right.keys[n], order);
      if (found !== 0) return found * direction;
    }
    return 0;
  });
  return keyed.map(({ item }) => item);
}

const named = ["input", "sortBy"] as const;

/** `$sortArray`; `sortBy` is kept as a literal. */
export const sortArray: Definitions = {
  $sortArray: {
    parse: (operator, value, scope, parse) => {
      if (!isDocument(value)) throw documentError(2942500, "$sortArray takes an object");
      for (const name of Object.keys(value)) {
        if (name !== "input" && name !== "sortBy") {
          throw documentError(2942501, "$sortArray has an argument of an unknown name");
        }
      }
      for (const [n, name] of named.entries()) {
        if (value[name] === undefined) throw documentError(2942502 + n, `$sortArray lacks its argument ${name}`);
      }
      const input: Expression = parse(value["input"], scope);
      const parts = parseSortBy(value["sortBy"]);
      const sortBy: Expression = { kind: "literal", value: value["sortBy"] };
      const evaluate: Call["evaluate"] = (call, context) => {
        const items = namedArgument(call, "input", context);
        if (isNullish(items)) return null;
        if (!Array.isArray(items)) throw documentError(2942504, `$sortArray takes an array, not ${typeOf(items)}`);
        return sortItems(items, parts, context.settings.collation.order);
      };
      return { kind: "call", operator, args: [], named: { input, sortBy }, evaluate };
    },
  },
};
