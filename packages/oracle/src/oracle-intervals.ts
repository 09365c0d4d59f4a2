/** The client's `INTERVAL DAY TO SECOND`. */
interface DaySecond {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  /** Nanoseconds. */
  readonly fseconds: number;
}

/** The client's `INTERVAL YEAR TO MONTH`. */
interface YearMonth {
  readonly years: number;
  readonly months: number;
}

/** An interval as ISO 8601 writes durations: `P1DT2H3M4.5S`, `P1Y2M`. All parts of a negative one are negative. */
export function intervalText(interval: DaySecond | YearMonth): string {
  if ("months" in interval) {
    const { years, months } = interval;
    return years === 0 && months === 0 ? "P0M" : `P${part(years, "Y")}${part(months, "M")}`;
  }
  const { days, hours, minutes, seconds, fseconds } = interval;
  const fraction = String(Math.abs(fseconds)).padStart(9, "0").replace(/0+$/, "");
  const minus = seconds < 0 || fseconds < 0 ? "-" : "";
  const second = `${minus}${Math.abs(seconds)}${fraction === "" ? "" : `.${fraction}`}`;
  const time = `${part(hours, "H")}${part(minutes, "M")}${seconds === 0 && fseconds === 0 ? "" : `${second}S`}`;
  if (days === 0 && time === "") return "PT0S";
  return `P${part(days, "D")}${time === "" ? "" : `T${time}`}`;
}

function part(amount: number, unit: string): string {
  return amount === 0 ? "" : `${amount}${unit}`;
}
