import { documentError } from "../../errors.ts";
import { isNullish, typeOf } from "../../values/types.ts";
import { namedArgument, type Definitions, type NamedDefinition } from "../definition.ts";

function textOrNull(operator: string, name: string, code: number, value: unknown): string | null {
  if (isNullish(value)) return null;
  if (typeof value === "string") return value;
  throw documentError(code, `${operator} takes a string as ${name}, not ${typeOf(value)}`);
}

function replace(operator: string, apply: (input: string, find: string, by: string) => string): NamedDefinition {
  return {
    names: { input: 51749, find: 51748, replacement: 51747 },
    documentCode: 51751,
    unknownCode: 51750,
    evaluate: (call, context) => {
      const input = textOrNull(operator, "input", 10503904, namedArgument(call, "input", context));
      const find = textOrNull(operator, "find", 10503901, namedArgument(call, "find", context));
      const by = textOrNull(operator, "replacement", 10503902, namedArgument(call, "replacement", context));
      return input === null || find === null || by === null ? null : apply(input, find, by);
    },
  };
}

function replaceOne(input: string, find: string, by: string): string {
  const at = input.indexOf(find);
  return at < 0 ? input : input.slice(0, at) + by + input.slice(at + find.length);
}

/** An empty text is found around every code point. */
function replaceAll(input: string, find: string, by: string): string {
  return find === "" ? [by, ...Array.from(input, (point) => point + by)].join("") : input.split(find).join(by);
}

/** `$replaceOne` and `$replaceAll`. */
export const replacing: Definitions = {
  $replaceOne: replace("$replaceOne", replaceOne),
  $replaceAll: replace("$replaceAll", replaceAll),
};
