import { documentError } from "../../errors.ts";
import { isDocument, isNullish, typeOf } from "../../values/types.ts";
import type { Definitions, Evaluate } from "../definition.ts";
import { evaluateExpression } from "../evaluate-expression.ts";
import type { Expression } from "../expression.ts";

const evaluateZip: Evaluate = (call, context) => {
  const arrays: (readonly unknown[])[] = [];
  for (const input of call.args) {
    const value = evaluateExpression(input, context);
    if (isNullish(value)) return null;
    if (!Array.isArray(value)) throw documentError(34468, `$zip takes arrays as inputs, not ${typeOf(value)}`);
    arrays.push(value);
  }
  const { useLongestLength, defaults } = call.named;
  const isLongest = useLongestLength?.kind === "literal" && useLongestLength.value === true;
  const fill = defaults === undefined ? [] : (evaluateExpression(defaults, context) as readonly unknown[]);
  const lengths = arrays.map((array) => array.length);
  const length = isLongest ? Math.max(...lengths) : Math.min(...lengths);
  return Array.from({ length }, (_item, row) =>
    arrays.map((array, n) => (row < array.length ? array[row] : fill[n]) ?? null),
  );
};

/** `$zip`: the arrays are its arguments by place. */
export const zip: Definitions = {
  $zip: {
    folding: "constant",
    parse: (operator, value, scope, parse) => {
      if (!isDocument(value)) throw documentError(34460, "$zip takes an object");
      const args: Expression[] = [];
      const named: Record<string, Expression> = {};
      let count = 0;
      for (const name of Object.keys(value)) {
        const given = value[name];
        if (name === "inputs") {
          if (!Array.isArray(given)) throw documentError(34461, "$zip takes an array of inputs");
          args.push(...given.map((item: unknown) => parse(item ?? null, scope)));
        } else if (name === "defaults") {
          if (!Array.isArray(given)) throw documentError(34462, "$zip takes an array of defaults");
          count = given.length;
          named["defaults"] = parse(given, scope);
        } else if (name === "useLongestLength") {
          if (typeof given !== "boolean") throw documentError(34463, "$zip takes a boolean as useLongestLength");
          named["useLongestLength"] = { kind: "literal", value: given };
        } else throw documentError(34464, "$zip has an argument of an unknown name");
      }
      if (args.length === 0) throw documentError(34465, "$zip needs an input");
      const useLongest = named["useLongestLength"];
      if (count > 0 && !(useLongest?.kind === "literal" && useLongest.value === true)) {
        throw documentError(34466, "$zip takes defaults only with useLongestLength");
      }
      if (count > 0 && count !== args.length) throw documentError(34467, "$zip takes as many defaults as inputs");
      return { kind: "call", operator, args, named, evaluate: evaluateZip };
    },
  },
};
