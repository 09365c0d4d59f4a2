/** Dates and times in the server's two forms: numbers in few bytes (prepared statements) and text. */

const pad2 = (value: number): string => (value < 10 ? `0${value}` : String(value));
const pad4 = (value: number): string => String(value).padStart(4, "0");

/** As many digits as the column has; where it does not say (31), all that are not zero. */
function fractionText(micros: number, decimals: number): string {
  if (decimals > 6) return micros === 0 ? "" : `.${String(micros).padStart(6, "0")}`;
  return decimals === 0 ? "" : `.${String(micros).padStart(6, "0").slice(0, decimals)}`;
}

const readUInt32 = (b: Buffer, p: number): number =>
  (b[p]! | (b[p + 1]! << 8) | (b[p + 2]! << 16) | (b[p + 3]! << 24)) >>> 0;

/** A binary DATE at its length byte, as `YYYY-MM-DD`. */
export function binaryDate(b: Buffer, p: number): string {
  if (b[p] === 0) return "0000-00-00";
  return `${pad4(b[p + 1]! | (b[p + 2]! << 8))}-${pad2(b[p + 3]!)}-${pad2(b[p + 4]!)}`;
}

/** A binary DATETIME or TIMESTAMP at its length byte, as the server would write it. */
export function binaryTimestampText(b: Buffer, p: number, decimals: number): string {
  const length = b[p]!;
  const clock = length > 4 ? `${pad2(b[p + 5]!)}:${pad2(b[p + 6]!)}:${pad2(b[p + 7]!)}` : "00:00:00";
  const micros = length > 7 ? readUInt32(b, p + 8) : 0;
  return `${binaryDate(b, p)} ${clock}${fractionText(micros, decimals)}`;
}

/** The days of each month; February's last one is that of leap years. */
const monthDays: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether the calendar has a day; a server may be told to keep 30 February and zero dates. */
function isDay(year: number, month: number, day: number): boolean {
  return (
    month > 0 && day > 0 && day <= monthDays[month - 1]! && (day < 29 || month !== 2 || day < 29 + Number(isLeap(year)))
  );
}

/** The days since 1970 of a date of the years 0 to 9999: years begin in March, so that a leap day is a year's last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const inYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + inYear - 719_468;
}

/** The same as an instant in UTC, cut to the millisecond; what is no date (a zero date) stays text. */
export function binaryTimestamp(b: Buffer, p: number, decimals: number): Date | string {
  const length = b[p]!;
  if (length === 0) return binaryTimestampText(b, p, decimals);
  const year = b[p + 1]! | (b[p + 2]! << 8);
  const month = b[p + 3]!;
  const day = b[p + 4]!;
  if (!isDay(year, month, day)) return binaryTimestampText(b, p, decimals);
  let instant = daysSinceEpoch(year, month, day) * 86_400_000;
  if (length > 4) instant += b[p + 5]! * 3_600_000 + b[p + 6]! * 60_000 + b[p + 7]! * 1000;
  if (length > 7) instant += Math.floor(readUInt32(b, p + 8) / 1000);
  return new Date(instant);
}

/** A binary TIME at its length byte, as the server would write it: hours may be negative or beyond 24. */
export function binaryTime(b: Buffer, p: number, decimals: number): string {
  const length = b[p]!;
  if (length === 0) return `00:00:00${fractionText(0, decimals)}`;
  const sign = b[p + 1] === 1 ? "-" : "";
  const hours = readUInt32(b, p + 2) * 24 + b[p + 6]!;
  const micros = length > 8 ? readUInt32(b, p + 9) : 0;
  return `${sign}${pad2(hours)}:${pad2(b[p + 7]!)}:${pad2(b[p + 8]!)}${fractionText(micros, decimals)}`;
}

const timestampText = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/;

/** A DATETIME or TIMESTAMP as text, as an instant in UTC; what is no date stays text. */
export function parseTimestamp(text: string): Date | string {
  const match = timestampText.exec(text);
  if (match === null) return text;
  const [, year, month, day, hour, minute, second, fraction = ""] = match;
  if (!isDay(Number(year), Number(month), Number(day))) return text;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
  return new Date(
    daysSinceEpoch(Number(year), Number(month), Number(day)) * 86_400_000 + seconds * 1000 + milliseconds,
  );
}

/** A date as the server reads it: UTC, which is the zone of every session. The caller has looked at its range. */
export function writeTimestamp(date: Date): string {
  return date.toISOString().replace("T", " ").slice(0, -1);
}
