import { sql, type Statement } from "@db/core";

/**
 * Functions of the server that turn values into texts whose order, byte by byte, is MongoDB's order of the values
 * (https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order): first a letter for the type, then what orders
 * values of the type, in a form that no other value of the type begins with. So a sort over several types, and over
 * arrays by their least or greatest item, is an `order by` of one text.
 *
 * - `_number_key(text)`: a sign, how many digits stand before the point, and the digits; of negative numbers each digit's
 *   complement.
 * - `_text_key(text)`: the text with an end below all letters. A text with NUL, of which only the JSON is stored, has a sign for it
 *   that comes next to that end.
 * - `_key(jsonb)`: any value. A number has a sign more, which tells a decimal from the double of the same text, and then the decimal.
 * - `_path_keys(jsonb, text[])`: the keys of all that a path leads to, arrays gone through.
 * - `_has_array(jsonb, text[])`: whether there is an array on a path or at its end.
 * - `_least(jsonb, text[])`, `_greatest(jsonb, text[])`: what a document sorts by, ascending and descending.
 */
export function keyFunctions(schema: string): readonly Statement[] {
  const name = `"${schema.replaceAll('"', '""')}"`;
  return definitions.map((definition) => sql.native(definition.replaceAll("schema.", () => `${name}.`)));
}

const attributes = "language plpgsql immutable parallel safe set search_path = pg_catalog";

const definitions: readonly string[] = [
  `create or replace function schema._number_key(value text) returns text ${attributes} as $body$
declare
  digits text;
  whole text;
  part text;
  places int;
begin
  -- Most numbers are positive and whole, and need no arithmetic.
  if value ~ '^[1-9][0-9]*$' then
    return '7' || lpad((20000 + length(value))::text, 6, '0') || rtrim(value, '0') || ' ';
  end if;
  digits := trim_scale(abs(value::numeric))::text;
  if digits = '0' then return '5 '; end if;
  whole := split_part(digits, '.', 1);
  part := split_part(digits, '.', 2);
  if whole <> '0' then
    places := length(whole);
    digits := rtrim(whole || part, '0');
  else
    digits := ltrim(part, '0');
    places := length(digits) - length(part);
    digits := rtrim(digits, '0');
  end if;
  if value::numeric > 0 then return '7' || lpad((20000 + places)::text, 6, '0') || digits || ' '; end if;
  return '3' || lpad((200000 - places)::text, 6, '0') || translate(digits, '0123456789', '9876543210') || '~';
end $body$`,
  `create or replace function schema._text_key(value text) returns text ${attributes} as $body$
begin
  return replace(value, chr(1), chr(1) || chr(3)) || chr(1) || chr(1);
end $body$`,
  `create or replace function schema._key(value jsonb) returns text ${attributes} as $body$
declare
  kind text := jsonb_typeof(value);
  made text;
  item jsonb;
  name text;
  inner_key text;
begin
  if kind = 'string' then
    return 'e' || replace(value #>> '{}', chr(1), chr(1) || chr(3)) || chr(1) || chr(1);
  elsif kind = 'number' then
    return 'd' || schema._number_key(value #>> '{}') || '=';
  elsif kind = 'boolean' then
    return case when value = 'true'::jsonb then 'j1' else 'j0' end;
  elsif kind = 'array' then
    made := 'g';
    for item in select jsonb_array_elements(value) loop made := made || schema._key(item); end loop;
    return made || chr(1);
  elsif kind is null or kind = 'null' then
    return 'c';
  end if;
  if value ? '$oid' then return 'i' || (value ->> '$oid'); end if;
  if value ? '$date' then return 'k' || schema._number_key(value ->> '$date'); end if;
  if value ? '$n' then
    made := 'd' || schema._number_key(coalesce(value ->> '$t', value ->> '$n'));
    if value ? '$c' then
      return made || case when value ->> '$c' = '-1' then '<' else '>' end || schema._number_key(value ->> '$n');
    end if;
    return made || '=';
  end if;
  if value ? '$double' or value ? '$decimal' then
    return case coalesce(value ->> '$double', value ->> '$decimal') when 'NaN' then 'd1' when 'Infinity' then 'd9' else 'd2' end;
  end if;
  if value ? '$timestamp' then
    return 'l' || schema._number_key(value ->> '$timestamp') || schema._number_key(value ->> '$increment');
  end if;
  if value ? '$binary' then
    return 'h' || lpad((length(decode(value ->> '$binary', 'base64'))
      + case when value ->> '$type' = '2' then 4 else 0 end)::text, 10, '0') || lpad(value ->> '$type', 3, '0')
      || encode(decode(value ->> '$binary', 'base64'), 'hex') || ' ';
  end if;
  if value ? '$regex' then return 'm' || schema._text_key(value ->> '$regex') || schema._text_key(value ->> '$options'); end if;
  if value ? '$minKey' then return 'a'; end if;
  if value ? '$maxKey' then return 'z'; end if;
  if value ? '$symbol' then return 'e' || schema._text_key(value ->> '$symbol'); end if;
  if value ? '$string' then
    made := replace(value ->> '$string', '\\\\', chr(1));
    made := replace(replace(made, '\\u0001', '\\u0001\\u0003'), '\\u0000', '\\u0001\\u0002');
    return 'e' || (replace(made, chr(1), '\\\\')::jsonb #>> '{}') || chr(1) || chr(1);
  end if;
  if value ? '$code' then
    return case when value ? '$scope' then 'o' else 'n' end || schema._text_key(value ->> '$code')
      || case when value ? '$scope' then schema._key(value -> '$scope') else '' end;
  end if;
  made := 'f';
  if value ? '$order' then
    for name in select jsonb_array_elements_text(value -> '$order') loop
      item := value -> case when name like '$%' then '$' || name else name end;
      inner_key := schema._key(item);
      made := made || left(inner_key, 1) || schema._text_key(name) || inner_key;
    end loop;
  else
    for name, item in select * from jsonb_each(value) loop
      inner_key := schema._key(item);
      made := made || left(inner_key, 1)
        || schema._text_key(case when name like '$$%' then substr(name, 2) else name end) || inner_key;
    end loop;
  end if;
  return made || chr(1);
end $body$`,
  `create or replace function schema._path_keys(value jsonb, path text[]) returns setof text ${attributes} as $body$
declare
  item jsonb;
begin
  if jsonb_typeof(value) = 'array' then
    if jsonb_array_length(value) = 0 then
      return next case when cardinality(path) = 0 then 'b' else 'c' end;
    end if;
    for item in select jsonb_array_elements(value) loop
      if cardinality(path) = 0 then
        return next schema._key(item);
      elsif jsonb_typeof(item) = 'object' then
        return query select schema._path_keys(item -> path[1], path[2:]);
      else
        return next 'c';
      end if;
    end loop;
  elsif cardinality(path) = 0 then
    return next schema._key(value);
  else
    return query select schema._path_keys(value -> path[1], path[2:]);
  end if;
end $body$`,
  `create or replace function schema._has_array(value jsonb, path text[]) returns boolean ${attributes} as $body$
declare
  at jsonb := value;
  part text;
begin
  foreach part in array path loop
    if jsonb_typeof(at) = 'array' then return true; end if;
    at := at -> part;
  end loop;
  return coalesce(jsonb_typeof(at) = 'array', false);
end $body$`,
  extreme("_least", "min"),
  extreme("_greatest", "max"),
];

/** One function for each end of the order. A path without arrays has one key, and no set of them is made. */
function extreme(name: string, aggregate: "min" | "max"): string {
  return `create or replace function schema.${name}(value jsonb, path text[]) returns text ${attributes} as $body$
declare
  at jsonb := value;
  part text;
begin
  foreach part in array path loop
    if jsonb_typeof(at) = 'array' then return (select ${aggregate}(k collate "C") from schema._path_keys(value, path) k); end if;
    at := at -> part;
  end loop;
  if jsonb_typeof(at) = 'array' then return (select ${aggregate}(k collate "C") from schema._path_keys(value, path) k); end if;
  return schema._key(at);
end $body$`;
}
