import { sql, type Statement } from "@db/core";
import { typeOf, type Expression, type Path } from "@db/document/engine";
import { encodeValue, keepsOrder } from "../../codec/encode.ts";
import { storedName } from "./rows.ts";

/** One field of a group's key. */
interface KeyPart {
  /** `undefined` where the key is no document. */
  readonly name: string | undefined;
  /** The path whose value it is, or the value itself. */
  readonly from: { readonly path: Path } | { readonly value: unknown };
}

/** What `_id` of a `$group` is made of: one value, or a document of several. */
export interface GroupKey {
  readonly document: boolean;
  readonly parts: readonly KeyPart[];
}

/** Reads the `_id` of a `$group`: a path, a constant, or a document of them. `undefined` for any other expression. */
export function groupKey(id: Expression): GroupKey | undefined {
  if (id.kind !== "object") {
    const from = partOf(id);
    return from && { document: false, parts: [{ name: undefined, from }] };
  }
  const parts: KeyPart[] = [];
  for (const [name, expression] of id.fields) {
    const from = partOf(expression);
    if (from === undefined) return undefined;
    parts.push({ name, from });
  }
  return { document: true, parts };
}

function partOf(expression: Expression): KeyPart["from"] | undefined {
  if (expression.kind === "field") return { path: expression.path };
  if (expression.kind !== "literal" || ["minKey", "maxKey", "missing"].includes(typeOf(expression.value)))
    return undefined;
  return { value: expression.value };
}

/** The key as `jsonb`; `columns` are those of its parts that are paths, by their places. A missing value is null, or no field. */
export function keyDocument({ document, parts }: GroupKey, columns: ReadonlyMap<number, Statement>): Statement {
  const values = parts.map(({ from }, n) => columns.get(n) ?? constant("value" in from ? from.value : null));
  const [only] = values;
  if (!document) return sql`coalesce(${only}, 'null'::jsonb)`;
  const fields = values.map((value, n) => {
    const field = sql`jsonb_build_object(${storedName(parts[n]?.name ?? "")}::text, ${value})`;
    return columns.has(n) ? sql`case when ${value} is null then '{}'::jsonb else ${field} end` : field;
  });
  const names = parts.map(({ name }, n) =>
    columns.has(n) ? sql`case when ${values[n]} is not null then ${name}::text end` : sql`${name}::text`,
  );
  const order = keepsOrder(parts.map(({ name }) => name ?? ""))
    ? []
    : [sql`jsonb_build_object('$order', to_jsonb(array_remove(array[${sql.join(names)}]::text[], null)))`];
  return sql`(${sql.join([sql`'{}'::jsonb`, ...fields, ...order], " || ")})`;
}

const constant = (value: unknown): Statement => sql`${encodeValue(value)}::text::jsonb`;

/**
 * A condition that no other form of JSONB has a value that equals this one: JSONB tells an `int` in an object, as a small `long` is kept,
 * from a plain one. Of objects a look at the text tells, where the names of wrapped values cannot be strings: those have `\` before the quote.
 */
export function plainKey(value: Statement): Statement {
  const wrapped = sql`${value}::text ~ '"\\$(n|double|decimal|symbol|minKey|maxKey)":'`;
  return sql`(case jsonb_typeof(${value}) when 'object' then jsonb_exists(${value}, '$oid') or jsonb_exists(${value}, '$date') or not (${wrapped}) when 'array' then not (${wrapped}) else true end)`;
}

/** What a group is made by: JSONB finds it equal for all values that are equal. A small `long` lies in an object; here it is its number. */
export function groupedBy(value: Statement): Statement {
  return sql`(case when ${isLong(value)} then ${value} -> '$n' else ${value} end)`;
}

const isLong = (value: Statement): Statement =>
  sql`(jsonb_typeof(${value}) = 'object' and jsonb_exists(${value}, '$long'))`;

/**
 * The form of a value among those that are equal to it, as a text; null where there is only one. The group of an int and a double that are
 * equal gets the first document's, which is not known here.
 */
function formOf(value: Statement): Statement {
  return sql`((case jsonb_typeof(${value}) when 'number' then (scale(${value}::numeric) > 0)::text when 'array' then ${value}::text when 'object' then case when jsonb_exists(${value}, '$oid') or jsonb_exists(${value}, '$date') then null when jsonb_exists(${value}, '$long') then 'long' else ${value}::text end end) collate "C")`;
}

/** An aggregate: a group's form, for {@link inForm}. */
export function groupForm(value: Statement): Statement {
  return sql`min(${formOf(value)})`;
}

/** An aggregate: whether all values of a group have one form. */
export function oneForm(value: Statement): Statement {
  return sql`(min(${formOf(value)}) is not distinct from max(${formOf(value)}))`;
}

/** A group's value in the form that its values had. */
export function inForm(grouped: Statement, form: Statement): Statement {
  return sql`(case when ${form} = 'long' then jsonb_build_object('$long', true, '$n', ${grouped}) else ${grouped} end)`;
}
