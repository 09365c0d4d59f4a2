import { documentError } from "../../errors.ts";
import { fieldOf, isDocument, isNullish, setField, typeOf, type Document } from "../../values/types.ts";
import { namedArgument, type Definitions, type Evaluate, type SpecialDefinition } from "../definition.ts";
import type { Call, Expression } from "../expression.ts";

const evaluateGetField: Evaluate = (call, context) => {
  const field = namedArgument(call, "field", context);
  if (typeof field !== "string")
    throw documentError(3041704, `$getField takes a string as field, not ${typeOf(field)}`);
  const input = namedArgument(call, "input", context);
  if (isNullish(input)) return input;
  return isDocument(input) ? fieldOf(input, field) : undefined;
};

/** `{ field, input }`, or the field alone, of `$$CURRENT`. */
const getField: SpecialDefinition = {
  parse: (operator, value, scope, parse) => {
    const first = isDocument(value) ? Object.keys(value)[0] : undefined;
    const named: Record<string, Expression> = {};
    if (isDocument(value) && first?.startsWith("$") !== true) {
      for (const name of Object.keys(value)) {
        if (name !== "field" && name !== "input") throw documentError(3041701, "$getField has an unknown argument");
        named[name] = parse(value[name] ?? null, scope);
      }
      if (named["field"] === undefined) throw documentError(3041702, "$getField lacks its argument field");
      if (named["input"] === undefined) throw documentError(3041703, "$getField lacks its argument input");
    } else {
      named["field"] = parse(value ?? null, scope);
      named["input"] = { kind: "variable", name: "CURRENT", path: [] };
    }
    return { kind: "call", operator, args: [], named, evaluate: evaluateGetField };
  },
};

/** The name of the field has to be written as a constant: no expression that would give one. */
function checkField({ operator, named }: Call, value: Document): void {
  const given = value["field"];
  if (typeof given === "string" && given.startsWith("$")) {
    throw documentError(4161108, `${operator} takes no path as field; $literal makes it a name`);
  }
  const first = isDocument(given) ? Object.keys(given)[0] : undefined;
  const isWritten = first === undefined || first === "$literal" || first === "$const";
  if (Array.isArray(given) || !isWritten) throw documentError(4161106, `${operator} takes a constant as field`);
  const field = named["field"]?.kind === "literal" ? named["field"].value : undefined;
  if (typeof field !== "string") {
    throw documentError(4161107, `${operator} takes a string as field, not ${typeOf(field)}`);
  }
  if (field.includes("\0")) throw documentError(9534700, `${operator} takes a field without null characters`);
}

/** A copy of the input with one field changed; a missing value takes the field away. */
const evaluateSetField: Evaluate = (call, context) => {
  const field = namedArgument(call, "field", context) as string;
  const input = namedArgument(call, "input", context);
  const value = namedArgument(call, "value", context);
  if (isNullish(input)) return null;
  if (!isDocument(input)) throw documentError(4161105, `${call.operator} takes an object, not ${typeOf(input)}`);
  const copy: Document = {};
  for (const name of Object.keys(input)) {
    const kept = name === field ? value : input[name];
    if (kept !== undefined) setField(copy, name, kept);
  }
  if (value !== undefined && !Object.hasOwn(input, field)) setField(copy, field, value);
  return copy;
};

/** `$getField`, `$setField` and `$unsetField`. */
export const fields: Definitions = {
  $getField: getField,
  $setField: {
    names: { field: 4161102, value: 4161103, input: 4161109 },
    documentCode: 4161100,
    unknownCode: 4161101,
    check: checkField,
    evaluate: evaluateSetField,
  },
  $unsetField: {
    names: { field: 4161102, input: 4161109 },
    documentCode: 4161100,
    unknownCode: 4161101,
    check: checkField,
    evaluate: evaluateSetField,
  },
};
