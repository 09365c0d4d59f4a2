import type { DialectName } from "@db/core";
import type { Call } from "../ast/nodes.ts";
import { mssqlForms } from "./forms-mssql.ts";
import { mysqlForms } from "./forms-mysql.ts";
import { oracleForms } from "./forms-oracle.ts";
import { postgresForms } from "./forms-postgres.ts";
import { sqliteForms } from "./forms-sqlite.ts";
import type { Forms } from "./form.ts";
import type { Writer } from "./writer.ts";
import { refuse } from "../refusal.ts";

const forms: Readonly<Record<DialectName, Forms>> = {
  postgres: postgresForms,
  mysql: mysqlForms,
  mariadb: mysqlForms,
  mssql: mssqlForms,
  oracle: oracleForms,
  sqlite: sqliteForms,
};

/** How refusals call what a target has no form for. */
const constructs: Readonly<Record<string, string>> = {
  addTime: "date arithmetic",
  padStart: "lpad",
  padEnd: "rpad",
  concatSeparated: "concat_ws",
  octetLength: "octet_length",
  unitsBetween: "a difference of timestamps",
  daysBetween: "a difference of dates",
};

/** Writes a call by the target's form of its meaning. */
export function writeCall(writer: Writer, node: Call): string {
  const table = forms[writer.dialect.name];
  const form = Object.hasOwn(table, node.meaning) ? table[node.meaning] : undefined;
  if (form === undefined)
    return refuse(`${constructs[node.meaning] ?? node.meaning} for ${writer.dialect.name}`, node.at);
  const args = conditional.has(node.meaning) ? [] : node.args.map((part) => writer.value(part));
  return form(args, node, writer);
}

/** Meanings whose forms write their arguments as conditions. */
const conditional = new Set(["and", "or", "not", "booleanNumber"]);
