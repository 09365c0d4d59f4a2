import { describe, expect, it } from "@jest/globals";
import type { DialectName } from "@db/core";
import { translate } from "../../src/index.ts";
import { assumed } from "../support/corpus.ts";
import { fixtureSchema } from "../support/fixture.ts";

const to = (text: string, from: DialectName, target: DialectName): string =>
  translate(text, {
    from,
    to: target,
    schema: fixtureSchema,
    assume: assumed,
    ...(target === "mysql" ? { toVersion: [8, 0, 30] } : {}),
  }).text;

/** One meaning in every target's words; the sources say it in their own. */
const meanings: readonly {
  readonly meaning: string;
  readonly sources: Readonly<Partial<Record<DialectName, string>>>;
  readonly forms: Readonly<Partial<Record<DialectName, string>>>;
}[] = [
  {
    meaning: "whole quotients",
    sources: {
      postgres: "select qty / 2 as x from item",
      sqlite: "select qty / 2 as x from item",
      mysql: "select qty div 2 as x from item",
      mssql: "select qty / 2 as x from item",
    },
    forms: {
      postgres: 'select ("qty" / 2) as "x" from "item"',
      sqlite: 'select ("qty" / 2) as "x" from "item"',
      mysql: "select (`qty` div 2) as `x` from `item`",
      mssql: "select ([qty] / 2) as [x] from [item]",
      oracle: 'select trunc("QTY" / 2) as "X" from "ITEM"',
    },
  },
  {
    meaning: "texts joined, null with null",
    sources: {
      postgres: "select name || grp as x from item",
      sqlite: "select name || grp as x from item",
      mariadb: "select concat(name, grp) as x from item",
      mssql: "select name + grp as x from item",
    },
    forms: {
      postgres: 'select ("name" || "grp") as "x" from "item"',
      sqlite: 'select ("name" || "grp") as "x" from "item"',
      mysql: "select concat(`name`, `grp`) as `x` from `item`",
      mssql: "select ([name] + [grp]) as [x] from [item]",
      oracle: `select case when "NAME" is not null and "GRP" is not null then "NAME" || "GRP" end as "X" from "ITEM"`,
    },
  },
  {
    meaning: "the first rows, nulls last",
    sources: {
      postgres: "select id from item order by qty limit 2",
      oracle: "select id from item order by qty fetch first 2 rows only",
    },
    forms: {
      sqlite: 'select "id" from "item" order by "qty" nulls last limit 2',
      mysql: "select `id` from `item` order by (`qty` is null), `qty` limit 2",
      mssql: "select top (2) [id] from [item] order by case when [qty] is null then 1 else 0 end, [qty]",
      oracle: 'select "ID" from "ITEM" order by "QTY" fetch first 2 rows only',
    },
  },
  {
    meaning: "null-safe equality",
    sources: {
      postgres: "select id from item where qty is not distinct from parent",
      mysql: "select id from item where qty <=> parent",
      sqlite: "select id from item where qty is parent",
    },
    forms: {
      postgres: 'select "id" from "item" where ("qty" is not distinct from "parent")',
      sqlite: 'select "id" from "item" where ("qty" is "parent")',
      mariadb: "select `id` from `item` where (`qty` <=> `parent`)",
      mssql: "select [id] from [item] where (not (exists (select [qty] except select [parent])))",
      oracle: 'select "ID" from "ITEM" where (not (decode("QTY", "PARENT", 0, 1) = 1))',
    },
  },
  {
    meaning: "conditions as values",
    sources: { postgres: "select qty > 5 as x from item", sqlite: "select qty > 5 as x from item" },
    forms: {
      mysql: "select (`qty` > 5) as `x` from `item`",
      mssql: "select cast(case when ([qty] > 5) then 1 when not ([qty] > 5) then 0 end as bit) as [x] from [item]",
      oracle: 'select case when ("QTY" > 5) then 1 when not ("QTY" > 5) then 0 end as "X" from "ITEM"',
    },
  },
  {
    meaning: "row locks",
    sources: {
      postgres: "select id from item for update skip locked",
      oracle: "select id from item for update skip locked",
    },
    forms: {
      mysql: "select `id` from `item` for update skip locked",
      mssql: "select [id] from [item] with (updlock, rowlock, readpast)",
      oracle: 'select "ID" from "ITEM" for update skip locked',
    },
  },
  {
    meaning: "upserts",
    sources: {
      sqlite: "insert into account (id, owner) values (1, 'x') on conflict (id) do update set owner = excluded.owner",
      mssql:
        "merge account as t using (values (1, 'x')) as s (id, owner) on t.id = s.id when matched then update set owner = s.owner when not matched then insert (id, owner) values (s.id, s.owner);",
    },
    forms: {
      mysql:
        "insert into `account` (`id`, `owner`) values (1, 'x') as `new_row` on duplicate key update `owner` = `new_row`.`owner`",
      mariadb:
        "insert into `account` (`id`, `owner`) values (1, 'x') on duplicate key update `owner` = values(`owner`)",
      oracle:
        `merge into "ACCOUNT" target using (select 1 as "ID", 'x' as "OWNER" from dual) source on (target."ID" = source."ID") when matched then update set target."OWNER" = source."OWNER"` +
        ` when not matched then insert ("ID", "OWNER") values (source."ID", source."OWNER")`,
    },
  },
  {
    meaning: "constant patterns with what must be escaped",
    sources: {
      postgres: String.raw`select id from item where name like 'a\%[%'`,
      mysql: String.raw`select id from item where name like 'a\%[%'`,
    },
    forms: {
      sqlite: `select "id" from "item" where ("name" glob 'a%[[]*')`,
      mssql: "select [id] from [item] where ([name] like N'a!%![%' escape '!')",
      oracle: `select "ID" from "ITEM" where ("NAME" like 'a!%[%' escape '!')`,
    },
  },
];

describe.each(meanings)("$meaning", ({ sources, forms }) => {
  const cases = Object.entries(sources).flatMap(([from, text]) =>
    Object.entries(forms)
      .filter(([target]) => target !== from)
      .map(([target, form]) => ({ from: from as DialectName, target: target as DialectName, text, form })),
  );
  it.each(cases)("from $from to $target", ({ from, target, text, form }) => {
    expect(to(text, from, target)).toBe(form);
  });
});
