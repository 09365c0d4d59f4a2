import type { Client } from "pg";
import type { RpcParameter } from "./messages.ts";
import { runPortal, type Field } from "./portal.ts";
import { columnTypeOf, sentText, sentType } from "./postgres-types.ts";
import type { SentValue } from "./read-values.ts";
import { returnValue } from "./tokens.ts";
import { translate } from "./translate.ts";
import { nullOf } from "./wire-types.ts";

/** A procedure of T-SQL that assigns its outputs, as one of PL/pgSQL; nothing for any other text. */
export function createProcedure(text: string): string | undefined {
  const match = /^create procedure (\S+)\s+(@.*?)\s+as\s+begin\s+(.*?)\s*end$/is.exec(text);
  if (match === null) return undefined;
  const [, name, declared, body] = match as unknown as [string, string, string, string];
  const parameters = declared.split(/,(?![^(]*\))/).map((one) => {
    const [, parameter, type, output] = /^\s*@(\w+)\s+(.*?)(\s+output)?\s*$/is.exec(one)!;
    return `${output === undefined ? "in" : "inout"} ${parameter} ${translate(type!).text}`;
  });
  const statements = body.replaceAll(/set @(\w+) = /gi, "$1 := ").replaceAll(/@(\w+)/g, "$1");
  return `create procedure ${translate(name).text} (${parameters.join(", ")}) language plpgsql as $body$ begin ${statements} end $body$`;
}

/** Calls a procedure and tells its outputs. */
export async function callProcedure(
  client: Client,
  procedure: string,
  given: readonly RpcParameter[],
  write: (tokens: Buffer) => Promise<void>,
): Promise<void> {
  const name = translate(procedure).text;
  const { rows } = await client.query<{ names: string[] }>(
    "select proargnames as names from pg_proc where proname = $1",
    [name.replaceAll('"', "")],
  );
  const names = rows[0]?.names ?? [];
  const sent = names.map(
    (parameter): SentValue => given.find((one) => one.name === parameter) ?? { type: "nvarchar", value: null },
  );
  let fields: readonly Field[] = [];
  const tokens: Buffer[] = [];
  await runPortal(
    client,
    `call ${name} (${sent.map((_, index) => `$${index + 1}`).join(", ")})`,
    sent.map(sentText),
    sent.map((value) => (value.value === null ? 0 : sentType(value))),
    {
      columns: (told) => void (fields = told),
      row: (cells) => {
        for (const [index, field] of fields.entries()) {
          const type = columnTypeOf(field);
          const cell = cells[index];
          if (given.some((one) => one.name === field.name && one.output))
            tokens.push(
              returnValue(
                index + 1,
                field.name,
                type.info,
                cell == null ? nullOf(type.info) : type.encode(type.convert(cell)),
              ),
            );
        }
      },
    },
  );
  for (const token of tokens) await write(token);
}
