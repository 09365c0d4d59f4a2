import { databaseError, parseJson } from "@db/core";
import { intervalText } from "./oracle-intervals.ts";
import { canonicalMoment, momentDate } from "./oracle-moments.ts";
import { numberValue } from "./oracle-numbers.ts";
import { client, type ColumnMetadata, type DbType, type FetchPlan } from "./wire.ts";

/** What decides how values are read. */
export interface ReadSettings {
  readonly timestamps: "date" | "string";
  /** Whether the client is in thin mode, where dates come as text by `ExactMoments`. */
  readonly thin: boolean;
}

type Decode = (value: never) => unknown;

/** Makes the client's `fetchTypeHandler`: as what each column is fetched, and what its values become. */
export function fetchHandler(settings: ReadSettings): (column: ColumnMetadata) => FetchPlan | undefined {
  return (column) => planFor(column, settings);
}

function planFor(column: ColumnMetadata, settings: ReadSettings): FetchPlan | undefined {
  const { dbType, isJson } = column;
  const as = (type: DbType, decode?: Decode): FetchPlan => ({
    type,
    ...(decode === undefined ? {} : { converter: orNull(decode) }),
  });
  switch (dbType) {
    case client.DB_TYPE_NUMBER:
      return as(client.DB_TYPE_VARCHAR, numberDecoder(column));
    case client.DB_TYPE_CLOB:
    case client.DB_TYPE_NCLOB:
      return as(client.DB_TYPE_VARCHAR, isJson === true ? parseJson : asIs);
    case client.DB_TYPE_JSON:
      return as(client.DB_TYPE_VARCHAR, parseJson);
    case client.DB_TYPE_BLOB:
      return as(client.DB_TYPE_RAW, isJson === true ? jsonOfBytes : plainBytes);
    case client.DB_TYPE_RAW:
    case client.DB_TYPE_LONG_RAW:
      return { converter: orNull(isJson === true ? jsonOfBytes : plainBytes) };
    case client.DB_TYPE_DATE:
    case client.DB_TYPE_TIMESTAMP:
    case client.DB_TYPE_TIMESTAMP_TZ:
    case client.DB_TYPE_TIMESTAMP_LTZ: {
      const decode = momentDecoder(settings.timestamps);
      // The libraries write the text themselves, in the formats of the session.
      return settings.thin ? { converter: orNull(decode) } : as(client.DB_TYPE_VARCHAR, decode);
    }
    case client.DB_TYPE_INTERVAL_DS:
    case client.DB_TYPE_INTERVAL_YM:
      return { converter: orNull(intervalText as Decode) };
    case client.DB_TYPE_VARCHAR:
    case client.DB_TYPE_CHAR:
      return isJson === true ? { converter: orNull(parseJson) } : undefined;
    case client.DB_TYPE_CURSOR:
    case client.DB_TYPE_OBJECT:
      throw unreadable(column);
    default:
      return undefined;
  }
}

/** Decodes a value that came by an OUT parameter, of which the server told the type by name. */
export function outDecoder(column: ColumnMetadata, settings: ReadSettings): Decode {
  return (planFor(column, settings)?.converter ?? asIs) as Decode;
}

/** A column of a float has binary digits, which no decimal keeps better than a number. */
function numberDecoder({ precision = 0, scale }: ColumnMetadata): Decode {
  if (precision > 0 && scale === unknownScale) return Number as Decode;
  const known = precision === 0 && scale === unknownScale ? undefined : scale;
  return ((text: string | number) => numberValue(String(text), known)) as Decode;
}

/** What the server says for a number whose scale is not told. */
const unknownScale = -127;

function momentDecoder(timestamps: "date" | "string"): Decode {
  return (timestamps === "string" ? canonicalMoment : momentDate) as Decode;
}

const asIs: Decode = (value) => value;
const plainBytes: Decode = (bytes: Buffer) => new Uint8Array(bytes);
const jsonOfBytes: Decode = (bytes: Buffer) => parseJson(bytes.toString("utf8"));

function orNull(decode: Decode): Decode {
  return (value: unknown) => (value === null || value === undefined ? null : decode(value as never));
}

function unreadable({ name, dbTypeName }: ColumnMetadata): Error {
  return databaseError({
    kind: "unsupported",
    engine: "oracle",
    message: `the column "${name}" is ${dbTypeName === undefined ? "a cursor" : `of the type ${dbTypeName}`}, which has no counterpart here`,
    hint: "Select its parts or its text, or use the client's own connection (native)",
  });
}
