/**
 * Functions of the server that calculate as `$inc`, `$mul` and `$bit` do, in the form of `update-functions.ts`.
 *
 * - `_double(float8)`: a double as it is stored.
 * - `_decimal(numeric)`: a decimal as it is stored.
 * - `_multiply(float8, float8)`: a product, infinite or zero where it leaves the range.
 * - `_calculate(text, jsonb, jsonb)`: `$inc` and `$mul`.
 * - `_bits(jsonb, jsonb)`: `$bit`.
 */
export const numberFunctions: readonly string[] = [
  `create or replace function schema._double(value float8) returns jsonb language plpgsql immutable as $body$
declare
  power int := 0;
begin
  if value in ('NaN', 'Infinity', '-Infinity') then return jsonb_build_object('$double', value::text); end if;
  if value = 0 then
    return case when value::text = '-0' then '{"$double":"-0","$n":0}'::jsonb else '0.0'::jsonb end;
  end if;
  if value <> trunc(value) then return value::text::numeric::text::jsonb; end if;
  -- All the digits of a whole number: the text of a large one has zeros in place of the last.
  while abs(value) >= 9007199254740992 loop
    value := value / 2;
    power := power + 1;
  end loop;
  return ((value::int8 * 2::numeric ^ power)::numeric(1000, 0)::text || '.0')::jsonb;
end $body$`,
  `create or replace function schema._decimal(value numeric) returns jsonb language plpgsql immutable as $body$
declare
  twin float8 := value;
  places int := 0;
  side int := 0;
begin
  if twin::text::numeric = value then
    while twin <> trunc(twin) loop
      twin := twin * 2;
      places := places + 1;
    end loop;
    side := sign(value - twin::int8 * 5::numeric ^ places * ('1e-' || places)::numeric);
  end if;
  return jsonb_build_object('$decimal', value::text, '$n', value)
    || case when side = 0 then '{}' else jsonb_build_object('$c', side) end;
end $body$`,
  `create or replace function schema._multiply(a float8, b float8) returns float8 language plpgsql immutable as $body$
declare
  size float8;
begin
  if a = 0 or b = 0 or a in ('NaN', 'Infinity', '-Infinity') or b in ('NaN', 'Infinity', '-Infinity') then return a * b; end if;
  size := ln(abs(a)) + ln(abs(b));
  if abs(size) < 700 then return a * b; end if;
  -- PostgreSQL refuses what IEEE 754 gives as infinite or as zero.
  begin
    return a * b;
  exception when numeric_value_out_of_range then
    return sign(a) * sign(b) * case when size > 0 then 'Infinity'::float8 else 0 end;
  end;
end $body$`,
  `create or replace function schema._calculate(operator text, value jsonb, operand jsonb) returns jsonb language plpgsql immutable as $body$
declare
  kind text := schema._type(value);
  other text := schema._type(operand);
  a numeric;
  b numeric;
  x float8;
  y float8;
begin
  if kind not in ('int', 'long', 'double', 'decimal') then
    perform schema._refuse(14, format('cannot apply %s to a value of type %s', operator, kind));
  end if;
  if kind = 'decimal' or other = 'decimal' then
    -- Decimals without a double among them, whose text is all their digits; the rest is for the evaluator.
    if 'double' in (kind, other) or coalesce(value ->> '$decimal', '') !~ '^(-?[0-9.]+)?$'
      or coalesce(operand ->> '$decimal', '') !~ '^(-?[0-9.]+)?$' then
      perform schema._refuse(0, 'a calculation with decimals');
    end if;
    a := coalesce(value ->> '$decimal', value ->> '$n', value #>> '{}')::numeric;
    b := coalesce(operand ->> '$decimal', operand ->> '$n', operand #>> '{}')::numeric;
    -- IEEE 754 has a zero with a sign.
    if a = 0 or b = 0 then perform schema._refuse(0, 'a calculation with a decimal zero'); end if;
    a := case operator when '$inc' then a + b else a * b end;
    -- Beyond whole numbers a decimal is stored with the side on which the double of the same text lies.
    if a <> trunc(a) or a = 0 or abs(a) > 9007199254740992 then
      perform schema._refuse(0, 'a calculation with decimals');
    end if;
    if kind = 'decimal' and a = (value ->> '$decimal')::numeric then return null; end if;
    return schema._decimal(a);
  end if;
  if kind = 'double' or other = 'double' then
    x := coalesce(value ->> '$double', value ->> '$n', value #>> '{}')::float8;
    y := coalesce(operand ->> '$double', operand ->> '$n', operand #>> '{}')::float8;
    if operator = '$mul' then y := schema._multiply(x, y);
    -- What is below 1 adds nothing to what is near the end of the range.
    elsif abs(x) < 1e308 and abs(y) < 7e307 or abs(x) < 1 or abs(y) < 1 or x in ('NaN', 'Infinity', '-Infinity') or y in ('NaN', 'Infinity', '-Infinity') then
      y := x + y;
    else
      -- Halves cannot overflow: PostgreSQL refuses what IEEE 754 gives as infinite.
      y := x / 2 + y / 2;
      y := case when abs(y) >= '8.9884656743115795e307'::float8 then sign(y) * 'Infinity'::float8 else y * 2 end;
    end if;
    return case when kind = 'double' and x = y then null else schema._double(y) end;
  end if;
  a := coalesce(value ->> '$n', value #>> '{}')::numeric;
  b := coalesce(operand ->> '$n', operand #>> '{}')::numeric;
  b := case operator when '$inc' then a + b else a * b end;
  if b < -9223372036854775808 or b > 9223372036854775807 then
    perform schema._refuse(2, format('%s would give a number beyond 64 bits', operator));
  end if;
  other := case when kind = 'long' or other = 'long' then 'long' else 'int' end;
  return case when a = b and kind = other then null
    when other = 'long' and b between -2147483648 and 2147483647 then jsonb_build_object('$long', true, '$n', b)
    else to_jsonb(b) end;
end $body$`,
  `create or replace function schema._bits(value jsonb, operand jsonb) returns jsonb language plpgsql immutable as $body$
declare
  kind text := schema._type(value);
  least text := kind;
  bits int8;
  other int8;
  step jsonb;
begin
  if kind not in ('int', 'long') then
    perform schema._refuse(2, format('cannot apply $bit to a value of type %s', kind));
  end if;
  bits := coalesce(value ->> '$n', value #>> '{}')::int8;
  for step in select jsonb_array_elements(operand) loop
    other := coalesce(step -> 1 ->> '$n', step ->> 1)::int8;
    bits := case step ->> 0 when 'and' then bits & other when 'or' then bits | other else bits # other end;
    if schema._type(step -> 1) = 'long' then least := 'long'; end if;
  end loop;
  if least = kind and bits = coalesce(value ->> '$n', value #>> '{}')::int8 then return null; end if;
  return case when least = 'long' and bits between -2147483648 and 2147483647
    then jsonb_build_object('$long', true, '$n', bits) else to_jsonb(bits) end;
end $body$`,
];
