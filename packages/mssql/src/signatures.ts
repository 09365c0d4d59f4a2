import { databaseError, LruCache, type Row } from "@db/core";
import { columnType } from "./column-types.ts";
import type { DataType } from "./data-types.ts";
import type { MssqlSession } from "./mssql-session.ts";
import { catalogueOf, nativeTypeOf } from "./table-columns.ts";

/** A parameter as its routine declares it. */
export interface Declared {
  readonly name: string;
  readonly output: boolean;
  /** How values of its type are written; nothing for a type that only the server can make. */
  readonly type: DataType | undefined;
  /** The number of its table type. */
  readonly tableType: number | undefined;
}

/** How a routine is called. */
export interface Signature {
  readonly kind: "procedure" | "scalar" | "table";
  readonly parameters: readonly Declared[];
}

/** "sys.objects" (types P, PC, X, FN, FS, IF, TF, FT) and "sys.parameters"; the one at 0 is what a function gives. */
const lookUp = (catalogue: string): string => `
select rtrim(o.type) as kind, p.name as name, p.is_output as output,
  t.name as type, cast(p.max_length as int) as length, cast(p.[precision] as int) as [precision],
  cast(p.scale as int) as scale, case when u.is_table_type = 1 then p.user_type_id end as tableType
from ${catalogue}.objects o
left join ${catalogue}.parameters p on p.object_id = o.object_id and p.parameter_id > 0
left join ${catalogue}.types t on t.user_type_id = p.system_type_id
left join ${catalogue}.types u on u.user_type_id = p.user_type_id
where o.object_id = object_id(@p1) and o.type in ('P', 'PC', 'X', 'FN', 'FS', 'IF', 'TF', 'FT')
order by p.parameter_id`;

const kinds: Readonly<Record<string, Signature["kind"]>> = {
  FN: "scalar",
  FS: "scalar",
  IF: "table",
  TF: "table",
  FT: "table",
};

/** How many routines a session remembers, and for how long, in milliseconds: one may be altered by somebody else. */
const most = 100;
const lifetime = 60_000;

/** Too few or too many parameters, one of another name or type, or no such routine: what was remembered is not so any more. */
const outdated: ReadonlySet<unknown> = new Set([201, 206, 257, 2812, 8114, 8144, 8145, 8146]);

/** What a session knows of routines. */
export class Signatures {
  readonly #session: Pick<MssqlSession, "rows">;
  readonly #known = new LruCache<string, { readonly signature: Signature; readonly until: number }>(most);

  constructor(session: Pick<MssqlSession, "rows">) {
    this.#session = session;
  }

  /** Rejects with `undefined-object` for a routine that is not there. */
  async find(name: readonly string[], quoted: string): Promise<Signature> {
    const known = this.#known.get(quoted);
    if (known !== undefined && known.until > performance.now()) return known.signature;
    this.#known.delete(quoted);
    const rows = await this.#session.rows(lookUp(catalogueOf(name)), [quoted]);
    const [first] = rows;
    if (first === undefined)
      throw databaseError({
        kind: "undefined-object",
        engine: "mssql",
        message: `there is no procedure or function "${name.join(".")}"`,
      });
    const signature: Signature = {
      kind: kinds[String(first["kind"])] ?? "procedure",
      parameters: rows.filter((row) => row["name"] !== null).map(declaredOf),
    };
    this.#known.add(quoted, { signature, until: performance.now() + lifetime });
    return signature;
  }

  /** Forgets a routine where an error may mean that it has been altered. */
  failed(quoted: string, error: unknown): void {
    if (outdated.has((error as { number?: unknown } | undefined)?.number)) this.#known.delete(quoted);
  }
}

function declaredOf(row: Row): Declared {
  const { name, output, tableType } = row;
  return {
    name: String(name).replace(/^@/, ""),
    output: output === true,
    type: columnType(nativeTypeOf(row)),
    tableType: typeof tableType === "number" ? tableType : undefined,
  };
}
