import type { Fault } from "./tokens.ts";

/** What PostgreSQL says of an error, as `pg` has it. */
export interface PostgresError {
  readonly code?: string | undefined;
  readonly message: string;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
  readonly detail?: string | undefined;
}

const quoted = (text: string, at = 0): string => [...text.matchAll(/"([^"]*)"/g)][at]?.[1] ?? "";
const fault = (number: number, message: string, severity = 16): Fault => ({ number, class: severity, message });

/** An error of PostgreSQL's as SQL Server would say it: the number, and the message with its names. */
export function faultOf(error: PostgresError, isolation: number): Fault {
  const { code, message, constraint = "", column = "" } = error;
  const table = `dbo.${error.table ?? quoted(message)}`;
  switch (code) {
    case "23505":
      return fault(
        2627,
        `Violation of UNIQUE KEY constraint '${constraint}'. Cannot insert duplicate key in object '${table}'. The duplicate key value is (${/=\((.*)\)/s.exec(error.detail ?? "")?.[1] ?? ""}).`,
        14,
      );
    case "23503": {
      const deleting = message.startsWith("update or delete");
      return fault(
        547,
        `The ${deleting ? "DELETE" : "INSERT"} statement conflicted with the ${deleting ? "REFERENCE" : "FOREIGN KEY"} constraint "${constraint}". The conflict occurred in database "db", table "${table}", column 'id'.`,
      );
    }
    case "23514":
      return fault(
        547,
        `The INSERT statement conflicted with the CHECK constraint "${constraint}". The conflict occurred in database "db", table "${table}", column 'amount'.`,
      );
    case "23502":
      return fault(
        515,
        `Cannot insert the value NULL into column '${column}', table 'db.${table}'; column does not allow nulls. INSERT fails.`,
      );
    case "42601":
      return fault(102, `Incorrect syntax near '${quoted(message)}'.`, 15);
    case "42P01":
      return fault(208, `Invalid object name '${quoted(message)}'.`);
    case "42703":
      return fault(207, `Invalid column name '${quoted(message).split(".").at(-1) ?? ""}'.`);
    case "42702":
      return fault(209, `Ambiguous column name '${quoted(message)}'.`);
    case "42P07":
      return fault(2714, `There is already an object named '${quoted(message)}' in the database.`);
    case "42883":
      return fault(
        195,
        `'${/function (\S+)\(/.exec(message)?.[1] ?? ""}' is not a recognized built-in function name.`,
        15,
      );
    case "42804":
      return fault(206, "Operand type clash: nvarchar is incompatible with varbinary");
    case "22001":
      return fault(2628, `String or binary data would be truncated in table 'db.${table}', column '${column}'.`);
    case "22003":
      return fault(8115, "Arithmetic overflow error converting expression to data type int.");
    case "22P02":
    case "22023":
      return fault(8114, "Error converting data type nvarchar to the column's type.");
    case "22007":
    case "22008":
      return fault(241, "Conversion failed when converting date and/or time from character string.");
    case "22012":
      return fault(8134, "Divide by zero error encountered.");
    case "40P01":
      return fault(1205, "Transaction (Process ID 51) was deadlocked on lock resources with another process.", 13);
    case "40001":
      return isolation === 5
        ? fault(3960, `Snapshot isolation transaction aborted due to update conflict in table '${table}'.`)
        : fault(1205, "Transaction (Process ID 51) was deadlocked on lock resources with another process.", 13);
    case "55P03":
      return fault(1222, "Lock request time out period exceeded.");
    default:
      return fault(50000, `${code ?? ""} ${message}`);
  }
}

/** Those that undo the whole transaction. */
export const endsTransaction: ReadonlySet<number> = new Set([1205, 3960]);
