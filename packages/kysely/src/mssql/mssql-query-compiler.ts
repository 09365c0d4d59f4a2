import { mssqlDialect } from "@db/core";
import {
  ColumnNode,
  OrderByItemNode,
  ReferenceNode,
  RenameColumnNode,
  type AddIndexNode,
  type AlterColumnNode,
  type AlterTableNode,
  type AlterTypeNode,
  type ColumnDefinitionNode,
  type CreateIndexNode,
  type CreateSchemaNode,
  type CreateTableNode,
  type CreateTypeNode,
  type CreateViewNode,
  type DropConstraintNode,
  type DropIndexNode,
  type DropSchemaNode,
  type DropTableNode,
  type DropTypeNode,
  type DropViewNode,
  type ForeignKeyConstraintNode,
  type GeneratedNode,
  type IdentifierNode,
  type ModifyColumnNode,
  type OperationNode,
  type PrimaryKeyConstraintNode,
  type ReferencesNode,
  type RefreshMaterializedViewNode,
  type UniqueConstraintNode,
} from "kysely";
import { MssqlChanges } from "./mssql-changes.ts";
import { refuse, refuseParts } from "./mssql-refusals.ts";

type ColumnAlterations = NonNullable<AlterTableNode["columnAlterations"]>;

const deferrable = ["deferrable constraints"] as const;
const cascade = ["drop … cascade", "Drop what depends on it first"] as const;
const materialized = ["materialized views", "Make an index of a view with schemabinding"] as const;

/**
 * Kysely's queries and schema in the words of SQL Server 2016 and later: `limit`, `returning`, `onConflict`, locks, lateral joins,
 * `identity`, types and renaming mean there what they mean elsewhere. What T-SQL lacks throws `unsupported` and names another way.
 */
export class MssqlQueryCompiler extends MssqlChanges {
  protected override visitCreateTable(node: CreateTableNode): void {
    refuseParts(node, {
      temporary: ["temporary tables by that word", "Begin the table's name with #"],
      onCommit: ["on commit"],
      selectQuery: ["create table as", "Use `select … into`"],
    });
    const { ifNotExists, ...rest } = node;
    if (ifNotExists === true) {
      this.append(
        `if object_id(${this.#nameText([node.table.table.schema, node.table.table.identifier])}, N'U') is null `,
      );
    }
    super.visitCreateTable(rest);
  }

  /** A name as the text that functions of the catalogue take. */
  #nameText(parts: readonly (IdentifierNode | undefined)[]): string {
    const quoted = parts.flatMap((part) => (part === undefined ? [] : [mssqlDialect.quoteIdentifier(part.name)]));
    return mssqlDialect.quoteString(quoted.join("."));
  }

  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    refuseParts(node, {
      ifNotExists: ["`if not exists` of a column"],
      unsigned: ["unsigned", "Add a check constraint"],
    });
    this.visitNode(node.column);
    const { generated } = node;
    // The expression tells the type.
    if (generated?.expression === undefined) this.#list([node.dataType]);
    if (node.autoIncrement === true || node.identity === true) this.append(" identity(1,1)");
    this.#list(node.frontModifiers);
    for (const part of [generated, node.defaultTo]) if (part !== undefined) this.#list([part]);
    if (node.notNull === true) this.append(" not null");
    // Of several nulls a key lets one pass: as `nulls not distinct` says.
    if (node.unique === true) this.append(" unique");
    if (node.primaryKey === true) this.append(" primary key");
    for (const part of [node.references, node.check]) if (part !== undefined) this.#list([part]);
    this.#list(node.endModifiers);
  }

  #list(nodes: readonly OperationNode[] | undefined): void {
    if (nodes === undefined || nodes.length === 0) return;
    this.append(" ");
    this.compileList(nodes, " ");
  }

  /** An identity takes no value of one's own, whether asked for always or by default. */
  protected override visitGenerated({ identity, expression, stored }: GeneratedNode): void {
    if (identity === true) this.append("identity(1,1)");
    if (expression === undefined) return;
    this.append("as (");
    this.visitNode(expression);
    this.append(stored === true ? ") persisted" : ")");
  }

  protected override visitReferences(node: ReferencesNode): void {
    super.visitReferences(unrestricted(node));
  }

  protected override visitForeignKeyConstraint(node: ForeignKeyConstraintNode): void {
    refuseParts(node, { deferrable, initiallyDeferred: deferrable });
    super.visitForeignKeyConstraint(unrestricted(node));
  }

  protected override visitUniqueConstraint(node: UniqueConstraintNode): void {
    refuseParts(node, { deferrable, initiallyDeferred: deferrable });
    super.visitUniqueConstraint({ ...node, nullsNotDistinct: false });
  }

  protected override visitPrimaryKeyConstraint(node: PrimaryKeyConstraintNode): void {
    refuseParts(node, { deferrable, initiallyDeferred: deferrable });
    super.visitPrimaryKeyConstraint(node);
  }

  protected override visitDropTable(node: DropTableNode): void {
    refuseParts(node, { cascade, temporary: ["temporary tables by that word", "Begin the table's name with #"] });
    super.visitDropTable(node);
  }

  protected override visitAlterTable(node: AlterTableNode): void {
    refuseParts(node, {
      setSchema: ["moving a table to another schema", "Use `alter schema … transfer`"],
      addIndex: ["indexes in `alter table`", "Use createIndex"],
      dropIndex: ["indexes in `alter table`", "Use dropIndex"],
    });
    const { schema, identifier } = node.table.table;
    const renamed = (node.columnAlterations ?? []).filter((one) => RenameColumnNode.is(one));
    if (node.renameTo !== undefined) this.#rename([schema, identifier], node.renameTo.table.identifier, "OBJECT");
    else if (node.renameConstraint !== undefined) {
      const { oldName, newName } = node.renameConstraint;
      this.#rename([schema, oldName], newName, "OBJECT");
    } else if (renamed.length > 0) {
      if ((node.columnAlterations ?? []).length > 1)
        refuse("renaming a column beside other changes", "Use a statement of its own");
      const [{ column, renameTo }] = renamed as [RenameColumnNode];
      this.#rename([schema, identifier, column.column], renameTo.column, "COLUMN");
    } else super.visitAlterTable(node);
  }

  /** The new name is taken as it is, without quotes. */
  #rename(parts: readonly (IdentifierNode | undefined)[], to: IdentifierNode, kind: "OBJECT" | "COLUMN"): void {
    this.append(`exec sp_rename ${this.#nameText(parts)}, ${mssqlDialect.quoteString(to.name)}, N'${kind}'`);
  }

  protected override compileColumnAlterations(alterations: ColumnAlterations): void {
    const [first] = alterations;
    if (alterations.some(({ kind }) => kind !== first?.kind))
      refuse("several kinds of changes in one `alter table`", "Use a statement for each");
    if (alterations.length > 1 && (first?.kind === "AlterColumnNode" || first?.kind === "ModifyColumnNode"))
      refuse("changes of several columns in one `alter table`", "Use a statement for each");
    super.compileColumnAlterations(alterations);
  }

  protected override visitAlterColumn(node: AlterColumnNode): void {
    const type = "Use modifyColumn, which takes the type too";
    refuseParts(node, {
      dataTypeExpression: ["a new type by an expression"],
      setDefault: ["set default", "Use `add constraint … default … for …`"],
      dropDefault: ["drop default", "Drop its constraint"],
      setNotNull: ["set not null", type],
      dropNotNull: ["drop not null", type],
    });
    super.visitAlterColumn(node);
  }

  protected override visitModifyColumn(node: ModifyColumnNode): void {
    refuseParts(node.column, {
      defaultTo: ["a default in a change of a column", "Use `add constraint … default … for …`"],
      references: ["a reference in a change of a column", "Use addForeignKeyConstraint"],
      check: ["a check in a change of a column", "Use addCheckConstraint"],
      unique: ["a key in a change of a column", "Use addUniqueConstraint"],
      primaryKey: ["a key in a change of a column", "Use addPrimaryKeyConstraint"],
      autoIncrement: ["an identity in a change of a column"],
      identity: ["an identity in a change of a column"],
      generated: ["an expression in a change of a column"],
    });
    this.append("alter column ");
    this.visitNode(node.column);
    // What is not said would be null again.
    if (node.column.notNull !== true) this.append(" null");
  }

  protected override visitDropConstraint(node: DropConstraintNode): void {
    if (node.modifier === "cascade") refuse(...cascade);
    const { modifier: _, ...rest } = node;
    super.visitDropConstraint(rest);
  }

  protected override visitAddIndex(node: AddIndexNode): void {
    refuseParts(node, { using: ["the method of an index"] });
    super.visitAddIndex(node);
  }

  protected override visitCreateIndex(node: CreateIndexNode): void {
    refuseParts(node, {
      ifNotExists: ["`if not exists` of an index", "Look into the catalogue first"],
      using: ["the method of an index", "Write `create clustered index` as text"],
    });
    if ((node.columns ?? []).some((column) => !isColumn(column)))
      refuse("an index of an expression", "Add a computed column, and index that");
    super.visitCreateIndex({ ...node, nullsNotDistinct: false });
  }

  protected override visitDropIndex(node: DropIndexNode): void {
    refuseParts(node, { cascade });
    if (node.table === undefined) refuse("an index to drop without its table", "Name it by on()");
    super.visitDropIndex(node);
  }

  protected override visitCreateView(node: CreateViewNode): void {
    refuseParts(node, {
      temporary: ["temporary views"],
      materialized,
      ifNotExists: ["`if not exists` of a view", "Use orReplace()"],
    });
    if (node.orReplace !== true) {
      super.visitCreateView(node);
      return;
    }
    this.append("create or alter view ");
    this.visitNode(node.name);
    if (node.columns !== undefined) {
      this.append(" (");
      this.compileList(node.columns);
      this.append(")");
    }
    if (node.as === undefined) refuse("a view without a query");
    this.append(" as ");
    this.visitNode(node.as);
  }

  protected override visitDropView(node: DropViewNode): void {
    refuseParts(node, { cascade, materialized });
    super.visitDropView(node);
  }

  protected override visitRefreshMaterializedView(_node: RefreshMaterializedViewNode): void {
    refuse(...materialized);
  }

  protected override visitCreateSchema(node: CreateSchemaNode): void {
    refuseParts(node, { ifNotExists: ["`if not exists` of a schema", "Look into the catalogue first"] });
    super.visitCreateSchema(node);
  }

  protected override visitDropSchema(node: DropSchemaNode): void {
    refuseParts(node, { cascade });
    super.visitDropSchema(node);
  }

  protected override visitCreateType(_node: CreateTypeNode): void {
    refuse("enumerated types", "Add a check constraint");
  }

  protected override visitDropType(_node: DropTypeNode): void {
    refuse("enumerated types");
  }

  protected override visitAlterType(_node: AlterTypeNode): void {
    refuse("enumerated types");
  }
}

/** A column, or one with its direction. */
function isColumn(node: OperationNode): boolean {
  return OrderByItemNode.is(node) ? isColumn(node.orderBy) : ColumnNode.is(node) || ReferenceNode.is(node);
}

/** What `restrict` means is what happens without a word. */
function unrestricted<T extends { readonly onDelete?: string; readonly onUpdate?: string }>(node: T): T {
  const { onDelete, onUpdate, ...rest } = node;
  return {
    ...rest,
    ...(onDelete === undefined || onDelete === "restrict" ? {} : { onDelete }),
    ...(onUpdate === undefined || onUpdate === "restrict" ? {} : { onUpdate }),
  } as T;
}
