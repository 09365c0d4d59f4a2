import { mssqlDialect, type Feature } from "@db/core";
import {
  CastNode,
  type BinaryOperationNode,
  JSONPathNode,
  MssqlQueryCompiler,
  RawNode,
  type TupleNode,
  ValueNode,
  type AggregateFunctionNode,
  type DataTypeNode,
  type IdentifierNode,
  type JSONReferenceNode,
  type OnNode,
  type OperationNode,
  type OperatorNode,
} from "kysely";
import { refuse } from "./mssql-refusals.ts";
import { mssqlCastType, mssqlType } from "./mssql-types.ts";

/** Whether the server at hand has a feature; core's `db.supports`. */
export type Supports = (feature: Feature) => boolean;

/** Operators that T-SQL lacks, and what to write instead. */
const refusedOperators: Readonly<Record<string, string | undefined>> = {
  "==": "Use =",
  ilike: "Compare with like: collations of SQL Server mostly know no case",
  "not ilike": "Compare with not like: collations of SQL Server mostly know no case",
  regexp: "Use like, or the function regexp_like from version 17",
  match: "Use the function contains",
  "~": "Use like, or the function regexp_like from version 17",
  "~*": "Use like, or the function regexp_like from version 17",
  "!~": "Use not like",
  "!~*": "Use not like",
  "<=>": "Use is not distinct from",
  "#": undefined,
  "<<": undefined,
  ">>": undefined,
  "@>": undefined,
  "<@": undefined,
  "^@": undefined,
  "&&": undefined,
  "?": undefined,
  "?&": undefined,
  "?|": undefined,
  "@@": undefined,
  "@@@": undefined,
  "!!": undefined,
  "<->": undefined,
};

/** Marks the place of a document in a text that core writes around it. */
const here = "\0";

/** Whether a condition is Kysely's `true`, which is no condition in T-SQL. */
export function isTrue(node: OperationNode): boolean {
  return RawNode.is(node) && node.sqlFragments.length === 1 && node.sqlFragments[0] === "true";
}

/** Names, values, operators and functions in T-SQL's words. */
export class MssqlExpressions extends MssqlQueryCompiler {
  protected readonly supports: Supports;

  constructor(supports: Supports) {
    super();
    this.supports = supports;
  }

  protected override getCurrentParameterPlaceholder(): string {
    return mssqlDialect.placeholder(this.numParameters);
  }

  protected override visitIdentifier(node: IdentifierNode): void {
    this.append(mssqlDialect.quoteIdentifier(node.name));
  }

  protected override appendImmediateValue(value: unknown): void {
    if (typeof value === "boolean") this.append(mssqlDialect.booleanLiteral(value));
    else if (typeof value === "string") this.append(mssqlDialect.quoteString(value));
    else if (value instanceof Date) this.append(`cast('${value.toISOString()}' as datetimeoffset)`);
    else super.appendImmediateValue(value);
  }

  protected override visitDataType(node: DataTypeNode): void {
    const inCast = this.parentNode !== undefined && CastNode.is(this.parentNode);
    this.append(inCast ? mssqlCastType(node.dataType) : mssqlType(node.dataType));
  }

  protected override visitOperator(node: OperatorNode): void {
    const { operator } = node;
    if (Object.hasOwn(refusedOperators, operator)) refuse(`the operator ${operator}`, refusedOperators[operator]);
    this.append(operator);
  }

  protected override visitTuple(_node: TupleNode): void {
    refuse("a tuple of values", "Compare the columns one by one, or use exists");
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const operator = (node.operator as OperatorNode).operator as string | undefined;
    switch (operator) {
      case "is distinct from":
      case "is not distinct from":
        if (this.supports("is-distinct-from")) break;
        // The set operators count two nulls as equal.
        this.append(operator === "is distinct from" ? "exists (select " : "not exists (select ");
        this.visitNode(node.leftOperand);
        this.append(" except select ");
        this.visitNode(node.rightOperand);
        this.append(")");
        return;
      case "is":
      case "is not":
        if (ValueNode.is(node.rightOperand) && typeof node.rightOperand.value === "boolean")
          refuse(`the operator ${operator} before a boolean`, "Compare with = and 1 or 0");
        break;
      case "||":
        this.#concatenate(node);
        return;
      default:
    }
    super.visitBinaryOperation(node);
  }

  /** `+` adds numbers, so both sides are made texts; with a null it gives null, as `||` does. */
  #concatenate({ leftOperand, rightOperand }: BinaryOperationNode): void {
    this.append("(cast(");
    this.visitNode(leftOperand);
    this.append(" as nvarchar(max)) + cast(");
    this.visitNode(rightOperand);
    this.append(" as nvarchar(max)))");
  }

  protected override visitOn(node: OnNode): void {
    if (isTrue(node.on)) this.append("on 1 = 1");
    else super.visitOn(node);
  }

  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    if (node.filter !== undefined) refuse("the filter of an aggregate function", "Aggregate a case expression");
    super.visitAggregateFunction(node);
  }

  /** A value as text by `->>`, and a part of the document by `->`. */
  protected override visitJSONReference({ reference, traversal }: JSONReferenceNode): void {
    const operator = JSONPathNode.is(traversal) ? traversal.inOperator : traversal.operator;
    const asText = operator === undefined || operator.operator.startsWith("->>");
    const path = JSONPathNode.is(traversal)
      ? traversal.pathLegs.map(({ value }) => value)
      : traversal.values.map(({ value }) => value as string | number);
    if (path.some((step) => typeof step === "number" && step < 0) || path.includes("last"))
      refuse("a place counted from a list's end", "Count from its beginning");
    const { functions } = mssqlDialect;
    const text = asText ? functions.jsonText(here, path) : functions.jsonValue(here, path);
    text.split(here).forEach((part, index) => {
      if (index > 0) this.visitNode(reference);
      this.append(part);
    });
  }
}
