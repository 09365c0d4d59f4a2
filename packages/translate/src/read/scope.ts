import type { ColumnReference, Name } from "../ast/nodes.ts";
import type { CommonTable, OutputColumn, Source, TableSource } from "../ast/statements.ts";
import { unknownType } from "../ast/types.ts";
import { refuse } from "../refusal.ts";
import type { KnownTable } from "../schema.ts";
import type { Reading } from "./context.ts";

/** Within a common table expression, its own name is the table's here; elsewhere it is a circle, or recursion. */
const hidesItself: ReadonlySet<string> = new Set(["postgres", "mysql", "mariadb"]);

/** The sources that names of a query are looked up in, innermost first. */
export class Scope {
  readonly parent: Scope | undefined;
  readonly sources: Source[] = [];
  readonly common: Map<string, CommonTable> = new Map();
  /** The common table that is being read: some engines take its name for itself within it. */
  defining: string | undefined;
  /** What the row of an upsert that could not be inserted is called, and its table. */
  proposed: { readonly name: string | undefined; readonly table: TableSource } | undefined;
  /** Columns that a join with `using` makes one of. */
  readonly merged: Set<string> = new Set();
  readonly #reading: Reading;

  constructor(reading: Reading, parent: Scope | undefined) {
    this.#reading = reading;
    this.parent = parent;
  }

  /** How names are compared: with or without their case. */
  #same(left: string, right: string, exact: boolean): boolean {
    return exact ? left === right : left.toLowerCase() === right.toLowerCase();
  }

  /** Adds a table after finding what is known of it. */
  addTable(table: TableSource): void {
    const [name] = table.name;
    const common = table.name.length === 1 ? this.findCommon(name!.text) : undefined;
    if (common !== undefined) {
      table.common = true;
      table.columns = common.columns;
      table.name = [common.name];
    } else {
      if (table.name.length === 1 && this.#isDefining(name!.text) && !hidesItself.has(this.#reading.target.name))
        refuse("a common table expression of a table of its name", table.at, "Name it otherwise.");
      const known = this.#known(table.name);
      if (known !== undefined) {
        table.columns = known.columns;
        table.name = [
          ...table.name.slice(0, -1),
          { ...table.name.at(-1)!, text: known.name, regular: isRegular(known.name) },
        ];
      }
    }
    this.add(table);
  }

  add(source: Source): void {
    const name = visibleName(source);
    if (
      name !== undefined &&
      this.sources.some((other) => this.#same(visibleName(other)?.text ?? "", name.text, false))
    )
      refuse("two tables of one name", source.at, "Give them different aliases.");
    this.sources.push(source);
  }

  #isDefining(name: string): boolean {
    return (
      this.defining?.toLowerCase() === name.toLowerCase() ||
      (this.parent !== undefined && this.parent.#isDefining(name))
    );
  }

  findCommon(name: string): CommonTable | undefined {
    const exact = this.#reading.source.exactNames.columns;
    for (const [known, table] of this.common) if (this.#same(known, name, exact)) return table;
    return this.parent?.findCommon(name);
  }

  #known(path: readonly Name[]): KnownTable | undefined {
    const name = path.at(-1)!.text;
    const schema = path.at(-2)?.text;
    const exact = this.#reading.source.exactNames.tables;
    const found = this.#reading.tables.filter(
      (table) =>
        this.#same(table.name, name, exact && this.#reading.source.name !== "oracle") &&
        (schema === undefined || table.schema === undefined || this.#same(table.schema, schema, false)),
    );
    return found.length === 1 ? found[0] : undefined;
  }

  /** What is known of a table by name, for keys. */
  knownTable(table: TableSource): KnownTable | undefined {
    return this.#known(table.name);
  }

  /** Finds the source and type of a column, and gives both names the spelling they are declared with. */
  resolve(reference: ColumnReference): ColumnReference {
    const { qualifier, name } = reference;
    const exact = this.#reading.source.exactNames.columns;
    if (qualifier.length > 1) refuse("a column with its schema", reference.at, "Give the table an alias.");
    const [table] = qualifier;
    if (table !== undefined) {
      const source = this.#bySource(table);
      if (source === undefined) refuse("a table that is not in FROM", table.at);
      const column = source.columns?.find(
        (known) => known.name !== undefined && this.#same(known.name.text, name.text, exact),
      );
      if (column === undefined && source.columns !== undefined)
        refuse("a column that the schema does not have", name.at);
      return this.#found(reference, source, column);
    }
    const holders = this.#holders(name);
    if (holders.length > 1 && this.merged.has(name.text)) return { ...reference, type: holders[0]!.column.type };
    if (holders.length > 1) refuse("a column that several tables have", name.at, "Name its table.");
    const [holder] = holders;
    if (holder !== undefined) return this.#found(reference, holder.source, holder.column);
    const open = this.sources.filter(({ columns }) => columns === undefined);
    if (open.length === 1 && this.parent === undefined) return this.#found(reference, open[0]!, undefined);
    if (open.length > 0) return reference;
    if (this.parent !== undefined) return this.parent.resolve(reference);
    return refuse("a column that the schema does not have", name.at);
  }

  #bySource(table: Name): Source | undefined {
    const found = this.sources.find((source) => {
      const visible = visibleName(source);
      const exact = this.#reading.source.exactNames.columns && source.kind === "derived";
      return visible !== undefined && this.#same(visible.text, table.text, exact);
    });
    return found ?? (this.parent === undefined ? undefined : this.parent.#bySource(table));
  }

  #holders(name: Name): { source: Source; column: OutputColumn }[] {
    const exact = this.#reading.source.exactNames.columns;
    return this.sources.flatMap((source) => {
      const column = source.columns?.find(
        (known) => known.name !== undefined && this.#same(known.name.text, name.text, exact),
      );
      return column === undefined ? [] : [{ source, column }];
    });
  }

  #found(reference: ColumnReference, source: Source, column: OutputColumn | undefined): ColumnReference {
    const qualifier = reference.qualifier.length === 0 ? [] : [visibleName(source)!];
    const name = column?.name === undefined ? reference.name : { ...column.name, at: reference.name.at };
    return { ...reference, qualifier, name, source, type: column?.type ?? unknownType };
  }
}

/** The name by which columns of a source are told. */
export function visibleName(source: Source): Name | undefined {
  return source.alias ?? (source.kind === "table" ? source.name.at(-1) : undefined);
}

function isRegular(text: string): boolean {
  return /^[a-z_][a-z0-9_]*$/.test(text);
}
