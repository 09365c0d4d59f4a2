import type { Definitions } from "./definition.ts";
import { accumulators } from "./operators/accumulators.ts";
import { arithmetic } from "./operators/arithmetic.ts";
import { arrayLoops } from "./operators/array-loops.ts";
import { arrayObjects } from "./operators/array-objects.ts";
import { arrays } from "./operators/arrays.ts";
import { bitwise } from "./operators/bitwise.ts";
import { booleans } from "./operators/booleans.ts";
import { comparisons } from "./operators/comparisons.ts";
import { conditionals } from "./operators/conditionals.ts";
import { conversion } from "./operators/conversion.ts";
import { dateArithmetic } from "./operators/date-arithmetic.ts";
import { dateBuilding } from "./operators/date-building.ts";
import { datePartOperators } from "./operators/date-parts.ts";
import { fields } from "./operators/fields.ts";
import { miscellaneous } from "./operators/miscellaneous.ts";
import { powers } from "./operators/powers.ts";
import { regexes } from "./operators/regex.ts";
import { replacing } from "./operators/replace.ts";
import { roundingOperators } from "./operators/rounding.ts";
import { sets } from "./operators/sets.ts";
import { sortArray } from "./operators/sort-array.ts";
import { strings } from "./operators/strings.ts";
import { substrings } from "./operators/substrings.ts";
import { timestamps } from "./operators/timestamps.ts";
import { trigonometry } from "./operators/trigonometry.ts";
import { trimming } from "./operators/trim.ts";
import { variableOperators } from "./operators/variables.ts";
import { zip } from "./operators/zip.ts";

/** Every operator of expressions that is known, by its name with `$`. */
export const definitions: Definitions = {
  ...accumulators,
  ...arithmetic,
  ...arrayLoops,
  ...arrayObjects,
  ...arrays,
  ...bitwise,
  ...booleans,
  ...comparisons,
  ...conditionals,
  ...conversion,
  ...dateArithmetic,
  ...dateBuilding,
  ...datePartOperators,
  ...fields,
  ...miscellaneous,
  ...powers,
  ...regexes,
  ...replacing,
  ...roundingOperators,
  ...sets,
  ...sortArray,
  ...strings,
  ...substrings,
  ...timestamps,
  ...trigonometry,
  ...trimming,
  ...variableOperators,
  ...zip,
};
