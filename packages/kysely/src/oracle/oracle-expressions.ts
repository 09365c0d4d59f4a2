import { oracleDialect, type Feature } from "@db/core";
import {
  type AliasNode,
  CastNode,
  DefaultQueryCompiler,
  JSONPathNode,
  RawNode,
  SelectionNode,
  ValueNode,
  type AggregateFunctionNode,
  type BinaryOperationNode,
  type CollateNode,
  type DataTypeNode,
  type IdentifierNode,
  type JSONReferenceNode,
  type OnNode,
  type OperationNode,
  type OperatorNode,
  type PrimitiveValueListNode,
  type ValueListNode,
} from "kysely";
import { refuse } from "./oracle-refusals.ts";
import { oracleCastType, oracleType } from "./oracle-types.ts";

/** Whether the server at hand has a feature; core's `db.supports`. */
export type Supports = (feature: Feature) => boolean;

/** Operators that Oracle lacks, and what to write instead. */
const refusedOperators: Readonly<Record<string, string | undefined>> = {
  "==": "Use =",
  ilike: "Compare lower() with like",
  "not ilike": "Compare lower() with not like",
  regexp: "Use the function regexp_like",
  match: "Use the function contains",
  "~": "Use the function regexp_like",
  "~*": "Use the function regexp_like with the flag i",
  "!~": "Use not regexp_like",
  "!~*": "Use not regexp_like with the flag i",
  "<=>": "Use is not distinct from",
  "%": "Use the function mod",
  "&": "Use the function bitand",
  "|": undefined,
  "^": undefined,
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
  "!<": "Use >=",
  "!>": "Use <=",
  "@@": undefined,
  "@@@": undefined,
  "!!": undefined,
  "<->": undefined,
};

/** The longest list of `in` before 23ai (ORA-01795). */
const longestList = 1000;

/** Names, values, operators and functions in Oracle's words. */
export class OracleExpressions extends DefaultQueryCompiler {
  protected readonly supports: Supports;

  constructor(supports: Supports) {
    super();
    this.supports = supports;
  }

  protected override getCurrentParameterPlaceholder(): string {
    return oracleDialect.placeholder(this.numParameters);
  }

  /** Exactly as written, and quoted: a name that was made without quotes is in capitals. */
  protected override visitIdentifier(node: IdentifierNode): void {
    this.append(oracleDialect.quoteIdentifier(node.name));
  }

  /** Only a column's alias may have `as`. */
  protected override visitAlias(node: AliasNode): void {
    const ofColumn = this.parentNode !== undefined && SelectionNode.is(this.parentNode);
    this.visitNode(node.node);
    this.append(ofColumn ? " as " : " ");
    this.visitNode(node.alias);
  }

  protected override appendImmediateValue(value: unknown): void {
    if (typeof value === "boolean") this.append(oracleDialect.booleanLiteral(value));
    else if (value instanceof Date)
      this.append(`timestamp '${value.toISOString().replace("T", " ").replace("Z", " +00:00")}'`);
    else super.appendImmediateValue(value);
  }

  protected override visitDataType(node: DataTypeNode): void {
    const inCast = this.parentNode !== undefined && CastNode.is(this.parentNode);
    this.append(inCast ? oracleCastType(node.dataType) : oracleType(node.dataType));
  }

  protected override visitOperator(node: OperatorNode): void {
    const { operator } = node;
    if (Object.hasOwn(refusedOperators, operator)) refuse(`the operator ${operator}`, refusedOperators[operator]);
    this.append(operator);
  }

  protected override visitBinaryOperation(node: BinaryOperationNode): void {
    const operator = (node.operator as OperatorNode).operator as string | undefined;
    switch (operator) {
      case "is distinct from":
      case "is not distinct from":
        // `decode` counts two nulls as equal.
        this.append("decode(");
        this.visitNode(node.leftOperand);
        this.append(", ");
        this.visitNode(node.rightOperand);
        this.append(operator === "is distinct from" ? ", 0, 1) = 1" : ", 0, 1) = 0");
        return;
      case "is":
      case "is not":
        if (ValueNode.is(node.rightOperand) && typeof node.rightOperand.value === "boolean")
          refuse(`the operator ${operator} before a boolean`, "Compare with = and 1 or 0");
        break;
      case "in":
      case "not in":
        this.#checkList(node.rightOperand);
        break;
      default:
    }
    super.visitBinaryOperation(node);
  }

  #checkList(node: OperationNode): void {
    const { values } = node as Partial<PrimitiveValueListNode | ValueListNode>;
    if (values !== undefined && values.length > longestList && !this.supports("boolean-type"))
      refuse(`a list of ${values.length} values`, `Split it into parts of ${longestList}`);
  }

  /** A condition is no value, so `on true` is written as a comparison. */
  protected override visitOn(node: OnNode): void {
    if (RawNode.is(node.on) && node.on.sqlFragments.length === 1 && node.on.sqlFragments[0] === "true")
      this.append("on 1 = 1");
    else super.visitOn(node);
  }

  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    if (node.filter !== undefined) refuse("the filter of an aggregate function", "Aggregate a case expression");
    super.visitAggregateFunction(node);
  }

  /** The name of a collation is no quoted name. */
  protected override visitCollate(node: CollateNode): void {
    const { name } = node.collation;
    if (!/^\w+$/.test(name)) refuse("this name of a collation");
    this.append(`collate ${name}`);
  }

  /** A value as text by `->>`, and a part of the document by `->`. */
  protected override visitJSONReference(node: JSONReferenceNode): void {
    const { traversal } = node;
    const operator = JSONPathNode.is(traversal) ? traversal.inOperator : traversal.operator;
    const asText = operator === undefined || operator.operator.startsWith("->>");
    this.append(asText ? "json_value(" : "json_query(");
    this.visitNode(node.reference);
    this.append(", '$");
    if (JSONPathNode.is(traversal)) for (const leg of traversal.pathLegs) this.visitNode(leg);
    else for (const { value } of traversal.values) this.#pathLeg(value);
    this.append("')");
  }

  #pathLeg(value: unknown): void {
    this.append(typeof value === "number" ? `[${value}]` : `."${this.sanitizeJSONPathMemberValue(String(value))}"`);
  }
}
