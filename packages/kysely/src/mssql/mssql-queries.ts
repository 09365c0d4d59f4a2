import { mssqlDialect, type LockRequest } from "@db/core";
import {
  AliasNode,
  FromNode,
  IdentifierNode,
  OffsetNode,
  OrderByItemNode,
  OrderByNode,
  RawNode,
  ReferenceNode,
  TableNode,
  ValueNode,
  type JoinNode,
  type OperationNode,
  type SelectModifierNode,
  type SelectQueryNode,
  type SetOperationNode,
  type WithNode,
} from "kysely";
import { isTrue, MssqlExpressions } from "./mssql-expressions.ts";
import { refuse, refuseParts } from "./mssql-refusals.ts";

/** Text with nodes in its gaps. */
export function raw(fragments: readonly string[], ...nodes: readonly OperationNode[]): RawNode {
  return RawNode.create(fragments, nodes);
}

/** T-SQL's `select`. */
export class MssqlQueries extends MssqlExpressions {
  protected override visitSelectQuery(node: SelectQueryNode): void {
    refuseParts(node, {
      explain: ["explain", "Set showplan_xml on a session"],
      distinctOn: ["distinct on", "Number the rows by row_number() and keep the first"],
    });
    super.visitSelectQuery(paged(locked(withNulls(node))));
  }

  /** A query of itself needs no word. */
  protected override visitWith(node: WithNode): void {
    super.visitWith({ ...node, recursive: false });
  }

  protected override visitSetOperation(node: SetOperationNode): void {
    if (node.all && node.operator !== "union") refuse(`${node.operator} all`);
    super.visitSetOperation(node);
  }

  /** A join that sees the tables before it is an `apply`, which has no condition. */
  protected override visitJoin(node: JoinNode): void {
    const { joinType, on } = node;
    if (joinType !== "LateralInnerJoin" && joinType !== "LateralLeftJoin" && joinType !== "LateralCrossJoin") {
      super.visitJoin(node);
      return;
    }
    if (on !== undefined && !isTrue(on.on)) refuse("a lateral join with a condition", "Put it into the query");
    this.append(joinType === "LateralLeftJoin" ? "outer apply " : "cross apply ");
    this.visitNode(node.table);
  }
}

/** `limit`, `offset` and `fetch` as `top`, or as `offset … fetch`, which needs an order. */
function paged(node: SelectQueryNode): SelectQueryNode {
  const { limit, fetch, offset, setOperations, orderBy, top } = node;
  if (limit === undefined && fetch === undefined && offset === undefined) return node;
  if (top !== undefined || (limit !== undefined && fetch !== undefined)) refuse("two limits of one query");
  const count = limit?.limit ?? fetch?.rowCount;
  const ties = fetch?.modifier === "with ties";
  const { limit: _limit, fetch: _fetch, offset: _offset, ...rest } = node;
  const none = count !== undefined && ValueNode.is(count) && count.value === 0;
  if (count !== undefined && setOperations === undefined && (offset === undefined || none)) {
    // `fetch next 0 rows` is an error there.
    const words = raw(["top (", ties ? ") with ties" : ")"], count);
    return { ...rest, top: words as never };
  }
  if (ties) refuse("with ties beside an offset or a set operation");
  if (orderBy === undefined && setOperations !== undefined)
    refuse("a page of a set operation without an order", "Order it by a column");
  return {
    ...rest,
    orderBy: orderBy ?? OrderByNode.create([OrderByItemNode.create(raw(["(select null)"]))]),
    offset: offset ?? OffsetNode.create(raw(["0"])),
    ...(count === undefined ? {} : { fetch: { kind: "FetchNode", rowCount: count as ValueNode, modifier: "only" } }),
  };
}

/** Nulls are first of all, and last where the order goes down; otherwise they are put there by an order before. */
function withNulls(node: SelectQueryNode): SelectQueryNode {
  if (node.orderBy === undefined || node.orderBy.items.every(({ nulls }) => nulls === undefined)) return node;
  const items = node.orderBy.items.flatMap((item) => {
    const { nulls, ...rest } = item;
    const down =
      item.direction !== undefined && RawNode.is(item.direction) && item.direction.sqlFragments[0] === "desc";
    if (nulls === undefined || (nulls === "last") === down) return [rest];
    if (node.setOperations !== undefined || (node.frontModifiers ?? []).length > 0)
      refuse("nulls first or last in a distinct query or a set operation", "Order a query around it");
    if (aliases(node).includes(nameOf(item.orderBy)))
      refuse("nulls first or last by an alias of the query", "Order by the expression itself");
    const [ofNull, ofValue] = nulls === "last" ? ["1", "0"] : ["0", "1"];
    return [
      OrderByItemNode.create(raw(["case when ", ` is null then ${ofNull} else ${ofValue} end`], item.orderBy)),
      rest,
    ];
  });
  return { ...node, orderBy: OrderByNode.create(items) };
}

function aliases({ selections = [] }: SelectQueryNode): readonly (string | undefined)[] {
  return selections.map(({ selection }) =>
    AliasNode.is(selection) && IdentifierNode.is(selection.alias) ? selection.alias.name : undefined,
  );
}

function nameOf(node: OperationNode): string {
  if (ReferenceNode.is(node) && node.table !== undefined) return "";
  const column = ReferenceNode.is(node) ? node.column : node;
  return (column as { column?: IdentifierNode }).column?.name ?? "";
}

const strengths: Readonly<Partial<Record<string, LockRequest["strength"]>>> = {
  ForUpdate: "update",
  ForShare: "share",
};

/** Row locks are hints behind the tables' names. */
function locked(node: SelectQueryNode): SelectQueryNode {
  const asked = (node.endModifiers ?? []).filter(({ modifier }) => modifier !== undefined);
  if (asked.length === 0) return node;
  const lock = asked.find(({ modifier }) => modifier !== undefined && strengths[modifier] !== undefined);
  if (lock === undefined) refuse("locks other than `for update` and `for share`");
  const { table: hint } = mssqlDialect.lock({
    strength: strengths[lock.modifier as string] as LockRequest["strength"],
    wait: waitOf(asked),
  });
  let count = 0;
  const hinted = (table: OperationNode): OperationNode => {
    if (!isLockable(table, lock.of)) return table;
    count++;
    return raw(["", ` ${hint}`], table);
  };
  const from = node.from === undefined ? undefined : FromNode.create(node.from.froms.map(hinted));
  const joins = node.joins?.map((join): JoinNode => ({ ...join, table: hinted(join.table) }));
  if (count === 0) refuse("a lock without a table");
  return {
    ...node,
    ...(from === undefined ? {} : { from }),
    ...(joins === undefined ? {} : { joins }),
    endModifiers: (node.endModifiers ?? []).filter(({ modifier }) => modifier === undefined),
  };
}

function waitOf(asked: readonly SelectModifierNode[]): LockRequest["wait"] {
  if (asked.some(({ modifier }) => modifier === "NoWait")) return "nowait";
  return asked.some(({ modifier }) => modifier === "SkipLocked") ? "skip-locked" : undefined;
}

/** Whether it is a table, and one of those that the lock is of where it names some. */
function isLockable(node: OperationNode, of: SelectModifierNode["of"]): boolean {
  const table = AliasNode.is(node) ? node.node : node;
  if (!TableNode.is(table)) return false;
  if (of === undefined) return true;
  const name = AliasNode.is(node) && IdentifierNode.is(node.alias) ? node.alias.name : tableName(table);
  return of.some((one) => TableNode.is(one) && tableName(one) === name);
}

function tableName({ table }: TableNode): string {
  return table.identifier.name;
}
