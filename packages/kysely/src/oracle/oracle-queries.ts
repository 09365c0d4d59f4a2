import {
  AliasNode,
  CreateTableNode,
  CreateViewNode,
  InsertQueryNode,
  ParensNode,
  SelectAllNode,
  type SelectQueryNode,
  SetOperationNode,
  TableNode,
  type CommonTableExpressionNode,
  type ExplainNode,
  type OperationNode,
  type OutputNode,
  type SelectModifierNode,
  type SelectionNode,
  type TopNode,
  type WithNode,
} from "kysely";
import { OracleExpressions } from "./oracle-expressions.ts";
import { refuse, refuseParts } from "./oracle-refusals.ts";

const modifiers: Readonly<Record<NonNullable<SelectModifierNode["modifier"]>, string | undefined>> = {
  Distinct: "distinct",
  ForUpdate: "for update",
  NoWait: "nowait",
  SkipLocked: "skip locked",
  ForNoKeyUpdate: undefined,
  ForShare: undefined,
  ForKeyShare: undefined,
};

/** Oracle's `select`. */
export class OracleQueries extends OracleExpressions {
  protected override visitSelectQuery(node: SelectQueryNode): void {
    refuseParts(node, {
      explain: ["explain", "Run `explain plan for` and read dbms_xplan.display"],
      distinctOn: ["distinct on", "Number the rows by row_number() and keep the first"],
      top: ["top", "Use limit"],
    });
    const parent = this.parentNode;
    const wrapped =
      parent !== undefined &&
      !ParensNode.is(parent) &&
      !InsertQueryNode.is(parent) &&
      !CreateTableNode.is(parent) &&
      !CreateViewNode.is(parent) &&
      !SetOperationNode.is(parent);
    if (wrapped) this.append("(");
    if (node.limit !== undefined || node.offset !== undefined || node.fetch !== undefined) this.#refuseLockOfPage(node);
    if (this.supports("offset")) this.#select(node, true);
    else this.#selectByRownum(node);
    if (wrapped) this.append(")");
  }

  #select(node: SelectQueryNode, paged: boolean): void {
    this.#part(node.with, "", " ");
    this.append("select");
    if (node.frontModifiers !== undefined && node.frontModifiers.length > 0) {
      this.append(" ");
      this.compileList(node.frontModifiers, " ");
    }
    this.append(" ");
    this.#selections(node);
    if (node.from === undefined) this.append(" from dual");
    else this.#part(node.from);
    if (node.joins !== undefined) {
      this.append(" ");
      this.compileList(node.joins, " ");
    }
    this.#part(node.where);
    this.#part(node.groupBy);
    this.#part(node.having);
    if (node.setOperations !== undefined) {
      this.append(" ");
      this.compileList(node.setOperations, " ");
    }
    this.#part(node.orderBy);
    if (paged) this.#page(node);
    if (node.endModifiers !== undefined && node.endModifiers.length > 0) {
      this.append(" ");
      this.compileList(this.sortSelectModifiers(node.endModifiers), " ");
    }
  }

  #part(node: OperationNode | undefined, before = " ", after = ""): void {
    if (node === undefined) return;
    this.append(before);
    this.visitNode(node);
    this.append(after);
  }

  /** The offset stands first, so its value is bound first. */
  #page(node: SelectQueryNode): void {
    if (node.offset !== undefined) {
      this.#part(node.offset.offset, " offset ", " rows");
    }
    if (node.limit !== undefined)
      this.#part(node.limit.limit, node.offset === undefined ? " fetch first " : " fetch next ", " rows only");
    this.#part(node.fetch);
  }

  /** Before 12.1 the rows are numbered and counted around the query; with an offset the result has the number as well. */
  #selectByRownum(node: SelectQueryNode): void {
    if (node.fetch !== undefined) refuse("fetch before version 12.1", "Use limit");
    if (node.limit !== undefined) this.append("select * from (");
    if (node.offset !== undefined) this.append('select * from (select "page_rows".*, rownum "db_row_number" from (');
    this.#select(node, false);
    if (node.offset !== undefined) this.#part(node.offset.offset, ') "page_rows") where "db_row_number" > ');
    if (node.limit !== undefined) this.#part(node.limit.limit, ") where rownum <= ");
  }

  #refuseLockOfPage({ endModifiers = [] }: SelectQueryNode): void {
    if (endModifiers.some(({ modifier }) => modifier === "ForUpdate"))
      refuse(
        "for update with a limit or an offset (ORA-02014)",
        "Choose the keys in a subquery, and lock them outside",
      );
  }

  /** `*` beside other columns has to say of which table. */
  #selections({ selections = [], from, joins = [] }: SelectQueryNode): void {
    const all = selections.length > 1 ? selections.findIndex(({ selection }) => SelectAllNode.is(selection)) : -1;
    if (all < 0) {
      if (selections.length === 0) refuse("a query without columns");
      this.compileList(selections);
      return;
    }
    const sources = [...(from?.froms ?? []), ...joins.map(({ table }) => table)].map(nameOf);
    selections.forEach((selection: SelectionNode, index) => {
      if (index > 0) this.append(", ");
      if (!SelectAllNode.is(selection.selection)) {
        this.visitNode(selection);
        return;
      }
      sources.forEach((source, place) => {
        this.#part(source, place > 0 ? ", " : "", ".*");
      });
    });
  }

  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.rawModifier !== undefined) {
      this.visitNode(node.rawModifier);
      return;
    }
    const text = node.modifier === undefined ? undefined : modifiers[node.modifier];
    if (text === undefined) refuse("locks other than `for update`", "Use forUpdate()");
    if (node.of !== undefined) refuse("for update of a table: it takes columns", "Use forUpdate() without tables");
    this.append(text);
  }

  protected override visitSetOperation(node: SetOperationNode): void {
    if (node.all && node.operator !== "union" && !this.supports("except"))
      refuse(`${node.operator} all before version 21`);
    this.append(node.operator === "except" ? "minus" : node.operator);
    this.append(node.all ? " all " : " ");
    this.visitNode(node.expression);
  }

  /** There is no word `recursive`; a query that reads itself must name its columns (ORA-32039). */
  protected override visitWith(node: WithNode): void {
    if (node.recursive === true) {
      for (const { name, expression } of node.expressions) {
        if (name.columns === undefined && mentions(expression, name.table.table.identifier.name))
          refuse("a recursive query without the names of its columns", 'Write withRecursive("name(column)", …)');
      }
    }
    this.append("with ");
    this.compileList(node.expressions);
  }

  protected override visitCommonTableExpression(node: CommonTableExpressionNode): void {
    if (node.materialized !== undefined) refuse("materialized in `with`");
    const inner = node.expression.kind;
    if (
      inner === "InsertQueryNode" ||
      inner === "UpdateQueryNode" ||
      inner === "DeleteQueryNode" ||
      inner === "MergeQueryNode"
    )
      refuse("a change of data in `with`", "Make it a statement of its own in a transaction");
    super.visitCommonTableExpression(node);
  }

  protected override visitOutput(_node: OutputNode): void {
    refuse("output", "Read the row by its key in the same transaction");
  }

  protected override visitTop(_node: TopNode): void {
    refuse("top", "Use limit");
  }

  protected override visitExplain(_node: ExplainNode): void {
    refuse("explain", "Run `explain plan for` and read dbms_xplan.display");
  }
}

/** The name by which a table in `from` is known. */
function nameOf(source: OperationNode): OperationNode {
  if (AliasNode.is(source)) return source.alias;
  if (TableNode.is(source)) return source;
  return refuse("`*` of something without a name beside other columns", "Give it an alias");
}

/** Whether a tree reads a table of a name. */
function mentions(node: unknown, table: string): boolean {
  if (typeof node !== "object" || node === null) return false;
  const { kind } = node as Partial<OperationNode>;
  if (kind === "TableNode") return (node as TableNode).table.identifier.name === table;
  return Object.values(node).some((part) => mentions(part, table));
}
