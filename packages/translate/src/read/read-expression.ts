import type { ColumnReference, Expression, FunctionCall, Operator, OrderItem, Window } from "../ast/nodes.ts";
import type { TableSource } from "../ast/statements.ts";
import { binaryType, booleanType, familyOf } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import { isAggregate, readAggregate } from "./aggregates.ts";
import { arithmetic, sign } from "./arithmetic.ts";
import { readCast } from "./casts.ts";
import { comparable, compare } from "./compare.ts";
import type { Reading } from "./context.ts";
import { functionRules } from "./functions.ts";
import { condition } from "./make.ts";
import { make } from "./meanings.ts";
import { asCondition } from "./operands.ts";
import { readLike } from "./patterns.ts";
import { onlyOutput, onlyRow } from "./query-shape.ts";
import type { Scope } from "./scope.ts";
import { asText, oracleConcat } from "./text-functions.ts";
import { strftimeUnit } from "./moments.ts";
import { unified } from "./unify.ts";

const comparisons: Readonly<Record<string, string>> = {
  "=": "equal",
  "==": "equal",
  "<>": "unequal",
  "!=": "unequal",
  "^=": "unequal",
  "<": "less",
  "<=": "lessEqual",
  ">": "greater",
  ">=": "greaterEqual",
  "<=>": "same",
  SAME: "same",
  DISTINCT: "distinct",
};

/** Gives an expression its one meaning and its type, or refuses it. */
export function readExpression(reading: Reading, node: Expression, scope: Scope): Expression {
  const read = (part: Expression): Expression => readExpression(reading, part, scope);
  switch (node.kind) {
    case "literal":
      if (reading.involves("oracle") && node.form === "text" && node.value === "")
        refuse("the empty text, which Oracle takes for null", node.at);
      if (node.form === "text" && node.value.includes("\0") && reading.involves("postgres"))
        refuse("text that holds U+0000", node.at);
      if (
        reading.source.family === "mysql" &&
        node.type.kind === "decimal" &&
        /^\d+$/.test(node.value) &&
        BigInt(node.value) < 2n ** 64n
      )
        refuse("an unsigned integer of 64 bits", node.at);
      return node;
    case "parameter":
    case "default":
    case "call":
    case "aggregate":
      return node;
    case "proposed":
      return scope.proposed === undefined ? node : proposal(node, node.name, scope.proposed.table);
    case "column":
      return readColumn(reading, node, scope);
    case "operator":
      return readOperator(reading, node, node.args.map(read));
    case "function":
      return readFunction(reading, node, scope);
    case "case":
      return readCase(reading, node, scope);
    case "cast":
      return readCast(
        reading,
        node,
        strftimeUnit(node.operand) === undefined ? read(node.operand) : read((node.operand as FunctionCall).args[1]!),
      );
    case "interval":
      return { ...node, amount: read(node.amount) };
    case "in": {
      const operand = read(node.operand);
      if (node.query !== undefined) {
        reading.query(node.query, scope);
        const output = onlyOutput(node.query, node.at);
        const [left] = comparable(reading, [operand, output], "equal", "IN", node.at);
        return { ...node, operand: left!, type: booleanType };
      }
      const [left, ...list] = comparable(reading, [operand, ...node.list.map(read)], "equal", "IN", node.at);
      return { ...node, operand: left!, list, type: booleanType };
    }
    case "between": {
      const parts = comparable(reading, [node.operand, node.low, node.high].map(read), "order", "BETWEEN", node.at);
      return { ...node, operand: parts[0]!, low: parts[1]!, high: parts[2]!, type: booleanType };
    }
    case "like":
      return readLike(reading, node, read(node.operand), read(node.pattern));
    case "is": {
      const operand = read(node.operand);
      if (operand.kind === "parameter" && operand.type.kind === "unknown" && reading.target.name === "postgres")
        refuse("a parameter without a type before IS", operand.at, "Cast it.");
      if (node.test === "null") return { ...node, operand };
      return { ...node, operand: asCondition(reading, operand) };
    }
    case "exists":
      reading.query(node.query, scope);
      return node;
    case "subquery": {
      reading.query(node.query, scope);
      const output = onlyOutput(node.query, node.at);
      if (reading.source.oneRow !== reading.target.oneRow && !onlyRow(node.query))
        reading.need("errors", "a subquery that may give several rows", node.at);
      return { ...node, type: output.type };
    }
  }
}

function readColumn(reading: Reading, node: ColumnReference, scope: Scope): Expression {
  const { text } = node.name;
  if (
    node.qualifier.length === 0 &&
    reading.source.name === "oracle" &&
    ["rownum", "level", "rowid", "sysdate"].includes(text)
  )
    refuse(text.toUpperCase(), node.at, text === "rownum" ? "Write FETCH FIRST." : undefined);
  if (reading.source.name === "sqlite" && /^(?:_?rowid_?|oid)$/i.test(text)) refuse("rowid", node.at);
  if (/^(?:ctid|xmin|tableoid)$/.test(text) && reading.source.name === "postgres") refuse("a system column", node.at);
  const { proposed } = scope;
  if (proposed?.name !== undefined && node.qualifier.at(-1)?.text.toLowerCase() === proposed.name.toLowerCase())
    return proposal(node, node.name, proposed.table);
  const found = scope.resolve(node);
  refuseSpelling(reading, found);
  const family = familyOf(found.type);
  if (reading.involves("oracle") && (family === "text" || family === "unknown"))
    reading.need("emptyText", "a text column, whose empty text Oracle takes for null", node.at);
  return found;
}

/** A value of the row that an upsert could not insert. */
function proposal({ at, end }: Expression, name: ColumnReference["name"], table: TableSource): Expression {
  const column = table.columns?.find((known) => known.name?.text.toLowerCase() === name.text.toLowerCase());
  return { kind: "proposed", at, end, name: column?.name ?? name, type: column?.type ?? { kind: "unknown" } };
}

/** A name with capitals may be declared in another spelling where the source does not care. */
function refuseSpelling(reading: Reading, { name, source }: ColumnReference): void {
  if (
    name.regular ||
    source?.columns !== undefined ||
    reading.source.exactNames.columns ||
    !reading.target.exactNames.columns
  )
    return;
  if (/[A-Z]/.test(name.text))
    refuse("a name whose declared spelling is not known", name.at, "Give the schema, or write it in lower case.");
}

function readOperator(reading: Reading, node: Operator, args: readonly Expression[]): Expression {
  const { name, at } = node;
  switch (name) {
    case "AND":
    case "OR":
    case "&&":
      return condition(
        name === "OR" ? "or" : "and",
        args.map((part) => asCondition(reading, part)),
        node,
      );
    case "NOT":
      return condition(
        "not",
        args.map((part) => asCondition(reading, part)),
        node,
      );
    case "XOR":
      return refuse("XOR", at, "Write (a) <> (b).");
    case "||":
      if (reading.source.family === "mysql")
        return condition(
          "or",
          args.map((part) => asCondition(reading, part)),
          node,
        );
      return joined(reading, node, args);
    case "NEGATE":
    case "PLUS":
      return sign(reading, node, args[0]!);
    case "^":
      return refuse("the operator ^", at);
    default:
  }
  if (Object.hasOwn(comparisons, name)) return compare(reading, comparisons[name]!, args, node);
  if (["+", "-", "*", "/", "%", "DIV", "MOD"].includes(name)) return arithmetic(reading, node, args);
  return refuse(`the operator ${name}`, at);
}

function joined(reading: Reading, node: Operator, args: readonly Expression[]): Expression {
  const binary = args.some(
    ({ type }) => type.kind === binaryType.kind || type.kind === "json" || type.kind === "array",
  );
  if (binary) refuse("|| of what is no text", node.at);
  const texts = args.map((part) => asText(reading, part, "||"));
  if (reading.source.name === "oracle") return oracleConcat(reading, node, texts);
  return make(reading, "concatNull", texts, node, "||");
}

function readCase(reading: Reading, node: Extract<Expression, { kind: "case" }>, scope: Scope): Expression {
  const read = (part: Expression): Expression => readExpression(reading, part, scope);
  const operand = node.operand === undefined ? undefined : read(node.operand);
  const results = [
    ...node.whens.map(([, then]) => read(then)),
    ...(node.otherwise === undefined ? [] : [read(node.otherwise)]),
  ];
  const { parts, type } = unified(reading, results, "CASE", node.at);
  const whens = node.whens.map(([when, _then], place): readonly [Expression, Expression] => {
    const test = read(when);
    if (operand === undefined) return [asCondition(reading, test), parts[place]!];
    return [compare(reading, "equal", [operand, test], node), parts[place]!];
  });
  return { kind: "case", at: node.at, end: node.end, type, whens, otherwise: parts[node.whens.length] };
}

function readFunction(reading: Reading, node: FunctionCall, scope: Scope): Expression {
  const { name, at } = node;
  const rules = functionRules[reading.source.name];
  const [only] = node.args;
  if (name === "VALUES" && reading.source.family === "mysql" && scope.proposed !== undefined && only?.kind === "column")
    return proposal(node, only.name, scope.proposed.table);
  const aggregate = isAggregate(reading, node);
  if (!aggregate) {
    if (!Object.hasOwn(rules, name)) return refuse(`the function ${name.toLowerCase()}`, at);
    if (node.over !== undefined || node.filter !== undefined || node.distinct || node.order.length > 0 || node.star)
      refuse(`${name.toLowerCase()} as an aggregate`, at);
  }
  const args = node.args.map((part) => readExpression(reading, part, scope));
  if (aggregate) {
    const filter = node.filter === undefined ? undefined : readExpression(reading, node.filter, scope);
    const over = node.over === undefined ? undefined : readWindow(reading, node.over, scope);
    return readAggregate(reading, node, args, readOrder(reading, node.order, scope), filter, over);
  }
  const rule = rules[name]!;
  if (typeof rule === "string") return make(reading, rule, args, node, name.toLowerCase());
  if (args.length === 0 && !["now", "today"].includes(emptyRule(name)))
    refuse(`${name.toLowerCase()} without arguments`, at);
  return rule(reading, node, args);
}

function emptyRule(name: string): string {
  if (["DATE", "DATETIME"].includes(name)) return "now";
  return /^(?:NOW|CURRENT_TIMESTAMP|LOCALTIMESTAMP|GETDATE|SYSDATETIME|GETUTCDATE|SYSUTCDATETIME|SYSTIMESTAMP|SYSDATE|CURRENT_DATE|CURDATE)$/.test(
    name,
  )
    ? "now"
    : "";
}

function readWindow(reading: Reading, window: Window, scope: Scope): Window {
  const partition = window.partition.map((part) => {
    const read = readExpression(reading, part, scope);
    return comparable(reading, [read], "equal", "PARTITION BY", part.at)[0]!;
  });
  return { ...window, partition, order: readOrder(reading, window.order, scope) };
}

/** Reads what rows are ordered by; where nulls go is told from now on. */
function readOrder(reading: Reading, order: readonly OrderItem[], scope: Scope): OrderItem[] {
  return order.map((item) => {
    const read = readExpression(reading, item.expression, scope);
    return orderBy(reading, item, read);
  });
}

/** Makes an order explicit, with text that both engines order alike. */
export function orderBy(reading: Reading, item: OrderItem, read: Expression): OrderItem {
  if (familyOf(read.type) === "boolean" && reading.source.booleans === "none") refuse("ORDER BY a condition", item.at);
  const [expression] = comparable(reading, [read], "order", "ORDER BY", item.at);
  const nullsFirst = item.nullsFirst ?? reading.source.nullsLast === item.descending;
  return { ...item, expression: expression!, nullsFirst };
}
