import { sql, type Statement } from "@db/core";
import { arrayFunctions } from "./update-array-functions.ts";
import { numberFunctions } from "./update-number-functions.ts";

/**
 * Functions of the server that change documents as MongoDB's update operators do, on the form that `codec/encode.ts`
 * stores. Names of fields are the stored ones throughout. What MongoDB refuses is raised with a SQLSTATE of `DM` and
 * MongoDB's code; code 0 says that only the evaluator knows the answer.
 *
 * - `_type(jsonb)`: the name of a value's type.
 * - `_refuse(int, text)`: raises.
 * - `_at(jsonb, text[])`: the value at a path, without looking into arrays; null where there is none.
 * - `_viable(jsonb, text[])`: raises where a path leads through what has no fields.
 * - `_append(jsonb, text, jsonb)`: a document with one more field, behind the others.
 * - `_put(jsonb, text[], jsonb)`: a document with a value at a path; documents are made where nothing is.
 * - `_cut(jsonb, text[])`: a document without the field at a path.
 * - `_change(text, jsonb, jsonb)`: what an operator makes of a value; null when it leaves the value as it is.
 * - `_apply(jsonb, jsonb)`: the document that changes make of another, null when they leave it as it is.
 * - `_update(jsonb, jsonb)`: as `_apply`, and `[code, message]` where that raises: a statement that fails would end the
 *   transaction. All others are called below it, and find what they call by its settings.
 */
export function updateFunctions(schema: string): readonly Statement[] {
  const name = `"${schema.replaceAll('"', '""')}"`;
  return [...definitions, ...numberFunctions, ...arrayFunctions].map((definition) =>
    sql.native(definition.replaceAll("schema.", () => `${name}.`)),
  );
}

const attributes = "language plpgsql immutable";

const definitions: readonly string[] = [
  `create or replace function schema._type(value jsonb) returns text language sql immutable as $body$
select case jsonb_typeof(value)
  when 'number' then
    case when scale(value::numeric) > 0 then 'double'
      when value::numeric between -2147483648 and 2147483647 then 'int' else 'long' end
  when 'boolean' then 'bool'
  when 'object' then
    case when not value ?| array['$long', '$double', '$decimal', '$date', '$oid', '$binary', '$timestamp', '$regex',
        '$code', '$symbol', '$string', '$minKey', '$maxKey'] then 'object'
      when value ? '$long' then 'long' when value ? '$double' then 'double' when value ? '$decimal' then 'decimal'
      when value ? '$date' then 'date' when value ? '$oid' then 'objectId' when value ? '$binary' then 'binData'
      when value ? '$timestamp' then 'timestamp' when value ? '$regex' then 'regex' when value ? '$code' then 'javascript'
      when value ? '$symbol' then 'symbol' when value ? '$string' then 'string' when value ? '$minKey' then 'minKey'
      else 'maxKey' end
  else jsonb_typeof(value) end
$body$`,
  `create or replace function schema._refuse(code int, message text) returns void language plpgsql as $body$
begin
  raise exception using errcode = 'DM' || lpad(code::text, 3, '0'), message = message;
end $body$`,
  `create or replace function schema._at(value jsonb, path text[]) returns jsonb ${attributes} as $body$
declare
  part text;
begin
  foreach part in array path loop
    value := value -> part;
    exit when value is null;
  end loop;
  return value;
end $body$`,
  `create or replace function schema._viable(value jsonb, path text[]) returns void ${attributes} as $body$
declare
  part text;
begin
  foreach part in array path loop
    exit when value is null;
    if schema._type(value) <> 'object' then
      perform schema._refuse(28, format('cannot create the field %s: its parent is of type %s',
        to_jsonb(case when part like '$%' then substr(part, 2) else part end), schema._type(value)));
    end if;
    value := value -> part;
  end loop;
end $body$`,
  `create or replace function schema._append(document jsonb, field text, value jsonb) returns jsonb ${attributes} as $body$
declare
  name text := case when field like '$%' then substr(field, 2) else field end;
  fields text[];
  last text;
begin
  if document ? '$order' then
    return document || jsonb_build_object(field, value, '$order', (document -> '$order') || to_jsonb(name));
  end if;
  fields := array(select jsonb_object_keys(document));
  last := fields[cardinality(fields)];
  if last is null or octet_length(last) < octet_length(field)
    or octet_length(last) = octet_length(field) and last collate "C" < field collate "C" then
    return document || jsonb_build_object(field, value);
  end if;
  return document || jsonb_build_object(field, value, '$order', to_jsonb(
    array(select case when f like '$%' then substr(f, 2) else f end from unnest(fields) f) || name));
end $body$`,
  `create or replace function schema._put(document jsonb, path text[], value jsonb) returns jsonb ${attributes} as $body$
begin
  if document is null then document := '{}'; else perform schema._viable(document, path[1:1]); end if;
  if cardinality(path) > 1 then value := schema._put(document -> path[1], path[2:], value); end if;
  if document ? path[1] then return jsonb_set(document, path[1:1], value); end if;
  return schema._append(document, path[1], value);
end $body$`,
  `create or replace function schema._cut(document jsonb, path text[]) returns jsonb ${attributes} as $body$
declare
  names jsonb;
begin
  if cardinality(path) > 1 then
    return jsonb_set(document, path[1:1], schema._cut(document -> path[1], path[2:]));
  end if;
  if not document ? '$order' then return document - path[1]; end if;
  names := (document -> '$order') - case when path[1] like '$%' then substr(path[1], 2) else path[1] end;
  document := document - path[1] - '$order'::text;
  -- What is left may lie in JSONB's own order.
  if array(select jsonb_object_keys(document))
    = array(select case when n like '$%' then '$' || n else n end from jsonb_array_elements_text(names) n) then
    return document;
  end if;
  return document || jsonb_build_object('$order', names);
end $body$`,
  `create or replace function schema._change(operator text, value jsonb, operand jsonb) returns jsonb ${attributes} as $body$
begin
  case operator
    when '$set' then
      -- 1 and 1.0 are equal to JSONB, and of two types.
      return case when value = operand and value::text = operand::text then null else operand end;
    when '$currentDate' then return operand;
    when '$inc', '$mul' then return schema._calculate(operator, value, operand);
    when '$bit' then return schema._bits(value, operand);
    when '$min' then
      perform schema._check_keys(value, operand);
      return case when schema._key(operand) collate "C" < schema._key(value) collate "C" then operand end;
    when '$max' then
      perform schema._check_keys(value, operand);
      return case when schema._key(operand) collate "C" > schema._key(value) collate "C" then operand end;
    else return schema._change_array(operator, value, operand);
  end case;
end $body$`,
  `create or replace function schema._apply(document jsonb, changes jsonb) returns jsonb ${attributes} as $body$
declare
  change jsonb;
  path text[];
  target text[];
  operator text;
  value jsonb;
  made jsonb;
  changed boolean := false;
begin
  for change in select jsonb_array_elements(changes) loop
    operator := change ->> 'operator';
    path := array(select jsonb_array_elements_text(change -> 'path'));
    value := schema._at(document, path);
    if operator = '$rename' then
      perform schema._viable(document, path);
      continue when value is null;
      -- The value comes to lie deeper, and documents have a limit.
      if value @? '$.**{80 to last}' then perform schema._refuse(0, 'a deep value'); end if;
      target := array(select jsonb_array_elements_text(change -> 'operand'));
      for n in 1 .. cardinality(target) - 1 loop
        if jsonb_typeof(schema._at(document, target[1:n])) = 'array' then
          perform schema._refuse(2, 'the destination field of $rename cannot be an array element');
        end if;
      end loop;
      document := schema._put(schema._cut(document, path), target, value);
    elsif operator = '$unset' then
      continue when value is null;
      document := schema._cut(document, path);
    elsif value is null then
      if not change ? 'made' then
        perform schema._viable(document, path);
        continue;
      end if;
      document := schema._put(document, path, change -> 'made');
    else
      made := schema._change(operator, value, change -> 'operand');
      continue when made is null;
      document := jsonb_set(document, path, made);
    end if;
    changed := true;
  end loop;
  -- No document of this size in JSONB has more than 16 MiB in BSON.
  if changed and pg_column_size(document) > 4000000 then perform schema._refuse(0, 'a large document'); end if;
  return case when changed then document end;
end $body$`,
  `create or replace function schema._update(document jsonb, changes jsonb) returns jsonb ${attributes} set search_path = pg_catalog set extra_float_digits = 1 as $body$
begin
  return schema._apply(document, changes);
exception when others then
  if sqlstate not like 'DM%' then raise; end if;
  return jsonb_build_array(substr(sqlstate, 3)::int, sqlerrm);
end $body$`,
];
