import { refuse } from "../refusal.ts";

/** Refuses a date or a time that no calendar has: some engines fail, some give null, SQLite keeps the text. */
export function requireReal(text: string, at: number): void {
  const [date = "", time = "00:00:00"] = text.split(" ");
  const [year = 0, month = 0, day = 0] = date.split("-").map(Number);
  const [hour = 0, minute = 0, second = 0] = time.split(":").map(Number);
  const days = [31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (year < 1 || day < 1 || day > days) refuse("a date that does not exist", at);
  if (hour > 23 || minute > 59 || second >= 60) refuse("a time that does not exist", at);
}

function leap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
