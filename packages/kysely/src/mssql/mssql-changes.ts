import {
  AliasNode,
  ColumnNode,
  DefaultInsertValueNode,
  FromNode,
  ListNode,
  OutputNode,
  PrimitiveValueListNode,
  RawNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  TableNode,
  ValueNode,
  ValuesNode,
  type DeleteQueryNode,
  type InsertQueryNode,
  type MergeQueryNode,
  type OnConflictNode,
  type OperationNode,
  type ReturningNode,
  type UpdateQueryNode,
} from "kysely";
import { MssqlQueries, raw } from "./mssql-queries.ts";
import { refuse, refuseParts } from "./mssql-refusals.ts";

const explain = ["explain", "Set showplan_xml on a session"] as const;
const orderBy = ["order by in a change", "Choose the rows by a subquery with a limit"] as const;

/** T-SQL's `insert`, `update`, `delete` and `merge`. */
export class MssqlChanges extends MssqlQueries {
  /** The table whose columns an upsert's bare names mean, while it is written. */
  #target: OperationNode | undefined;

  protected override visitInsertQuery(node: InsertQueryNode): void {
    refuseParts(node, {
      explain,
      replace: ["replace", "Use onConflict with the key's columns"],
      orAction: ["insert ignore and its like", "Use onConflict with the key's columns and doNothing()"],
      onDuplicateKey: ["on duplicate key", "Use onConflict with the key's columns"],
    });
    if (node.onConflict === undefined) super.visitInsertQuery(withOutput(node, "inserted"));
    else this.#upsert(withOutput(node, "inserted"), node.onConflict);
  }

  /**
   * An upsert as `merge`, where that means the same: the key's columns are named and inserted. The table is held, so that of
   * two that insert the same key at the same time one waits.
   */
  #upsert(node: InsertQueryNode, conflict: OnConflictNode): void {
    const { columns: key } = conflict;
    const { columns, values, into } = node;
    const advice = "Name the key's columns, and insert values";
    if (key === undefined || conflict.constraint !== undefined || conflict.indexExpression !== undefined)
      refuse("on conflict without the key's columns", advice);
    if (conflict.indexWhere !== undefined) refuse("on conflict with a condition of the index", advice);
    if (columns === undefined || values === undefined || into === undefined || !ValuesNode.is(values))
      refuse("on conflict of anything but rows of values", advice);
    const inserted = columns.map(({ column }) => column.name);
    for (const { column } of key) {
      if (!inserted.includes(column.name)) refuse(`on conflict by \`${column.name}\`, which is not inserted`, advice);
    }
    if (node.with !== undefined) {
      this.visitNode(node.with);
      this.append(" ");
    }
    this.append("merge into ");
    this.visitNode(into);
    this.append(" with (holdlock) using (values ");
    values.values.forEach((row, index) => {
      if (index > 0) this.append(", ");
      this.#row(PrimitiveValueListNode.is(row) ? row.values.map((value) => ValueNode.create(value)) : row.values);
    });
    this.append(") as [excluded] (");
    this.compileList(columns);
    this.append(") on ");
    this.#each(key, " and ", (column) => {
      this.#ofTable(into, column);
      this.append(" = [excluded].");
      this.visitNode(column);
    });
    if (conflict.updates !== undefined) this.#whenMatched(into, conflict);
    this.append(" when not matched then insert (");
    this.compileList(columns);
    this.append(") values (");
    this.#each(columns, ", ", (column) => {
      this.append("[excluded].");
      this.visitNode(column);
    });
    this.append(")");
    if (node.output !== undefined) {
      this.append(" ");
      this.visitNode(node.output);
    }
    this.append(";");
  }

  #row(items: readonly OperationNode[]): void {
    if (items.some((item) => DefaultInsertValueNode.is(item)))
      refuse("a default in an upsert", "Give every row the same columns");
    this.append("(");
    this.compileList(items);
    this.append(")");
  }

  #whenMatched(table: OperationNode, { updates = [], updateWhere }: OnConflictNode): void {
    this.append(" when matched");
    if (updateWhere !== undefined) {
      this.append(" and (");
      this.#within(table, updateWhere.where);
      this.append(")");
    }
    this.append(" then update set ");
    this.#each(updates, ", ", ({ column, value }) => {
      this.visitNode(column);
      this.append(" = ");
      this.#within(table, value);
    });
  }

  #each<T>(items: readonly T[], between: string, write: (item: T) => void): void {
    items.forEach((item, index) => {
      if (index > 0) this.append(between);
      write(item);
    });
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

  /** The table's alias is made by the clause `from`, and the change is told of by it. */
  protected override visitUpdateQuery(node: UpdateQueryNode): void {
    refuseParts(node, { explain, orderBy });
    const { table, limit, ...rest } = withOutput(node, "inserted");
    if (table !== undefined && ListNode.is(table)) refuse("an update of several tables");
    const aliased = table !== undefined && AliasNode.is(table);
    const from =
      aliased || node.joins !== undefined ? [table as OperationNode, ...(node.from?.froms ?? [])] : undefined;
    super.visitUpdateQuery({
      ...rest,
      ...(table === undefined ? {} : { table: aliased ? table.alias : table }),
      ...(from === undefined ? {} : { from: FromNode.create(from) }),
      ...(limit === undefined ? {} : { top: topOf(node, limit.limit) }),
    });
  }

  protected override visitDeleteQuery(node: DeleteQueryNode): void {
    refuseParts(node, { explain, orderBy });
    const { limit, using, ...rest } = withOutput(node, "deleted");
    const [table, ...others] = node.from.froms;
    if (table === undefined || others.length > 0) refuse("a delete from several tables");
    const top = limit === undefined ? undefined : topOf(node, limit.limit);
    if (!AliasNode.is(table) && using === undefined && node.joins === undefined) {
      super.visitDeleteQuery({ ...rest, ...(top === undefined ? {} : { top }) });
      return;
    }
    // The table is said before `from`, where a limit and what is put out have their places too.
    const { output, ...body } = rest;
    const head: OperationNode[] = [
      ...(top === undefined ? [] : [top]),
      AliasNode.is(table) ? table.alias : table,
      ...(output === undefined ? [] : [output]),
    ];
    super.visitDeleteQuery({
      ...body,
      from: FromNode.create([table, ...(using?.tables ?? [])]),
      top: raw(["", ...head.slice(1).map(() => " "), ""], ...head) as never,
    });
  }

  protected override visitMergeQuery(node: MergeQueryNode): void {
    for (const { result } of node.whens ?? [])
      if (result !== undefined && RawNode.is(result) && result.sqlFragments[0] === "do nothing")
        refuse("a branch of a merge that does nothing", "Leave the branch out");
    super.visitMergeQuery(withOutput(node, "inserted"));
  }
}

/** A limit as `top`. */
function topOf({ top }: { readonly top?: unknown }, count: OperationNode): never {
  if (top !== undefined) refuse("two limits of one change");
  return raw(["top (", ")"], count) as never;
}

interface Change {
  readonly returning?: ReturningNode;
  readonly output?: OutputNode;
}

/** `returning` as `output`: the rows as they are now, or as they were. */
function withOutput<T extends Change>(node: T, rows: "inserted" | "deleted"): T {
  const { returning, ...rest } = node;
  if (returning === undefined) return node;
  if (node.output !== undefined) refuse("returning beside output");
  const selections = returning.selections.map(({ selection }) =>
    SelectionNode.create(ofRows(selection, rows) as never),
  );
  return { ...rest, output: OutputNode.create(selections) } as T;
}

function ofRows(node: OperationNode, rows: string): OperationNode {
  const table = TableNode.create(rows);
  if (AliasNode.is(node)) return AliasNode.create(ofRows(node.node, rows), node.alias);
  const column = ReferenceNode.is(node) ? node.column : node;
  if (SelectAllNode.is(column)) return ReferenceNode.createSelectAll(table);
  if (ColumnNode.is(column)) return ReferenceNode.create(column, table);
  return refuse("returning anything but columns", "Use output()");
}
