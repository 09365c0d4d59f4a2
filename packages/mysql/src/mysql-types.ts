/** The numbers of types in the protocol (`enum_field_types`). */
export const types = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longlong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  varchar: 15,
  bit: 16,
  vector: 242,
  json: 245,
  newDecimal: 246,
  enum: 247,
  set: 248,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

/** Flags of a column. */
export const columnFlags = { notNull: 0x0001, unsigned: 0x0020 } as const;

/** The number of the character set that is none. */
export const binaryCharacterSet = 63;
