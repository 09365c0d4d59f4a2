import {
  ColumnNode,
  DefaultInsertValueNode,
  MatchedNode,
  PrimitiveValueListNode,
  RawNode,
  ReferenceNode,
  SelectAllNode,
  SelectQueryNode,
  ValueNode,
  ValuesNode,
  AndNode,
  type DeleteQueryNode,
  type InsertQueryNode,
  type JoinNode,
  type MergeQueryNode,
  type OnConflictNode,
  type ReturningNode,
  type OperationNode,
  type UpdateQueryNode,
  type WhenNode,
} from "kysely";
import { OracleQueries } from "./oracle-queries.ts";
import { refuse, refuseParts } from "./oracle-refusals.ts";

const output = ["output", "Use returning"] as const;
const mergeReturning = ["returning of a merge", "Read the rows by their keys in the same transaction"] as const;
const manyReturning = ["returning of several rows, or of a query", "Insert one row at a time"] as const;
const upsertReturning = ["returning of an upsert", "Read the row by its key in the same transaction"] as const;
const withBefore = ["with before a change of data", "Use a subquery"] as const;
const top = ["top", "Choose the rows by a subquery with a limit"] as const;
const explain = ["explain", "Run `explain plan for` and read dbms_xplan.display"] as const;

/** Oracle's `insert`, `update`, `delete` and `merge`. */
export class OracleChanges extends OracleQueries {
  /** The table whose columns an upsert's bare names mean, while it is written. */
  #target: OperationNode | undefined;

  protected override visitInsertQuery(node: InsertQueryNode): void {
    refuseParts(node, {
      explain,
      top,
      output,
      replace: ["replace", "Use onConflict with the key's columns"],
      orAction: ["insert ignore and its like", "Use onConflict with the key's columns and doNothing()"],
      onDuplicateKey: ["on duplicate key", "Use onConflict with the key's columns"],
      defaultValues: ["default values", "Insert one column with sql`default`"],
    });
    if (node.into === undefined) refuse("an insert without a table");
    if (node.onConflict !== undefined) {
      refuseParts(node, { returning: upsertReturning });
      this.#upsert(node, node.onConflict);
      return;
    }
    const { values } = node;
    if (node.with !== undefined && (values === undefined || !SelectQueryNode.is(values))) refuse(...withBefore);
    this.append("insert into ");
    this.visitNode(node.into);
    this.#columns(node);
    this.append(" ");
    if (node.with !== undefined) {
      this.visitNode(node.with);
      this.append(" ");
    }
    if (values === undefined) refuse("an insert without values");
    const one = ValuesNode.is(values) && values.values.length === 1;
    if (!one) refuseParts(node, { returning: manyReturning });
    if (ValuesNode.is(values) && !one) this.#rows(values, undefined);
    else this.visitNode(values);
    if (node.returning !== undefined) {
      this.append(" ");
      this.visitNode(node.returning);
    }
    if (node.endModifiers !== undefined && node.endModifiers.length > 0) {
      this.append(" ");
      this.compileList(node.endModifiers, " ");
    }
  }

  #columns({ columns }: InsertQueryNode): void {
    if (columns === undefined) return;
    this.append(" (");
    this.compileList(columns);
    this.append(")");
  }

  /**
   * Rows as queries of one row each, which works on every version. A null is written and not bound: a bound one has a
   * type of its own, that those of the other rows would have to fit.
   */
  #rows({ values: rows }: ValuesNode, names: readonly ColumnNode[] | undefined): void {
    rows.forEach((row, index) => {
      this.append(index === 0 ? "select " : " union all select ");
      const items: readonly OperationNode[] = PrimitiveValueListNode.is(row)
        ? row.values.map((value) => (value === null ? ValueNode.createImmediate(null) : ValueNode.create(value)))
        : row.values.map((value) =>
            ValueNode.is(value) && value.value === null ? ValueNode.createImmediate(null) : value,
          );
      items.forEach((item, place) => {
        if (DefaultInsertValueNode.is(item))
          refuse("a default in several rows, or in an upsert", "Give every row the same columns");
        if (place > 0) this.append(", ");
        this.visitNode(item);
        const name = index === 0 ? names?.[place] : undefined;
        if (name === undefined) return;
        this.append(" as ");
        this.visitNode(name);
      });
      this.append(" from dual");
    });
  }

  /**
   * An upsert as `merge`, where that means the same: the key's columns are named and inserted, and not overwritten
   * (ORA-38104). Two that insert the same key at the same time are told apart by the key itself: one gets a
   * `unique-violation`.
   */
  #upsert(node: InsertQueryNode, conflict: OnConflictNode): void {
    const { columns: key } = conflict;
    const { columns, values, into } = node;
    const advice = "Name the key's columns, and insert values";
    if (key === undefined || conflict.constraint !== undefined || conflict.indexExpression !== undefined)
      refuse("on conflict without the key's columns", advice);
    if (conflict.indexWhere !== undefined) refuse("on conflict with a condition of the index", advice);
    if (node.with !== undefined || columns === undefined || values === undefined || !ValuesNode.is(values))
      refuse("on conflict of anything but rows of values", advice);
    const inserted = columns.map(({ column }) => column.name);
    for (const { column } of key) {
      if (!inserted.includes(column.name)) refuse(`on conflict by \`${column.name}\`, which is not inserted`, advice);
    }
    for (const { column } of conflict.updates ?? []) {
      const name = ColumnNode.is(column) ? column.column.name : undefined;
      if (name === undefined || key.some((part) => part.column.name === name))
        refuse("an upsert that overwrites its key (ORA-38104)");
    }
    const table = into as OperationNode;
    this.append("merge into ");
    this.visitNode(table);
    this.append(" using (");
    this.#rows(values, columns);
    this.append(') "excluded" on (');
    key.forEach((column, index) => {
      if (index > 0) this.append(" and ");
      this.#ofTable(table, column);
      this.append(' = "excluded".');
      this.visitNode(column);
    });
    this.append(")");
    if (conflict.updates !== undefined) {
      this.append(" when matched then update set ");
      conflict.updates.forEach(({ column, value }, index) => {
        if (index > 0) this.append(", ");
        this.#ofTable(table, column);
        this.append(" = ");
        this.#within(table, value);
      });
      if (conflict.updateWhere !== undefined) {
        this.append(" ");
        this.#within(table, conflict.updateWhere);
      }
    }
    this.append(" when not matched then insert (");
    this.compileList(columns);
    this.append(") values (");
    columns.forEach((column, index) => {
      this.append(index > 0 ? ', "excluded".' : '"excluded".');
      this.visitNode(column);
    });
    this.append(")");
  }

  #ofTable(table: OperationNode, column: OperationNode): void {
    this.visitNode(table);
    this.append(".");
    this.visitNode(column);
  }

  #within(table: OperationNode, node: OperationNode): void {
    this.#target = table;
    try {
      this.visitNode(node);
    } finally {
      this.#target = undefined;
    }
  }

  /** In an upsert a bare name would be that of both tables. */
  protected override visitReference(node: ReferenceNode): void {
    if (node.table === undefined && this.#target !== undefined) this.#ofTable(this.#target, node.column);
    else super.visitReference(node);
  }

  /** The driver writes `into` behind it. All columns are a lone `*`, for that of one table is no expression. */
  protected override visitReturning(node: ReturningNode): void {
    const all = node.selections.some(
      ({ selection }) => ReferenceNode.is(selection) && SelectAllNode.is(selection.column),
    );
    if (all) refuse("returning all columns of a table by its name", "Use returningAll() without a name");
    super.visitReturning(node);
  }

  protected override visitUpdateQuery(node: UpdateQueryNode): void {
    refuseParts(node, {
      explain,
      top,
      output,
      with: withBefore,
      from: ["update from", "Use mergeInto, or a subquery in set and where"],
      joins: ["joins in an update", "Use mergeInto, or a subquery in set and where"],
      orderBy: ["order by in an update"],
      limit: ["limit in an update", "Choose the rows by a subquery with a limit"],
    });
    if (node.table !== undefined && node.table.kind === "ListNode") refuse("an update of several tables");
    super.visitUpdateQuery(node);
  }

  protected override visitDeleteQuery(node: DeleteQueryNode): void {
    refuseParts(node, {
      explain,
      top,
      output,
      with: withBefore,
      using: ["delete using", "Use a subquery in where"],
      joins: ["joins in a delete", "Use a subquery in where"],
      orderBy: ["order by in a delete"],
      limit: ["limit in a delete", "Choose the rows by a subquery with a limit"],
    });
    if (node.from.froms.length > 1) refuse("a delete from several tables");
    super.visitDeleteQuery(node);
  }

  protected override visitMergeQuery(node: MergeQueryNode): void {
    refuseParts(node, { top, output, returning: mergeReturning, with: withBefore });
    this.append("merge into ");
    this.visitNode(node.into);
    if (node.using === undefined) refuse("a merge without a source");
    this.append(" ");
    this.#source(node.using);
    const seen = new Set<boolean>();
    for (const when of node.whens ?? []) {
      const { not } = this.#when(when);
      if (seen.has(not)) refuse("two branches of one kind in a merge", "Use case in what they set");
      seen.add(not);
    }
    if (node.endModifiers !== undefined && node.endModifiers.length > 0) {
      this.append(" ");
      this.compileList(node.endModifiers, " ");
    }
  }

  #source({ table, on }: JoinNode): void {
    this.append("using ");
    this.visitNode(table);
    if (on === undefined) refuse("a merge without a condition");
    this.append(" on (");
    this.visitNode(on.on);
    this.append(")");
  }

  /** A condition beside `matched` goes behind the change as `where`. */
  #when({ condition, result }: WhenNode): MatchedNode {
    const [matched, ...conditions] = conjuncts(condition);
    if (matched === undefined || !MatchedNode.is(matched)) return refuse("this condition of a merge");
    if (matched.bySource) refuse("not matched by source");
    if (result === undefined || RawNode.is(result))
      return refuse(
        "a branch of a merge that deletes or does nothing",
        "Delete by a statement of its own; leave the branch out",
      );
    this.append(matched.not ? " when not matched then " : " when matched then ");
    if (matched.not) this.#mergeInsert(result as InsertQueryNode);
    else {
      this.append("update set ");
      this.compileList((result as UpdateQueryNode).updates ?? []);
    }
    conditions.forEach((part, index) => {
      this.append(index === 0 ? " where " : " and ");
      this.visitNode(part);
    });
    return matched;
  }

  #mergeInsert(node: InsertQueryNode): void {
    const { values } = node;
    if (values === undefined || !ValuesNode.is(values) || values.values.length !== 1)
      refuse("anything but one row of values in a merge");
    this.append("insert");
    this.#columns(node);
    this.append(" ");
    this.visitNode(values);
  }
}

function conjuncts(node: OperationNode): readonly OperationNode[] {
  return AndNode.is(node) ? [...conjuncts(node.left), ...conjuncts(node.right)] : [node];
}
