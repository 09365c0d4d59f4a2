import { dateFailure, dateOfFound, type FoundDate } from "./found-date.ts";
import { monthNumber } from "./month-name.ts";
import { parseTimeZone, type TimeZone } from "./time-zone.ts";

/** What a specifier reads from the beginning of a text, and where it puts it. */
interface Reader {
  readonly form: RegExp;
  readonly put: (found: FoundDate, text: string) => void;
}

const number = (digits: string, name: Exclude<keyof FoundDate, "zone">): Reader => ({
  form: new RegExp(`^\\d{${digits}}`),
  put: (found, text) => {
    found[name] = Number(text);
  },
});

function putMonth(found: FoundDate, text: string): void {
  const month = monthNumber(text);
  if (month === undefined) throw dateFailure("it has a month that is not known");
  found.month = month;
}

const readers: Readonly<Record<string, Reader>> = {
  Y: number("4", "year"),
  m: number("1,2", "month"),
  d: number("1,2", "day"),
  j: number("1,3", "dayOfYear"),
  G: number("4", "isoYear"),
  V: number("1,2", "isoWeek"),
  u: number("1", "isoDay"),
  H: number("1,2", "hour"),
  M: number("2", "minute"),
  S: number("2", "second"),
  L: { form: /^\d{1,3}/, put: (found, text) => void (found.millisecond = Number(text.padEnd(3, "0"))) },
  b: { form: /^[a-z]+/i, put: putMonth },
  B: { form: /^[a-z]+/i, put: putMonth },
  z: {
    form: /^(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{1,2})/,
    put: (found, text) => {
      found.zone = parseTimeZone(/^[A-Z]/.test(text) ? "UTC" : text.replace(/^([+-])(\d)$/, "$10$2"));
    },
  },
  Z: {
    form: /^[+-]?\d{1,4}/,
    put: (found, text) => {
      const offset = Number(text) * 60_000;
      found.zone = { offsetAt: () => offset, isUtc: offset === 0 };
    },
  },
};

/** Whether a letter is one of those that dates are read with. */
export const isReadSpecifier = (letter: string): boolean => letter === "%" || Object.hasOwn(readers, letter);

/** Reads a date by a checked format. Throws 241 where the text does not follow it, and for a date out of range. */
export function parseDateByFormat(text: string, format: string, zone: TimeZone): Date {
  const found: FoundDate = {};
  let rest = text;
  for (const [part, letter] of format.matchAll(/%([\s\S])|[\s\S]/g)) {
    const reader = letter === undefined ? undefined : readers[letter];
    if (reader === undefined) {
      const expected = letter ?? part;
      if (!rest.startsWith(expected)) throw dateFailure("it does not follow the format");
      rest = rest.slice(expected.length);
      continue;
    }
    const match = reader.form.exec(rest);
    if (match === null) throw dateFailure("it does not follow the format");
    reader.put(found, match[0]);
    rest = rest.slice(match[0].length);
  }
  if (rest !== "") throw dateFailure("it goes on after the format");
  return dateOfFound(found, zone);
}
