import { databaseError, oracleDialect, type ProcedureRequest, type ProcedureResult, type Row } from "@db/core";
import { outDecoder } from "./column-decoders.ts";
import { bindUnit } from "./oracle-binds.ts";
import { columnNames } from "./oracle-rows.ts";
import type { OracleSession } from "./oracle-session.ts";
import { contentOf, outBind } from "./returning.ts";
import { chooseRoutine, findRoutines, type Argument, type RoutineParameter } from "./routine-signature.ts";
import { client, type BindUnit, type ClientResultSet, type ColumnMetadata, type DbType } from "./wire.ts";

/** A place in the call: what is bound there, and where what comes out of it goes. */
interface Slot {
  readonly parameter: RoutineParameter;
  readonly bind: BindUnit;
  /** How what comes out is read; `undefined` for what only goes in. */
  readonly column: ColumnMetadata | undefined;
}

/**
 * Calls a procedure or function, of a package too. OUT and IN OUT parameters come back in `output`, a function's value as
 * `returnValue`; cursors, be they parameters, the value, or returned by `dbms_sql.return_result`, in `resultSets`.
 */
export async function callRoutine(
  session: OracleSession,
  { name, parameters }: ProcedureRequest,
): Promise<ProcedureResult> {
  const { signature, values } = chooseRoutine(await findRoutines(session, name), parameters, [name].flat().join("."));
  const value = signature.value === undefined ? [] : [slotOf(session, signature.value, { given: false })];
  const used = signature.parameters.flatMap((parameter, index) => {
    const argument = values[index] as Argument;
    // What is not given and does not come out is left to its default.
    return parameter.mode === "IN" && !argument.given ? [] : [slotOf(session, parameter, argument)];
  });
  const slots = [...value, ...used];
  const { outBinds = [], implicitResults = [] } = await session.block(
    callText(
      signature.place,
      value.length > 0,
      used.map(({ parameter }) => parameter.name),
    ),
    slots.map(({ bind }) => bind),
  );
  return results(session, slots, outBinds, implicitResults);
}

/** The block that calls a routine with the parameters of these names; `place` is quoted already. */
export function callText(place: string, isFunction: boolean, names: readonly string[]): string {
  const first = isFunction ? 2 : 1;
  const places = names.map((name, index) => `${oracleDialect.quoteIdentifier(name)} => :${first + index}`);
  return `begin ${isFunction ? ":1 := " : ""}${place}${places.length > 0 ? `(${places.join(", ")})` : ""}; end;`;
}

async function results(
  session: OracleSession,
  slots: readonly Slot[],
  outBinds: readonly unknown[],
  implicitResults: readonly ClientResultSet[],
): Promise<ProcedureResult> {
  const output: Record<string, unknown> = {};
  const resultSets: (readonly Row[])[] = [];
  let returnValue: { readonly of: unknown } | undefined;
  const outputs = slots.filter(({ column }) => column !== undefined);
  const names = columnNames(
    outputs.map(({ parameter }) => parameter.name),
    session.options.columnNames,
  );
  for (const [index, { parameter, column }] of outputs.entries()) {
    const raw = outBinds[index];
    if (parameter.type === "REF CURSOR") {
      if (raw !== null && raw !== undefined) resultSets.push(await session.read(raw as ClientResultSet));
      continue;
    }
    const content = await session.client(() => contentOf(raw));
    const decoded = outDecoder(column as ColumnMetadata, session.reading)(content as never) as unknown;
    if (parameter.name === "") returnValue = { of: decoded };
    else Object.defineProperty(output, names[index] ?? "", { value: decoded, enumerable: true });
  }
  for (const cursor of implicitResults) resultSets.push(await session.read(cursor));
  return { output, resultSets, ...(returnValue === undefined ? {} : { returnValue: returnValue.of }) };
}

function slotOf(session: OracleSession, parameter: RoutineParameter, argument: Argument): Slot {
  if (parameter.mode === "IN")
    return {
      parameter,
      column: undefined,
      bind: bindUnit(argument.given ? argument.value : null, true, session.binding),
    };
  const column = { name: parameter.name, dbType: typeOf(parameter), byteSize: longestInBlock };
  const place = outBind(column.dbType === client.DB_TYPE_CURSOR ? { ...column, dbType: client.DB_TYPE_BLOB } : column);
  const type = column.dbType === client.DB_TYPE_CURSOR ? column.dbType : place.type;
  const out: BindUnit = { ...place, ...(type === undefined ? {} : { type }) };
  if (parameter.mode === "OUT" || parameter.name === "") return { parameter, column, bind: out };
  return { parameter, column, bind: { ...out, dir: client.BIND_INOUT, val: inputFor(out, argument) } };
}

/** Numbers go in as text where they come out as text. */
function inputFor({ type }: BindUnit, argument: Argument): unknown {
  const value = argument.given ? argument.value : null;
  if (type !== client.DB_TYPE_VARCHAR) return ArrayBuffer.isView(value) ? Buffer.from(value as Uint8Array) : value;
  if (typeof value === "boolean") return value ? "1" : "0";
  return typeof value === "number" || typeof value === "bigint" ? String(value) : value;
}

const longestInBlock = 32_767;

/** The types of PL/SQL by the names that `ALL_ARGUMENTS` has for them. */
const types: Readonly<Record<string, DbType>> = {
  "REF CURSOR": client.DB_TYPE_CURSOR,
  NUMBER: client.DB_TYPE_NUMBER,
  FLOAT: client.DB_TYPE_NUMBER,
  BINARY_INTEGER: client.DB_TYPE_NUMBER,
  PLS_INTEGER: client.DB_TYPE_NUMBER,
  BINARY_FLOAT: client.DB_TYPE_BINARY_FLOAT,
  BINARY_DOUBLE: client.DB_TYPE_BINARY_DOUBLE,
  VARCHAR2: client.DB_TYPE_VARCHAR,
  NVARCHAR2: client.DB_TYPE_VARCHAR,
  VARCHAR: client.DB_TYPE_VARCHAR,
  CHAR: client.DB_TYPE_VARCHAR,
  NCHAR: client.DB_TYPE_VARCHAR,
  LONG: client.DB_TYPE_VARCHAR,
  ROWID: client.DB_TYPE_VARCHAR,
  CLOB: client.DB_TYPE_CLOB,
  NCLOB: client.DB_TYPE_NCLOB,
  BLOB: client.DB_TYPE_BLOB,
  RAW: client.DB_TYPE_RAW,
  DATE: client.DB_TYPE_DATE,
  TIMESTAMP: client.DB_TYPE_TIMESTAMP,
  "TIMESTAMP WITH TIME ZONE": client.DB_TYPE_TIMESTAMP_TZ,
  "TIMESTAMP WITH LOCAL TIME ZONE": client.DB_TYPE_TIMESTAMP_LTZ,
  "INTERVAL DAY TO SECOND": client.DB_TYPE_INTERVAL_DS,
  "INTERVAL YEAR TO MONTH": client.DB_TYPE_INTERVAL_YM,
  "PL/SQL BOOLEAN": client.DB_TYPE_BOOLEAN,
  BOOLEAN: client.DB_TYPE_BOOLEAN,
};

function typeOf({ name, type }: RoutineParameter): DbType {
  const known = Object.hasOwn(types, type) ? types[type] : undefined;
  if (known !== undefined) return known;
  throw databaseError({
    kind: "unsupported",
    engine: "oracle",
    message: `${name === "" ? "the function's value" : `the parameter "${name}"`} is of the type ${type}, which has no counterpart here`,
    hint: "Wrap the routine in a block, or use the client's own connection (native)",
  });
}
