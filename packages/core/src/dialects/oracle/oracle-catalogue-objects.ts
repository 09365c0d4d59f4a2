import type {
  CatalogueFilter,
  CatalogueSource,
  Routine,
  RoutineParameter,
  Sequence,
} from "../../catalogue/catalogue.ts";
import { groupBy } from "../group-by.ts";
import { formatPortableType } from "../portable-type.ts";
import { queries, schemaCondition } from "./oracle-catalogue-queries.ts";
import { oracleTypes } from "./oracle-types.ts";

type Found = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => String(value);

/** Sequences, those of identity columns with the column they belong to. */
export async function readOracleSequences(
  source: CatalogueSource,
  filter: CatalogueFilter,
): Promise<readonly Sequence[]> {
  const schema = schemaCondition("t.sequence_owner", filter.schemas);
  const rows = await source.query(queries.sequences(schema.text), schema.values);
  return rows.map((row) => ({
    schema: text(row["schema"]),
    name: text(row["name"]),
    nativeType: "NUMBER",
    start: BigInt(text(row["next"])),
    increment: BigInt(text(row["increment"])),
    minimum: BigInt(text(row["minimum"])),
    maximum: BigInt(text(row["maximum"])),
    cycle: row["cycles"] === "Y",
    ownedBy:
      row["table"] === null || row["table"] === undefined
        ? undefined
        : { schema: text(row["schema"]), table: text(row["table"]), column: text(row["column"]) },
    comment: undefined,
  }));
}

/** Routines that stand alone, and those of packages, whose name has the package's before it. */
export async function readOracleRoutines(
  source: CatalogueSource,
  filter: CatalogueFilter,
): Promise<readonly Routine[]> {
  const schema = schemaCondition("t.owner", filter.schemas);
  const rows = await source.query(queries.routines(schema.text), schema.values);
  return [...groupBy(rows, (row) => `${text(row["id"])}\0${text(row["subprogram"])}`).values()].map(toRoutine);
}

function toRoutine(parts: readonly Found[]): Routine {
  const [first = {}] = parts;
  // A routine without parameters has a line without a type, if any.
  const told = parts.filter((part) => part["type"] !== null && part["type"] !== undefined);
  const value = told.find((part) => Number(part["position"]) === 0);
  const packaged = first["kind"] === "PACKAGE";
  return {
    schema: text(first["schema"]),
    name: packaged ? `${text(first["object"])}.${text(first["procedure"])}` : text(first["object"]),
    kind: first["is_aggregate"] === "YES" ? "aggregate" : value === undefined ? "procedure" : "function",
    parameters: told.filter((part) => part !== value).map(toParameter),
    returns: value === undefined ? undefined : text(value["pls_type"] ?? value["type"]),
    returnsSet: first["is_pipelined"] === "YES",
    language: "plsql",
    comment: undefined,
  };
}

function toParameter(part: Found): RoutineParameter {
  const nativeType = text(part["pls_type"] ?? part["type"]);
  const type = oracleTypes.toPortable(nativeType);
  return {
    name: part["argument"] === null ? undefined : text(part["argument"]),
    mode: text(part["mode"]).toLowerCase().replace("/", "") as RoutineParameter["mode"],
    nativeType,
    type: type === undefined ? undefined : formatPortableType(type),
  };
}
