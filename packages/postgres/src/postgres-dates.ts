/** `2024-01-31 10:00:00`, with a fraction, a zone as hours, minutes and even seconds, and an era. */
const pattern =
  /^(\d{4,})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?( BC)?$/;

/**
 * Reads a timestamp in the ISO date style; one without a zone is UTC. Microseconds beyond the millisecond are cut off.
 * `infinity`, `-infinity` and what no `Date` can hold stay text.
 */
export function decodeDate(text: string): Date | string {
  const match = pattern.exec(text);
  if (match === null) return text;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = "",
    sign,
    zoneHour = "0",
    zoneMinute = "0",
    zoneSecond = "0",
    era,
  ] = match;
  const date = new Date(0);
  date.setUTCFullYear(era === undefined ? Number(year) : 1 - Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(fraction.padEnd(3, "0").slice(0, 3)));
  const offset = (Number(zoneHour) * 3600 + Number(zoneMinute) * 60 + Number(zoneSecond)) * 1000;
  const instant = date.getTime() - (sign === "-" ? -offset : offset);
  return Number.isNaN(instant) || Math.abs(instant) > 8.64e15 ? text : new Date(instant);
}
