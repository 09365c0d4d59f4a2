import type { ColumnInfo, Result, Row } from "@db/core";
import { Request, type Connection } from "tedious";
import type { DataType } from "./data-types.ts";
import type { ColumnMetadata, Metadata } from "./tedious-parts.ts";

/** What is sent: a text, with its parameters where it has any, or a procedure's name with its own. */
export interface Call {
  readonly text: string;
  readonly kind: "batch" | "statement" | "procedure";
  readonly parameters: readonly Parameter[];
}

/** A parameter as tedious takes it. */
export interface Parameter {
  readonly name: string;
  readonly type: DataType;
  readonly value: unknown;
  readonly output?: boolean | undefined;
}

/** One result of an answer. */
export interface ResultSet {
  readonly columns: readonly ColumnInfo[];
  readonly rows: Row[];
}

/** All that the server said. */
export interface Answer {
  readonly sets: readonly ResultSet[];
  /** Of the last statement that counted its rows. */
  readonly count: number | undefined;
  /** By the parameters' names, without `@`. */
  readonly output: Row;
  readonly returned: unknown;
}

/** Starts a request on a connection; `settle` is told how it ends, once. */
export function send(
  connection: Connection,
  { text, kind, parameters }: Call,
  settle: (error?: Error) => void,
): Request {
  const request = new Request(text, (error) => settle(error ?? undefined));
  for (const { name, type, value, output } of parameters) {
    if (output === true) request.addOutputParameter(name, type, value);
    else request.addParameter(name, type, value);
  }
  if (kind === "batch") connection.execSqlBatch(request);
  else if (kind === "statement") connection.execSql(request);
  else connection.callProcedure(request);
  return request;
}

/** Collects what a request gives. */
export class Collector {
  readonly #sets: ResultSet[] = [];
  readonly #output: Row = {};
  #count: number | undefined;
  #returned: unknown;

  /** Whether anything of an answer has come. */
  get begun(): boolean {
    return this.#sets.length > 0 || this.#count !== undefined;
  }

  attach(request: Request): void {
    request.on("columnMetadata", (columns) => {
      this.#sets.push({ columns: (columns as unknown as ColumnMetadata[]).map(columnInfo), rows: [] });
    });
    request.on("row", (row: unknown) => void this.#sets.at(-1)?.rows.push(row as Row));
    const counted = (count: number | undefined): void => {
      if (count !== undefined) this.#count = count;
    };
    request.on("done", counted);
    request.on("doneInProc", counted);
    request.on("doneProc", (count, _more, returned) => {
      counted(count);
      this.#returned = returned;
    });
    request.on("returnValue", (name: string, value: unknown) => void (this.#output[name] = value));
  }

  answer(): Answer {
    return { sets: this.#sets, count: this.#count, output: this.#output, returned: this.#returned };
  }
}

/** The answer as core wants it: the first result, and what the last statement counted. */
export function resultOf({ sets, count }: Answer): Result {
  const [first] = sets;
  return { rows: first?.rows ?? [], columns: first?.columns ?? [], affectedRows: count ?? 0 };
}

function columnInfo(column: ColumnMetadata): ColumnInfo {
  return { name: column.colName, nativeType: nativeName(column) };
}

/** The types that tedious names by the protocol, by the language's names. */
const names: Readonly<Record<string, string>> = {
  IntN: "int",
  BitN: "bit",
  FloatN: "float",
  MoneyN: "money",
  DateTimeN: "datetime",
  DecimalN: "decimal",
  NumericN: "numeric",
  Variant: "sql_variant",
};

const sized: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  IntN: { 1: "tinyint", 2: "smallint", 8: "bigint" },
  FloatN: { 4: "real" },
  MoneyN: { 4: "smallmoney" },
  DateTimeN: { 4: "smalldatetime" },
};

function nativeName({ type, dataLength, udtInfo }: Metadata): string {
  if (udtInfo !== undefined) return udtInfo.typeName;
  return sized[type.name]?.[dataLength ?? 0] ?? names[type.name] ?? type.name.toLowerCase();
}
