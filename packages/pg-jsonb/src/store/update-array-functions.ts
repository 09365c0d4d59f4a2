/**
 * Functions of the server that change arrays as update operators do, in the form of `update-functions.ts`.
 *
 * - `_slice(jsonb, int, int)`: the items of an array from one place to before another.
 * - `_check_keys(jsonb, jsonb)`: raises where `_key` does not tell two values apart or does not order them.
 * - `_sort_keys(jsonb, jsonb)`: what an item is sorted by: a missing field counts as null, and so does what is no document.
 * - `_change_array(text, jsonb, jsonb)`: the operators for arrays.
 */
export const arrayFunctions: readonly string[] = [
  `create or replace function schema._slice(items jsonb, first int, last int) returns jsonb language sql immutable as $body$
select coalesce(jsonb_agg(item order by n), '[]')
from jsonb_array_elements(items) with ordinality e(item, n) where n > first and n <= last
$body$`,
  `create or replace function schema._check_keys(value jsonb, operand jsonb) returns void language plpgsql immutable as $body$
declare
  shown text := value::text || operand::text;
begin
  -- Strings with NUL, and a double's short text beside a decimal, which its exact value is not equal to.
  if shown like '%"$string"%' or shown like '%"$decimal"%'
    and regexp_replace(shown, '"\\$n": [0-9.-]+, "\\$decimal": "[^"]*"', '', 'g') like '%.%' then
    perform schema._refuse(0, 'a comparison by exact values');
  end if;
end $body$`,
  `create or replace function schema._sort_keys(item jsonb, paths jsonb) returns text[] language plpgsql immutable as $body$
declare
  path jsonb;
  keys text[] := '{}';
begin
  for path in select jsonb_array_elements(paths) loop
    if schema._type(item) = 'object' or path = '[]' then
      keys := keys || schema._key(schema._at(item, array(select jsonb_array_elements_text(path))));
    else
      keys := keys || schema._key(null);
    end if;
  end loop;
  return keys;
end $body$`,
  `create or replace function schema._change_array(operator text, value jsonb, operand jsonb) returns jsonb language plpgsql immutable as $body$
declare
  length int;
  place int;
  keys text[];
  key text;
  item jsonb;
  made jsonb;
begin
  if jsonb_typeof(value) <> 'array' then
    perform schema._refuse(case operator when '$pop' then 14 else 2 end,
      format('cannot apply %s to a field of type %s: it must be an array', operator, schema._type(value)));
  end if;
  length := jsonb_array_length(value);
  case operator
    when '$pop' then return case when length = 0 then null else value - case operand when '1' then -1 else 0 end end;
    when '$push' then
      place := (operand ->> 'position')::int;
      if place is null or place >= length then made := value || (operand -> 'items');
      else
        place := case when place < 0 then greatest(length + place, 0) else place end;
        made := schema._slice(value, 0, place) || (operand -> 'items') || schema._slice(value, place, length);
      end if;
      if operand ? 'sort' then
        perform schema._check_keys(made, '[]');
        if (operand ->> 'direction')::int = 1 then
          select coalesce(jsonb_agg(i order by schema._sort_keys(i, operand -> 'sort') collate "C", n), '[]') into made
          from jsonb_array_elements(made) with ordinality e(i, n);
        else
          select coalesce(jsonb_agg(i order by schema._sort_keys(i, operand -> 'sort') collate "C" desc, n), '[]') into made
          from jsonb_array_elements(made) with ordinality e(i, n);
        end if;
      end if;
      if operand ? 'slice' then
        place := (operand ->> 'slice')::int;
        made := case when place >= 0 then schema._slice(made, 0, place)
          else schema._slice(made, jsonb_array_length(made) + place, jsonb_array_length(made)) end;
      end if;
      return case when operand -> 'items' = '[]' and not operand ? 'sort' and jsonb_array_length(made) = length then null else made end;
    when '$addToSet' then
      perform schema._check_keys(value, operand);
      keys := array(select schema._key(i) from jsonb_array_elements(value) i);
      for item in select jsonb_array_elements(operand) loop
        key := schema._key(item);
        continue when key collate "C" = any(keys);
        keys := keys || key;
        value := value || jsonb_build_array(item);
      end loop;
      return case when jsonb_array_length(value) = length then null else value end;
    else
      perform schema._check_keys(value, operand);
      keys := array(select schema._key(i) from jsonb_array_elements(operand) i);
      select coalesce(jsonb_agg(i order by n), '[]') into made
      from jsonb_array_elements(value) with ordinality e(i, n) where schema._key(i) collate "C" <> all(keys);
      return case when jsonb_array_length(made) = length then null else made end;
  end case;
end $body$`,
];
