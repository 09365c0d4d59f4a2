import { expect, it } from "@jest/globals";
import { serverInfo } from "../../src/server-info.ts";
import { nlsSettings, settingsStatement } from "../../src/session-settings.ts";

const own =
  "nls_calendar = 'GREGORIAN' nls_numeric_characters = '.,' nls_date_format = 'YYYY-MM-DD HH24:MI:SS'" +
  " nls_timestamp_format = 'YYYY-MM-DD HH24:MI:SS.FF9' nls_timestamp_tz_format = 'YYYY-MM-DD HH24:MI:SS.FF9TZH:TZM' time_zone = '+00:00'";

it("the driver's own settings stand last, and what sets others stands first", () => {
  expect(settingsStatement({})).toBe(`alter session set ${own}`);
  expect(settingsStatement({ nls_sort: "BINARY_CI", NLS_TERRITORY: "GERMANY", time_zone: "+02:00" })).toBe(
    `alter session set nls_territory = 'GERMANY' nls_sort = 'BINARY_CI' ${own}`,
  );
});

it.each([
  ["ddl_lock_timeout", "30", "30"],
  ["optimizer_mode", "first_rows", "first_rows"],
  ["current_schema", '"Odd Name"', '"Odd Name"'],
  ["plsql_warnings", "ENABLE:ALL", "'ENABLE:ALL'"],
  ["nls_currency", "$", "'$'"],
  ["optimizer_mode", "x' y", "'x'' y'"],
  ["nls_sort", "", "''"],
])("the value of %s stands as %s", (name, value, written) => {
  expect(settingsStatement({ [name]: value })).toContain(`set ${name} = ${written} nls_calendar`);
});

it("what the session began with is set anew, without what has no parameter", () => {
  const list = "NLS_CHARACTERSET=AL32UTF8\nNLS_SORT=BINARY\nNLS_TERRITORY=AMERICA\nNLS_TIME_FORMAT=HH\nNLS_CURRENCY=$";
  expect(nlsSettings(list)).toEqual({ nls_sort: "BINARY", nls_territory: "AMERICA", nls_currency: "$" });
});

it.each([
  ["PRIMARY", "primary", false],
  ["PHYSICAL STANDBY", "standby", true],
  ["SNAPSHOT STANDBY", "standby", false],
  [null, "unknown", false],
])("a server whose role is %s", (told, role, readOnly) => {
  expect(serverInfo("19.3.0.0.0", [told, "svc", "APP", null], { host: "h", port: 1 })).toEqual({
    host: "h",
    port: 1,
    database: "svc",
    versionText: "19.3.0.0.0",
    version: [19, 3, 0, 0, 0],
    flavour: "oracle",
    role,
    readOnly,
  });
});
