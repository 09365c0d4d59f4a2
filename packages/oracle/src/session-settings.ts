import { oracleDialect } from "@db/core";

/** What every session has, so that the text of a date or number has one form whatever the server's or the user's language. */
const own: Readonly<Record<string, string>> = {
  nls_calendar: "GREGORIAN",
  nls_numeric_characters: ".,",
  nls_date_format: "YYYY-MM-DD HH24:MI:SS",
  nls_timestamp_format: "YYYY-MM-DD HH24:MI:SS.FF9",
  nls_timestamp_tz_format: "YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM",
  time_zone: "+00:00",
};

/** Setting one of these sets others, so they come first. */
const leading: readonly string[] = ["nls_language", "nls_territory"];

/**
 * The statement that gives a session its settings: those given, and the driver's own behind them, which win
 * ("ALTER SESSION").
 */
export function settingsStatement(given: Readonly<Record<string, string>>): string {
  const lower = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const first = leading.filter((name) => Object.hasOwn(lower, name));
  const rest = Object.keys(lower).filter((name) => !first.includes(name) && !Object.hasOwn(own, name));
  const settings = [...first, ...rest].map((name) => `${name} = ${valueText(name, lower[name] ?? "")}`);
  const fixed = Object.entries(own).map(([name, value]) => `${name} = ${oracleDialect.quoteString(value)}`);
  return `alter session set ${[...settings, ...fixed].join(" ")}`;
}

/** Those of language are texts. Of the others words, numbers and names in double quotes stand bare. */
function valueText(name: string, value: string): string {
  const bare = !name.startsWith("nls_") && /^(?:[\w$#.+-]+|"[^"\0]+")$/.test(value);
  return bare ? value : oracleDialect.quoteString(value);
}

/** What the server calls the settings of language that a session began with, for setting them again. */
export function nlsSettings(list: string): Readonly<Record<string, string>> {
  const pairs = list.split("\n").map((line): [string, string] => {
    const equals = line.indexOf("=");
    return [line.slice(0, equals).toLowerCase(), line.slice(equals + 1)];
  });
  // Those of characters and their lengths are the database's, or have no parameter of their own.
  return Object.fromEntries(
    pairs.filter(([name]) => name.startsWith("nls_") && !/characterset|rdbms|_time_/.test(name)),
  );
}

/** Clears what packages remember, and what the session says of itself ("DBMS_SESSION"). */
export const forgetStatement: string =
  "begin dbms_session.modify_package_state(dbms_session.reinitialize); dbms_session.clear_identifier; end;";
