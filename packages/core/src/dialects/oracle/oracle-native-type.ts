type Found = Readonly<Record<string, unknown>>;

/** A column's type as it would be declared, from what `ALL_TAB_COLS` says of it. */
export function nativeType(found: Found): string {
  const type = String(found["type"]);
  const { precision, scale, characters, bytes, unit } = found;
  switch (type) {
    case "VARCHAR2":
    case "CHAR":
      return unit === "C" ? `${type}(${String(characters)} CHAR)` : `${type}(${String(bytes)} BYTE)`;
    case "NVARCHAR2":
    case "NCHAR":
      return `${type}(${String(characters)})`;
    case "RAW":
      return `RAW(${String(bytes)})`;
    case "FLOAT":
      return precision === null ? type : `FLOAT(${String(precision)})`;
    case "NUMBER":
      if (precision === null) return scale === null ? type : `NUMBER(38,${String(scale)})`;
      return Number(scale ?? 0) === 0
        ? `NUMBER(${String(precision)})`
        : `NUMBER(${String(precision)},${String(scale)})`;
    default:
      return found["type_owner"] === null || found["type_owner"] === undefined
        ? type
        : `${String(found["type_owner"])}.${type}`;
  }
}
