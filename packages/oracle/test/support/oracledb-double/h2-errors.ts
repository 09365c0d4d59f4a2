import { H2Error } from "./h2-wire.ts";
import { fromH2 } from "./names.ts";

/** An error as the thin client throws it before it gives it a code. */
export interface ServerFailure extends Error {
  errorNum: number;
  offset: number;
}

/** The user that the double calls itself. */
export const schema = "DB_TEST";

/** Says in Oracle's words what H2 said in its own. */
export function oracleFailure(error: unknown): unknown {
  if (!(error instanceof H2Error)) return error;
  const [number, text] = translate(error.state, error.message);
  return Object.assign(serverFailure(number, text), { cause: error });
}

/** An error of Oracle's. */
export function serverFailure(number: number, text: string): ServerFailure {
  return Object.assign(new Error(`ORA-${String(number).padStart(5, "0")}: ${text}`), { errorNum: number, offset: 0 });
}

function translate(state: string, message: string): readonly [number: number, text: string] {
  const quoted = /"((?:[^"]|"")*)"/.exec(message)?.[1] ?? "";
  const constraint = (): string => `${schema}.${fromH2(/^(?:public\.)?(.+?)(?: INDEX|: |$)/.exec(quoted)?.[1] ?? "")}`;
  const name = fromH2(quoted.split(" ")[0] ?? "");
  switch (state) {
    case "23505":
      return [1, `unique constraint (${constraint()}) violated`];
    case "23502":
      return [1400, `cannot insert NULL into ("${schema}"."T"."${fromH2(quoted)}")`];
    case "23513":
      return [2290, `check constraint (${constraint()}) violated`];
    case "23506":
      return [2291, `integrity constraint (${constraint()}) violated - parent key not found`];
    case "23503":
      return [2292, `integrity constraint (${constraint()}) violated - child record found`];
    case "22001":
      return /NUMERIC|DECFLOAT/.test(quoted)
        ? [1438, "value larger than specified precision allowed for this column"]
        : [12_899, `value too large for column "${schema}"."T"."${name}" (actual: 2, maximum: 1)`];
    case "22003":
      return [1438, "value larger than specified precision allowed for this column"];
    case "22018":
      return [1722, "invalid number"];
    case "22007":
    case "22008":
      return [1861, "literal does not match format string"];
    case "22012":
      return [1476, "divisor is equal to zero"];
    case "42S02":
    case "42S03":
    case "42S04":
      return [942, `table or view "${schema}"."${name}" does not exist`];
    case "42S22":
      return [904, `"${name}": invalid identifier`];
    case "42S01":
      return [955, "name is already used by an existing object"];
    case "90059":
      return [918, `"${fromH2(quoted)}": column ambiguously specified`];
    case "90022":
      return [904, `"${name}": invalid identifier`];
    case "42000":
    case "42001":
    case "42601":
      return [900, "invalid SQL statement"];
    case "57014":
      return [1013, "user requested cancel of current operation"];
    case "HYT00":
      return [54, "resource busy and acquire with NOWAIT specified or timeout expired"];
    case "90131":
    case "40001":
      return state === "90131" ? [8177, "can't serialize access for this transaction"] : [60, "deadlock detected"];
    default:
      return [29_999, `H2 says ${state}: ${message.split("\n")[0] ?? ""}`];
  }
}
