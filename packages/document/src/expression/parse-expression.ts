import { DBRef } from "bson";
import { documentError } from "../errors.ts";
import { importDocument, importValue } from "../values/import-value.ts";
import { isDocument, type Document } from "../values/types.ts";
import type { Expression, ExpressionScope } from "./expression.ts";
import { checkFieldName, parseFieldPath } from "./field-names.ts";
import { arrayOf, foldExpression, objectOf } from "./fold-expression.ts";
import { parseCall } from "./parse-call.ts";
import { checkVariable } from "./variables.ts";

/**
 * Parses an expression: a field path (`$a.b`), a variable (`$$name.a`), an operator (`{ $add: [...] }`), an object or
 * an array of expressions, or a literal. Throws what is wrong with it, whatever the document: 168 for an unknown
 * operator, 15983 for an operator beside other fields, 17276 for an unknown variable, 16020 and others for a wrong
 * count of arguments, 15 for one that is nested too deeply, and the codes of each operator. An operator whose arguments are all constant is evaluated here,
 * and its errors are thrown.
 */
export function parseExpression(value: unknown, scope: ExpressionScope): Expression {
  return foldExpression(parse(value, scope));
}

/** As deep as documents of MongoDB may be. */
const maxDepth = 200;
/** How many expressions are being parsed within each other. */
let depth = 0;

function parse(value: unknown, scope: ExpressionScope): Expression {
  if (depth >= maxDepth) throw documentError(15, "an expression is nested too deeply");
  depth++;
  try {
    return parseAny(value, scope);
  } finally {
    depth--;
  }
}

function parseAny(value: unknown, scope: ExpressionScope): Expression {
  if (typeof value === "string") return value.startsWith("$") ? parseReference(value, scope) : literal(value);
  if (Array.isArray(value)) return parseArray(value, scope);
  if (!isDocument(value)) return literal(importValue(value));
  // A reference that bson read into a class of its own is an object like any other.
  const object = value instanceof DBRef ? importDocument(value) : value;
  const names = Object.keys(object);
  const first = names[0];
  if (first === undefined || !first.startsWith("$")) return parseObject(object, names, scope);
  if (names.length > 1) throw documentError(15983, `an operator (${first}) has to be the only field of its object`);
  return parseCall(first, object[first], scope, parse);
}

const literal = (value: unknown): Expression => ({ kind: "literal", value });

/** `$a.b` and `$$name.a.b`. */
function parseReference(text: string, scope: ExpressionScope): Expression {
  if (text === "$") throw documentError(16872, "$ by itself is no field path");
  if (!text.startsWith("$$")) return { kind: "field", path: parseFieldPath(text.slice(1)) };
  const dot = text.indexOf(".");
  const name = text.slice(2, dot < 0 ? undefined : dot);
  checkVariable(name, scope);
  return { kind: "variable", name, path: dot < 0 ? [] : parseFieldPath(text.slice(dot + 1)) };
}

function parseArray(values: readonly unknown[], scope: ExpressionScope): Expression {
  return arrayOf(values.map((value) => parse(value ?? null, scope)));
}

function parseObject(value: Document, names: readonly string[], scope: ExpressionScope): Expression {
  const fields: [string, Expression][] = [];
  for (const name of names) {
    if (value[name] === undefined) continue;
    checkFieldName(name);
    fields.push([name, parse(value[name], scope)]);
  }
  return objectOf(fields);
}
