import { routines } from "./blocks.ts";
import { serverFailure } from "./h2-errors.ts";

/** The one procedure that the suite makes: IN a, IN OUT b, OUT c. Its body is known, not interpreted. */
export function defineRoutine(sql: string): { readonly rowsAffected: number } {
  const name = /procedure "([^"]+)"/i.exec(sql)?.[1];
  if (name === undefined) throw serverFailure(900, "invalid SQL statement");
  const at = routines.findIndex((routine) => routine.name === name);
  if (/^\s*drop/i.test(sql)) {
    if (at < 0) throw serverFailure(4043, `object ${name} does not exist`);
    routines.splice(at, 1);
    return { rowsAffected: 0 };
  }
  routines.push({
    packageName: null,
    name,
    parameters: [
      { name: "A", mode: "IN", type: "NUMBER" },
      { name: "B", mode: "IN/OUT", type: "NUMBER" },
      { name: "C", mode: "OUT", type: "VARCHAR2" },
    ],
    run: ({ A, B }) => Promise.resolve({ B: Number(A) + Number(B), C: "done" }),
  });
  return { rowsAffected: 0 };
}
