import type { ExpressionScope } from "../expression/expression.ts";
import type { Path } from "../path.ts";
import type { QuerySettings } from "../settings.ts";

/** What an operator gives when it leaves a value as it is. */
export const unchanged: unique symbol = Symbol("unchanged");

/** An operator of updates. */
export interface UpdateOperator {
  /** Checks the operand for one path; gives what {@link UpdateOperator.apply} is given. */
  readonly parse: (operand: unknown, path: Path, operator: string, scope: ExpressionScope) => unknown;
  /**
   * The value that takes the place of another (`undefined`: there is none). Absent for those that move or remove
   * fields, which `applyChange` does.
   */
  readonly apply?: (value: unknown, operand: unknown, settings: QuerySettings, operator: string) => unknown;
  /** Whether a field is made where there is none; `false` when such a field is left alone. */
  readonly creates?: boolean;
}
